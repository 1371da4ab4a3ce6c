"""How a certificate gets from the insurer to the one who reads it, and to the one who keeps it.

Steps: upload → notify → render → unlock → view → request_login → log_in → download
Beside: further_upload, report_tries
Shared: browsers, keys, documents, tries, staff_in_charge
"""
