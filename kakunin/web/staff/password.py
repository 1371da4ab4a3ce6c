"""Pages for those who have forgotten their password (U1)."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kakunin.flows.membership.reset_password import ask_password_reset, find_password_reset, reset_password
from kakunin.foundation.errors import PasswordResetEnded
from kakunin.models.staff import Staff
from kakunin.web.redirects import see_other
from kakunin.web.staff.forms import ForgottenForm, NewPasswordForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Asks for the address. What comes then is the same for every address, and for one asked too often."""
    if request.method != "POST":
        return render(request, "staff/forgotten_password.html", {"form": ForgottenForm()})
    form = ForgottenForm(request.POST)
    if not form.is_valid():
        return render(request, "staff/forgotten_password.html", {"form": form}, status=422)
    address = form.cleaned_data["address"]
    if ratelimit.consume(request, action="reset_password", key=address):
        ask_password_reset(address=address)
    return see_other("staff:password_mailed")


@login_not_required
@require_safe
def password_mailed(request: HttpRequest) -> HttpResponse:
    """What to do now, and when no mail comes."""
    return render(request, "staff/password_mailed.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, member: int, token: str) -> HttpResponse:
    """A new password by the link from the mail; looking at the page changes nothing (V6), nobody gets in."""
    try:
        staff = find_password_reset(staff=member, token=token)
        if request.method != "POST":
            return _show(request, staff, NewPasswordForm(staff=staff))
        form = NewPasswordForm(request.POST, staff=staff)
        if not form.is_valid():
            return _show(request, staff, form, status=422)
        # Somebody may have been quicker, between the look and the use.
        reset_password(staff=member, token=token, password=form.cleaned_data["password1"])
    except PasswordResetEnded as ended:
        return render(request, "staff/password_reset_ended.html", status=ended.status)
    # At this browser somebody else may be logged in.
    logout(request)
    messages.success(request, _("パスワードを再設定しました。新しいパスワードでログインしてください。"))
    return see_other("account_login")


def _show(request: HttpRequest, staff: Staff, form: NewPasswordForm, status: int = 200) -> HttpResponse:
    return render(request, "staff/new_password.html", {"staff": staff, "form": form}, status=status)
