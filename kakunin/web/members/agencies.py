"""An insurer's agencies: brought, contracted, ended, and their certificates moved (U1)."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.flows.membership.add_agency import add_agency
from kakunin.flows.membership.end_contract import end_contract
from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.move_certificates import Office, move_certificates
from kakunin.flows.membership.start_contract import renew_contract, start_contract
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import NotFound
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.party import Agency, AgencyContract, Insurer
from kakunin.models.staff import Staff
from kakunin.policies.membership import MANAGE_AGENCIES, SEE_AGENCIES, check_may_invite_to
from kakunin.web.members import rows
from kakunin.web.members.access import changes, reads
from kakunin.web.members.forms import AgencyForm, EndForm, LinkForm, MoveForm, PersonForm, RenewForm
from kakunin.web.question import Question, ask

PAGE_SIZE = 50


@reads(SEE_AGENCIES)
def show_list(request: HttpRequest, staff: Staff) -> HttpResponse:
    """By name; those whose contract has ended too."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:100]
    agencies = rows.agencies_of(_insurer(staff), wanted)
    page = Paginator(agencies, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "members/agencies.html", {"page": page, "wanted": wanted, "query": urlencode({"q": wanted})}
    )


@reads(SEE_AGENCIES)
def show(request: HttpRequest, staff: Staff, agency: int) -> HttpResponse:
    """One agency: its contracts with this insurer and what may be done."""
    found = _find(agency, staff)
    contract = _contract(found, staff)
    count = _certificates(found, staff).count()
    context = {
        "agency": found,
        "contracts": found.contracts.filter(insurer=staff.insurer_id).order_by("-starts_on"),
        "contract": contract,
        "count": count,
        "has_administrator": Staff.objects.administrators_of(found).exists(),
        "invitations": Invitation.objects.waiting_for(found).prefetch_related("mails"),
    }
    return render(request, "members/agency.html", context)


@changes(MANAGE_AGENCIES)
def add(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A new one, with its first administrator."""
    question = _question(
        _("取扱代理店の追加"),
        [
            _("入力したアドレスへ、代理店の最初の管理者としての招待メールを送ります。"),
            _(
                "ほかの損害保険会社がすでに追加した代理店のときは、「連携コードで契約を登録」をお使いください。"
            ),
        ],
        _("追加して招待する"),
    )

    def do(form: forms.Form) -> str:
        given = form.cleaned_data
        made = add_agency(
            name=given["name"],
            starts_on=given["starts_on"],
            address=given["address"],
            person=given["person"],
            by=staff,
        )
        return _("%(name)sを追加し、招待メールを送ります。") % {"name": made.name}

    return ask(request, question, do, AgencyForm(request.POST or None))


@changes(MANAGE_AGENCIES)
def link(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A contract with an agency that another insurer has brought."""
    question = _question(
        _("連携コードで契約を登録"),
        [
            _("代理店の方から連携コードを聞いて、入力してください。"),
            _(
                "開始日から、代理店の方は、%(insurer)sの証券等をアップロードできるようになります。見られるのは、その代理店がアップロードしたものだけです。"
            )
            % {"insurer": staff.organisation},
        ],
        _("契約を登録する"),
    )

    def do(form: forms.Form) -> str:
        given = form.cleaned_data
        contract = start_contract(code=given["code"], starts_on=given["starts_on"], by=staff)
        return _("%(name)sとの契約を登録しました。") % {"name": contract.agency.name}

    return ask(request, question, do, LinkForm(request.POST or None))


@changes(MANAGE_AGENCIES)
def renew(request: HttpRequest, staff: Staff, agency: int) -> HttpResponse:
    """Once the last contract is over."""
    found = _find(agency, staff)
    if _contract(found, staff):
        raise NotFound
    question = _question(
        _("代理店契約の登録"),
        [
            _(
                "開始日から、この代理店の方は、%(insurer)sの証券等をアップロードし、アップロードした証券等を見られるようになります。"
            )
            % {"insurer": staff.organisation}
        ],
        _("契約を登録する"),
        found,
    )

    def do(form: forms.Form) -> str:
        renew_contract(agency=agency, starts_on=form.cleaned_data["starts_on"], by=staff)
        return _("%(name)sとの契約を登録しました。") % {"name": found.name}

    return ask(request, question, do, RenewForm(request.POST or None))


@changes(MANAGE_AGENCIES)
def end(request: HttpRequest, staff: Staff, agency: int) -> HttpResponse:
    """The last day of the contract that runs."""
    found = _find(agency, staff)
    contract = _contract(found, staff)
    if not contract:
        raise NotFound
    question = _question(
        _("代理店契約の終了"),
        [
            _(
                "最終日の翌日から、この代理店の方には、%(insurer)sの証券等が表示されず、アップロードもできません。"
            )
            % {"insurer": staff.organisation},
            _("昨日を選ぶと、ただちに終わります。"),
            _("受注者・発注者の方は、これまでどおり閲覧・ダウンロードできます。"),
            _("終わったあとに、この代理店の証券等を、自社またはほかの代理店へ移管できます。"),
            _("代理店と自社のすべての管理者に、メールでお知らせします。"),
        ],
        _("契約を終了する"),
        found,
        danger=True,
    )

    def do(form: forms.Form) -> str:
        end_contract(agency=agency, ends_on=form.cleaned_data["ends_on"], by=staff)
        return _("%(name)sとの契約の最終日を登録しました。") % {"name": found.name}

    form = EndForm(request.POST or None, initial={"ends_on": contract.ends_on or clock.today()})
    return ask(request, question, do, form)


@changes(MANAGE_AGENCIES)
def move(request: HttpRequest, staff: Staff, agency: int) -> HttpResponse:
    """移管, after the contract has ended."""
    found, insurer = _find(agency, staff), _insurer(staff)
    count = _certificates(found, staff).count()
    if not count or _contract(found, staff):
        raise NotFound
    question = _question(
        _("証券等の移管"),
        [
            _("この代理店がアップロードした証券等 %(count)d件を、すべて移管します。取り消しはできません。")
            % {"count": count},
            _("移管先の代理店の方は、移管した証券等を見られるようになり、書類を追加できます。"),
            _("問い合わせ先（取扱店）は、下に入力した内容に変わります。"),
            _("閲覧用URLと閲覧用パスワードは変わりません。"),
            _("移管元、移管先、自社のすべての管理者に、メールでお知らせします。"),
        ],
        _("移管する"),
        found,
        danger=True,
    )

    def do(form: forms.Form) -> str:
        given = form.cleaned_data
        to = given.pop("to")
        moved = move_certificates(agency=agency, to=to, office=Office(**given), by=staff)
        return _("証券等 %(count)d件を移管しました。") % {"count": moved}

    form = MoveForm(request.POST or None, agency=found, insurer=insurer)
    return ask(request, question, do, form)


@changes(MANAGE_AGENCIES)
def invite(request: HttpRequest, staff: Staff, agency: int) -> HttpResponse:
    """Its first administrator, when the first invitation led to nothing."""
    found = _find(agency, staff)
    check_may_invite_to(staff, found)
    question = _question(
        _("最初の管理者の招待"),
        [_("この代理店の管理者がまだ登録していないあいだだけ、招待できます。")],
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


def _insurer(staff: Staff) -> Insurer:
    assert staff.insurer is not None  # noqa: S101  # for the type checker; the door holds it
    return staff.insurer


def _find(agency: int, staff: Staff) -> Agency:
    return get_or_not_found(Agency.objects.known_to(staff), pk=agency)


def _contract(agency: Agency, staff: Staff) -> AgencyContract | None:
    """The one that runs or is to begin."""
    return agency.contracts.not_over().filter(insurer=staff.insurer_id).order_by("starts_on").last()


def _certificates(agency: Agency, staff: Staff) -> Any:
    return Certificate.objects.filter(insurer=staff.insurer_id, agency=agency)


def _question(
    title: str, consequences: list[str], button: str, about: Agency | None = None, *, danger: bool = False
) -> Question:
    back = reverse("members:agency", args=[about.pk]) if about else reverse("members:agencies")
    return Question(
        here="agencies",
        title=title,
        consequences=consequences,
        button=button,
        back=back,
        back_name=about.name if about else _("取扱代理店"),
        facts=[(_("取扱代理店"), about.name)] if about else [],
        danger=danger,
    )
