"""When a notice did not arrive, or something typed was wrong (U6)."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.correct_addresses import correct_addresses
from kakunin.flows.delivery.correct_data import correct_data
from kakunin.flows.delivery.send_again import send_password_again, send_url_again
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.policies.viewing_password import check_may_see_password
from kakunin.web.desk.access import about_standing
from kakunin.web.desk.forms import AddressesForm, CorrectionForm
from kakunin.web.desk.questions import question_of
from kakunin.web.question import ask, version_of

_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
@about_standing
def addresses(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """Others than those that are there; the URL goes to the new ones."""
    question = question_of(
        certificate,
        _("受注者のメールアドレスの訂正"),
        [
            _("新しく加えたアドレスへ、閲覧用URLのメールを送ります。残したアドレスへは送りません。"),
            _("外したアドレスへの送信待ちのメールは、送信を取りやめます。"),
            _(
                "外したアドレスへ閲覧用URLがすでに届いているときは、そのURLは使えるままです。別の会社へ届いたときは、「閲覧用URLを新しくする」を使ってください。"
            ),
        ],
        _("訂正して閲覧用URLを送る"),
        version=certificate.version,
    )

    def do(form: forms.Form) -> str:
        added = correct_addresses(
            certificate=certificate,
            version=version_of(request),
            addresses=form.cleaned_data["addresses"],
            by=staff,
        )
        if not added:
            return _("受注者のメールアドレスを訂正しました。")
        return _("受注者のメールアドレスを訂正しました。閲覧用URLを%(addresses)sへ送ります。") % {
            "addresses": _join(added)
        }

    return ask(request, question, do, AddressesForm.of(certificate, request.POST or None))


@_methods
@about_standing
def data(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """What was typed beside the PDFs."""
    question = question_of(
        certificate,
        _("登録内容の訂正"),
        [
            _("訂正の前と後の内容が、履歴に残ります。"),
            _("証券等PDF、閲覧用URL、閲覧用パスワードは変わりません。メールは送られません。"),
            _(
                "保険会社・証券番号・種類は訂正できません。誤っているときは、この証券等を取り下げて、もう一度アップロードしてください。"
            ),
        ],
        _("訂正する"),
        version=certificate.version,
    )

    def do(form: forms.Form) -> str:
        assert isinstance(form, CorrectionForm)  # noqa: S101  # for the type checker
        correct_data(certificate=certificate, version=version_of(request), values=form.values, by=staff)
        return _("登録内容を訂正しました。")

    # A row of its own: the form writes what was typed into it.
    form = CorrectionForm(request.POST or None, instance=Certificate.objects.get(pk=certificate.pk))
    return ask(request, question, do, form)  # type: ignore[arg-type]  # a form all the same


@_methods
@about_standing
def url_again(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """The same URL once more."""
    to = [contractor.address for contractor in certificate.contractor_addresses.all()]
    question = question_of(
        certificate,
        _("閲覧用URLの送り直し"),
        [
            _("閲覧用URLと閲覧用パスワードは変わりません。"),
            _("宛先が誤っているときは、送り直さずに、宛先を訂正してください。"),
        ],
        _("閲覧用URLを送り直す"),
        facts=[(_("宛先"), "\n".join(to))],
    )

    def do(_form: forms.Form) -> str:
        return _("閲覧用URLを%(addresses)sへ送り直します。") % {
            "addresses": _join(send_url_again(certificate=certificate, by=staff))
        }

    return ask(request, question, do, forms.Form(request.POST))


@_methods
@about_standing
def password_again(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """The same password, to the one who asks."""
    check_may_see_password(staff, certificate)
    question = question_of(
        certificate,
        _("閲覧用パスワードの送り直し"),
        [
            _("閲覧用パスワードは変わりません。"),
            _("受注者・発注者へは送られません。あなたのメールアドレスへ送ります。"),
        ],
        _("自分へ送り直す"),
        facts=[(_("宛先"), staff.email)],
    )

    def do(_form: forms.Form) -> str:
        send_password_again(certificate=certificate, by=staff)
        return _("閲覧用パスワードを%(address)sへ送り直します。") % {"address": staff.email}

    return ask(request, question, do, forms.Form(request.POST))


def _join(addresses: Sequence[str]) -> str:
    return _("、").join(addresses)
