"""Those of allauth's pages that are offered, under the names by which it finds them."""

from allauth.account import views as accounts
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as apps
from django.contrib.auth.decorators import login_not_required
from django.db.transaction import atomic
from django.urls import path

from kakunin.web.failures import show_not_found
from kakunin.web.staff import codes, passkeys
from kakunin.web.staff.account import account

# ``atomic``: with what the signals write down (``notices``); of the others allauth sends them behind its own.
# allauth asks for these names; what they would offer, nobody is offered here.
_closed = login_not_required(show_not_found)
_download = recovery_codes.DownloadRecoveryCodesView.as_view(content_type="text/plain; charset=utf-8")

urlpatterns = [
    path("login/", login_not_required(accounts.login), name="account_login"),
    path("login/passkey/", login_not_required(passkeys.LoginView.as_view()), name="mfa_login_webauthn"),
    path("login/second-factor/", login_not_required(codes.ShowView.as_view()), name="mfa_authenticate"),
    path("logout/", accounts.logout, name="account_logout"),
    path("confirm/", accounts.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("confirm/passkey/", passkeys.ConfirmView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account/", account, name="mfa_index"),
    path("account/password/", accounts.password_change, name="account_change_password"),
    path("account/app/add/", apps.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", atomic(apps.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/passkeys/add/", atomic(passkeys.AddView.as_view()), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", atomic(passkeys.RenameView.as_view()), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/", atomic(passkeys.RemoveView.as_view()), name="mfa_remove_webauthn"
    ),
    path("account/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/download/", _download, name="mfa_download_recovery_codes"),
    path("signup/", _closed, name="account_signup"),
    path("password/reset/", _closed, name="account_reset_password"),
    path("password/set/", _closed, name="account_set_password"),
    path("inactive/", _closed, name="account_inactive"),
]
