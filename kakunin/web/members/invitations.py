"""Invitations: sent again and withdrawn by administrators, accepted by whoever holds the link."""

import uuid

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.membership.accept import accept_invitation, find_invitation
from kakunin.flows.membership.resend_invitation import resend_invitation
from kakunin.flows.membership.withdraw_invitation import withdraw_invitation
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import AddressInUse, InvitationEnded
from kakunin.models.invitation import Invitation
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_MEMBERS, check_may_invite_to
from kakunin.web.members.access import changes
from kakunin.web.members.forms import AcceptForm
from kakunin.web.question import Question, ask
from kakunin.web.redirects import see_other


@changes(MANAGE_MEMBERS)
def resend(request: HttpRequest, staff: Staff, invitation: uuid.UUID) -> HttpResponse:
    """The same link once more."""
    found = _find(invitation, staff)

    def do(_form: forms.Form) -> str:
        resend_invitation(invitation=invitation, by=staff)
        return _("%(address)sへ、招待メールを送り直します。") % {"address": found.address}

    question = _question(
        found,
        staff,
        _("招待メールの送り直し"),
        [
            _("同じURLのメールを、もう一度送ります。URLは、いまから7日間使えるようになります。"),
            _("メールアドレスが違うときは、送り直さず、この招待を取り消してから、もう一度招待してください。"),
        ],
        _("送り直す"),
    )
    return ask(request, question, do, forms.Form(request.POST))


@changes(MANAGE_MEMBERS)
def withdraw(request: HttpRequest, staff: Staff, invitation: uuid.UUID) -> HttpResponse:
    """The link opens nothing any more."""
    found = _find(invitation, staff)

    def do(_form: forms.Form) -> str:
        withdraw_invitation(invitation=invitation, by=staff)
        return _("%(address)sへの招待を取り消しました。") % {"address": found.address}

    question = _question(
        found,
        staff,
        _("招待の取り消し"),
        [
            _(
                "届いたメールのURLは、ただちに使えなくなります。取り消したことは、招待された方には知らせません。"
            )
        ],
        _("招待を取り消す"),
        danger=True,
    )
    return ask(request, question, do, forms.Form(request.POST))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Name and password make a member; looking at the page changes nothing (V6)."""
    try:
        invitation = find_invitation(token)
    except InvitationEnded as ended:
        return render(request, "members/ended.html", status=ended.status)
    if request.method != "POST":
        form = AcceptForm(address=invitation.address, initial={"name": invitation.name})
        return _show(request, invitation, form)
    form = AcceptForm(request.POST, address=invitation.address)
    if not form.is_valid():
        return _show(request, invitation, form, status=422)
    given = form.cleaned_data
    try:
        accept_invitation(token=token, name=given["name"], password=given["password1"])
    except InvitationEnded as ended:
        # Somebody was quicker, between the look and the use.
        return render(request, "members/ended.html", status=ended.status)
    except AddressInUse as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, invitation, form, status=refusal.status)
    # At this browser somebody else may be logged in: the administrator, say.
    logout(request)
    messages.success(request, _("登録が終わりました。決めたパスワードでログインしてください。"))
    return see_other("account_login")


def _show(request: HttpRequest, invitation: Invitation, form: AcceptForm, status: int = 200) -> HttpResponse:
    context = {"invitation": invitation, "form": form}
    return render(request, "members/accept.html", context, status=status)


def _find(invitation: uuid.UUID, staff: Staff) -> Invitation:
    found = get_or_not_found(Invitation.objects.filter(ended_at__isnull=True), uuid=invitation)
    check_may_invite_to(staff, found.organisation)
    return found


def _question(
    found: Invitation, staff: Staff, title: str, consequences: list[str], button: str, *, danger: bool = False
) -> Question:
    home = found.organisation
    here, back, back_name = "members", reverse("members:list"), _("利用者")
    if isinstance(home, Agency) and home != staff.organisation:
        here, back, back_name = "agencies", reverse("members:agency", args=[home.pk]), home.name
    elif isinstance(home, Insurer) and home != staff.organisation:
        here, back, back_name = "insurers", reverse("members:insurers"), _("損害保険会社")
    return Question(
        here=here,
        title=title,
        consequences=consequences,
        button=button,
        back=back,
        back_name=back_name,
        facts=[
            (_("組織"), home.name),
            (_("氏名"), found.name),
            (_("メールアドレス"), found.address),
            (_("役割"), found.get_role_display()),
        ],
        danger=danger,
    )
