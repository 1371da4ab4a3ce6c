"""What becomes of a mail once it is due.

Steps: send
"""
