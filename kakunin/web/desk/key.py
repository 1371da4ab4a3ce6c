"""The two halves of the key: the password shown, or one or both of them made anew (U6, U8)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kakunin.flows.delivery.replace_password import replace_password
from kakunin.flows.delivery.replace_url import replace_url
from kakunin.flows.delivery.show_password import show_password
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.web.desk.access import about_standing
from kakunin.web.desk.detail import show
from kakunin.web.desk.forms import AddressesForm
from kakunin.web.desk.questions import question_of
from kakunin.web.question import ask, version_of

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@about_standing
def password(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """On the certificate's page, this once; loading it again asks the browser to send the form again."""
    shown = show_password(certificate=certificate, by=staff)
    return show(request, staff, certificate, password=shown)


@_methods
@about_standing
def new_password(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """It came into wrong hands, or nobody knows where it is."""
    question = question_of(
        certificate,
        _("閲覧用パスワードの変更"),
        [
            _("今の閲覧用パスワードは、すぐに使えなくなります。閲覧中の方は、次の操作で閲覧が終わります。"),
            _("閲覧用URLは変わりません。"),
            _("新しい閲覧用パスワードを、アップロードした方へメールで送ります。"),
            _("受注者へ、閲覧用パスワードが変わったことをメールで知らせます。"),
            _(
                "発注者へお渡し済みのときは、新しい「発注者提出用フォーマット」を、もう一度届ける必要があります。"
            ),
            _("元に戻すことはできません。"),
        ],
        _("閲覧用パスワードを新しくする"),
        danger=True,
        version=certificate.version,
    )

    def do(_form: forms.Form) -> str:
        replace_password(certificate=certificate, version=version_of(request), by=staff)
        return _(
            "閲覧用パスワードを新しくしました。新しい「発注者提出用フォーマット」を、受注者を通じて発注者へ届けてください。"
        )

    return ask(request, question, do, forms.Form(request.POST))


@_methods
@about_standing
def new_url(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """It went to the wrong company."""
    question = question_of(
        certificate,
        _("閲覧用URLの変更"),
        [
            _("今の閲覧用URLと閲覧用パスワードは、すぐに使えなくなります。開いても何も表示されません。"),
            _("新しい閲覧用URLを、下のメールアドレスへ送ります。別の会社のアドレスは、外してください。"),
            _("新しい閲覧用パスワードを、アップロードした方へメールで送ります。"),
            _(
                "発注者へお渡し済みのときは、新しい「発注者提出用フォーマット」を、もう一度届ける必要があります。"
            ),
            _("元に戻すことはできません。"),
        ],
        _("閲覧用URLを新しくする"),
        danger=True,
        version=certificate.version,
    )

    def do(form: forms.Form) -> str:
        replace_url(
            certificate=certificate,
            version=version_of(request),
            addresses=form.cleaned_data["addresses"],
            by=staff,
        )
        return _(
            "閲覧用URLと閲覧用パスワードを新しくしました。新しい閲覧用URLを受注者へ、新しい閲覧用パスワードをアップロードした方へ送ります。"
        )

    return ask(request, question, do, AddressesForm.of(certificate, request.POST or None))
