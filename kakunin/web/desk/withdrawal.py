"""Withdrawing what was uploaded by mistake, and taking that back (U8)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.restore import restore_certificate, restore_document
from kakunin.flows.delivery.withdraw import withdraw_certificate, withdraw_document
from kakunin.foundation.db import get_or_not_found
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.staff import Staff
from kakunin.models.withdrawal import Withdrawable
from kakunin.web.desk.access import about_standing, about_withdrawn, back_to
from kakunin.web.desk.forms import ReasonForm
from kakunin.web.desk.questions import question_of
from kakunin.web.question import Text, ask, version_of

_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
@about_standing
def withdraw(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """The whole."""
    question = question_of(
        certificate,
        _("証券等の取り下げ"),
        [
            _(
                "受注者も発注者も、この証券等を閲覧・ダウンロードできなくなります。取り下げたことだけが表示されます。"
            ),
            _("送信待ちのメールは送られません。"),
            _("受注者へは自動で連絡されません。お電話などでお知らせください。"),
            _("すでにダウンロードされたPDFは、相手の手元に残ります。"),
            _("24時間以内であれば、取り消せます。"),
        ],
        _("証券等を取り下げる"),
        danger=True,
        version=certificate.version,
    )

    def do(form: forms.Form) -> str:
        withdraw_certificate(
            certificate=certificate, version=version_of(request), reason=_words(form), by=staff
        )
        return _("証券等を取り下げました。受注者へ、お電話などでお知らせください。")

    return ask(request, question, do, ReasonForm(request.POST or None))


@_methods
@about_withdrawn
def restore(request: HttpRequest, staff: Staff, certificate: Certificate) -> HttpResponse:
    """The whole, back again."""
    question = question_of(
        certificate,
        _("取り下げの取り消し"),
        [
            _("これまでの閲覧用URLと閲覧用パスワードで、もう一度閲覧・ダウンロードできるようになります。"),
            _("取り下げのために送られなかったメールを、送ります。"),
        ],
        _("取り下げを取り消す"),
        facts=_until(certificate),
        version=certificate.version,
    )

    def do(_form: forms.Form) -> str:
        restore_certificate(certificate=certificate, version=version_of(request), by=staff)
        return _("取り下げを取り消しました。これまでの閲覧用URLと閲覧用パスワードで閲覧できます。")

    return ask(request, question, do, forms.Form(request.POST))


@_methods
@about_standing
def withdraw_one(request: HttpRequest, staff: Staff, certificate: Certificate, position: int) -> HttpResponse:
    """One of its documents."""
    document = get_or_not_found(certificate.documents.all(), position=position)
    if document.withdrawn_at is not None:
        return back_to(request, certificate)
    question = question_of(
        certificate,
        _("書類の取り下げ"),
        [
            _(
                "受注者も発注者も、この書類を閲覧・ダウンロードできなくなります。ほかの書類は、これまでどおりです。"
            ),
            _("閲覧用URLと閲覧用パスワードは変わりません。メールは、受注者へは送られません。"),
            _("すでにダウンロードされたPDFは、相手の手元に残ります。"),
            _("24時間以内であれば、取り消せます。"),
        ],
        _("この書類を取り下げる"),
        facts=_facts(document),
        danger=True,
        version=certificate.version,
    )

    def do(form: forms.Form) -> str:
        withdraw_document(
            certificate=certificate,
            position=position,
            version=version_of(request),
            reason=_words(form),
            by=staff,
        )
        return _("「%(kind)s」を取り下げました。") % {"kind": document.get_kind_display()}

    return ask(request, question, do, ReasonForm(request.POST or None))


@_methods
@about_standing
def restore_one(request: HttpRequest, staff: Staff, certificate: Certificate, position: int) -> HttpResponse:
    """One of its documents, back again."""
    document = get_or_not_found(certificate.documents.all(), position=position)
    if document.withdrawn_at is None:
        return back_to(request, certificate)
    question = question_of(
        certificate,
        _("書類の取り下げの取り消し"),
        [_("この書類を、もう一度閲覧・ダウンロードできるようになります。")],
        _("取り下げを取り消す"),
        facts=[*_facts(document), *_until(document)],
        version=certificate.version,
    )

    def do(_form: forms.Form) -> str:
        restore_document(certificate=certificate, position=position, version=version_of(request), by=staff)
        return _("「%(kind)s」の取り下げを取り消しました。") % {"kind": document.get_kind_display()}

    return ask(request, question, do, forms.Form(request.POST))


def _facts(document: Document) -> list[tuple[Text, Text]]:
    return [(_("書類"), document.get_kind_display()), (_("ファイル名"), document.file_name)]


def _until(withdrawn: Withdrawable) -> list[tuple[Text, Text]]:
    until = withdrawn.restorable_until
    if until is None:
        return []
    return [(_("取り消せる期限"), date_format(timezone.localtime(until), "Y/m/d H:i"))]


def _words(form: forms.Form) -> str:
    assert isinstance(form, ReasonForm)  # noqa: S101  # for the type checker
    return form.words
