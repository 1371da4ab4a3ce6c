"""The association's own screens: insurers and figures; never a PDF or a key (U1)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.flows.membership.add_insurer import add_insurer
from kakunin.flows.membership.invite import invite_member
from kakunin.foundation.db import get_or_not_found
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_INSURERS, SEE_FIGURES, SEE_INSURERS, check_may_invite_to
from kakunin.web.members import rows
from kakunin.web.members.access import changes, reads
from kakunin.web.members.forms import InsurerForm, PersonForm
from kakunin.web.question import Question, ask


@reads(SEE_INSURERS)
def show_list(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Each with whether somebody administers it."""
    return render(request, "members/insurers.html", {"insurers": rows.insurers()})


@reads(SEE_FIGURES)
def figures(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Numbers and states of each insurer, and of all together."""
    return render(request, "members/figures.html", rows.figures())


@changes(MANAGE_INSURERS)
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """One more, with its first administrator."""
    question = _question(
        _("損害保険会社の追加"),
        [
            _("入力したアドレスへ、この会社の最初の管理者としての招待メールを送ります。"),
            _("その後の利用者と取扱代理店は、この会社の管理者が登録します。"),
        ],
        _("追加して招待する"),
    )

    def do(form: forms.Form) -> str:
        given = form.cleaned_data
        made = add_insurer(name=given["name"], address=given["address"], person=given["person"], by=staff)
        return _("%(name)sを追加し、招待メールを送ります。") % {"name": made.name}

    return ask(request, question, do, InsurerForm(request.POST or None))


@changes(MANAGE_INSURERS)
def invite(request: HttpRequest, staff: Staff, insurer: int) -> HttpResponse:
    """The first administrator of one that has none."""
    found = get_or_not_found(Insurer.objects.all(), pk=insurer)
    check_may_invite_to(staff, found)
    question = _question(
        _("最初の管理者の招待"),
        [_("この会社の管理者がまだ登録していないあいだだけ、招待できます。")],
        _("招待メールを送る"),
        found,
    )

    def do(form: forms.Form) -> str:
        invite_member(
            organisation=found,
            address=form.cleaned_data["address"],
            name=form.cleaned_data["person"],
            role=Staff.Role.ADMINISTRATOR,
            by=staff,
        )
        return _("%(address)sへ、招待メールを送ります。") % {"address": form.cleaned_data["address"]}

    return ask(request, question, do, PersonForm(request.POST or None))


def _question(title: str, consequences: list[str], button: str, about: Insurer | None = None) -> Question:
    return Question(
        here="insurers",
        title=title,
        consequences=consequences,
        button=button,
        back=reverse("members:insurers"),
        back_name=_("損害保険会社"),
        facts=[(_("損害保険会社"), about.name)] if about else [],
    )
