"""How a certificate gets from the insurer to the one who reads it, and to the one who keeps it.

Steps: upload → notify → render → unlock → view → request_login → log_in → download
Beside: further_upload, report_tries, correct_addresses, correct_data, send_again, show_password,
        submission_form, export,
        replace_password, replace_url, withdraw, restore
Shared: browsers, changes, keys, documents, notices, tries, staff_in_charge
"""
