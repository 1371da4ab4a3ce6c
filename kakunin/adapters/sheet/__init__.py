"""A one-page sheet of plain texts, as a spreadsheet and as PDF, locked with a password if wished.

It knows nothing of what the texts mean; nothing untrusted is parsed here.
"""
