"""How a certificate gets from the insurer to the one who reads it.

Steps: upload → notify → render → unlock → view
Shared: keys
"""
