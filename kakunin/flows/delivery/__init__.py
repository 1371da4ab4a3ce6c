"""How a certificate gets from the insurer to the one who reads it, and to the one who keeps it.

Steps: upload → notify → render → unlock → view → request_login → log_in → download; further_upload
Shared: browsers, keys, documents
"""
