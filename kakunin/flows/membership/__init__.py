"""Who belongs to which organisation, and which agency acts for which insurer.

Steps: invite → accept → change_role → remove
Beside: withdraw_invitation, resend_invitation, reset_second_factor,
    add_agency, start_contract, end_contract, move_certificates, add_insurer,
    account, reset_password
Shared: organisations, invitations, contracts, second_factor
"""
