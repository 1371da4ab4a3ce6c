"""The organisation's own people: invited, changed and removed by its administrators (U1)."""

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.flows.membership.change_role import change_role
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.organisations import find_member
from kakunin.flows.membership.remove import remove_member
from kakunin.flows.membership.reset_second_factor import (
    ask_factor_reset,
    confirm_factor_reset,
    refuse_factor_reset,
)
from kakunin.foundation.errors import NotFound
from kakunin.models.factor_reset import FactorReset
from kakunin.models.invitation import Invitation
from kakunin.models.party import Agency
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_MEMBERS, SEE_MEMBERS
from kakunin.web.members.access import changes, reads
from kakunin.web.members.forms import InviteForm
from kakunin.web.question import Question, ask


@reads(SEE_MEMBERS)
def show_list(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Members and open invitations; of an agency its contracts too."""
    home = staff.organisation
    context = {
        "organisation": home,
        "members": Staff.objects.members_of(home),
        "invitations": Invitation.objects.waiting_for(home).prefetch_related("mails"),
        "resets": FactorReset.objects.open()
        .filter(staff__in=Staff.objects.members_of(home))
        .select_related("staff", "asked_by"),
        "contracts": home.contracts.not_over().select_related("insurer")
        if isinstance(home, Agency)
        else None,
    }
    return render(request, "members/list.html", context)


@changes(MANAGE_MEMBERS)
def invite(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Name, address and role of one more."""
    question = _question(
        _("利用者の招待"),
        [
            _(
                "入力したアドレスへ、利用を始めるためのメールを送ります。メールの中のURLは7日間、1回だけ使えます。"
            ),
            _("登録した方は、%(organisation)sの証券等などの情報を見られるようになります。")
            % {"organisation": staff.organisation},
        ],
        _("招待メールを送る"),
    )

    def do(form: forms.Form) -> str:
        given = form.cleaned_data
        invited = invite_member(
            organisation=staff.organisation,
            address=given["address"],
            name=given["person"],
            role=Staff.Role(given["role"]),
            by=staff,
        )
        return _("%(address)sへ、招待メールを送ります。") % {"address": invited.address}

    return ask(request, question, do, InviteForm(request.POST or None))


@changes(MANAGE_MEMBERS)
def role(request: HttpRequest, staff: Staff, member: int) -> HttpResponse:
    """To the other role."""
    found = find_member(member, staff)
    new = Staff.Role.MEMBER if found.is_administrator else Staff.Role.ADMINISTRATOR
    what = {
        Staff.Role.ADMINISTRATOR: _("利用者の招待・役割の変更・削除など、組織の管理ができるようになります。"),
        Staff.Role.MEMBER: _("利用者の招待・役割の変更・削除など、組織の管理ができなくなります。"),
    }
    question = _question(
        _("役割の変更"),
        [what[new], _("ご本人と、組織のすべての管理者に、メールでお知らせします。")],
        _("%(role)sにする") % {"role": new.label},
        found,
    )

    def do(_form: forms.Form) -> str:
        change_role(staff=member, role=new, by=staff)
        return _("%(name)sさんの役割を、%(role)sに変更しました。") % {"name": found.name, "role": new.label}

    return ask(request, question, do, forms.Form(request.POST))


@changes(MANAGE_MEMBERS)
def remove(request: HttpRequest, staff: Staff, member: int) -> HttpResponse:
    """Out at the next request."""
    found = find_member(member, staff)
    question = _question(
        _("利用者の削除"),
        [
            _("この方は、ただちにシステムを使えなくなります。ログイン中の画面も、次の操作で終わります。"),
            _("この方がアップロードした証券等は、そのまま残ります。"),
            _("ご本人と、組織のすべての管理者に、メールでお知らせします。"),
        ],
        _("利用者から削除する"),
        found,
        danger=True,
    )

    def do(_form: forms.Form) -> str:
        remove_member(staff=member, by=staff)
        return _("%(name)sさんを、利用者から削除しました。") % {"name": found.name}

    return ask(request, question, do, forms.Form(request.POST))


@changes(MANAGE_MEMBERS)
def factor(request: HttpRequest, staff: Staff, member: int) -> HttpResponse:
    """Four eyes: the first asks, the second confirms, each on this page."""
    found = find_member(member, staff)
    reset = _open_resets(found).first()
    return _confirm(request, staff, found, reset) if reset else _ask_reset(request, staff, found)


def _ask_reset(request: HttpRequest, staff: Staff, found: Staff) -> HttpResponse:
    question = _question(
        _("認証の再設定の申請"),
        [
            _("電話などで、ご本人の申し出であることを確かめてください。"),
            _(
                "別の管理者が24時間以内に承認すると、この方のパスキー、認証アプリ、リカバリーコードは使えなくなります。"
            ),
            _("ご本人と、組織のすべての管理者に、メールでお知らせします。"),
        ],
        _("再設定を申請する"),
        found,
        danger=True,
    )

    def do(_form: forms.Form) -> str:
        ask_factor_reset(staff=found.pk, by=staff)
        return _("%(name)sさんの認証の再設定を申請しました。別の管理者の承認をお待ちください。") % {
            "name": found.name
        }

    return ask(request, question, do, forms.Form(request.POST))


def _confirm(request: HttpRequest, staff: Staff, found: Staff, reset: FactorReset) -> HttpResponse:
    question = _question(
        _("認証の再設定の承認"),
        [
            _("ご本人の申し出であることを、申請した管理者だけに頼らず、ご自身で確かめてください。"),
            _(
                "この方のパスキー、認証アプリ、リカバリーコードは使えなくなり、次のログインで新しい認証を登録します。"
            ),
            _("ご本人と、組織のすべての管理者に、メールでお知らせします。"),
        ],
        _("承認して再設定する"),
        found,
        (_("申請した管理者"), reset.asked_by.name),
        danger=True,
    )

    def do(_form: forms.Form) -> str:
        confirm_factor_reset(staff=found.pk, by=staff)
        return _("%(name)sさんの認証を再設定しました。") % {"name": found.name}

    return ask(request, question, do, forms.Form(request.POST))


@changes(MANAGE_MEMBERS)
def refuse_factor(request: HttpRequest, staff: Staff, member: int) -> HttpResponse:
    """What was asked for is called off."""
    found = find_member(member, staff)
    if not _open_resets(found):
        raise NotFound
    question = _question(
        _("認証の再設定の取りやめ"),
        [_("申請を取りやめます。この方の認証は、何も変わりません。")],
        _("申請を取りやめる"),
        found,
    )

    def do(_form: forms.Form) -> str:
        refuse_factor_reset(staff=member, by=staff)
        return _("%(name)sさんの認証の再設定を取りやめました。") % {"name": found.name}

    return ask(request, question, do, forms.Form(request.POST))


def _open_resets(member: Staff) -> QuerySet[FactorReset]:
    return FactorReset.objects.open().filter(staff=member).select_related("asked_by")


def _question(
    title: str,
    consequences: list[str],
    button: str,
    about: Staff | None = None,
    *more: tuple[str, str],
    danger: bool = False,
) -> Question:
    facts = (
        [
            (_("氏名"), about.name),
            (_("メールアドレス"), about.email),
            (_("いまの役割"), about.get_role_display()),
        ]
        if about
        else []
    )
    return Question(
        here="members",
        title=title,
        consequences=consequences,
        button=button,
        back=reverse("members:list"),
        back_name=_("利用者"),
        facts=[*facts, *more],
        danger=danger,
    )
