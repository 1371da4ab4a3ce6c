"""発注者提出用フォーマット: in it both halves of the key reach the obligee (F1, F2).

For staff it holds the viewing password and never the URL; the contractor, who has
both, completes it. It is a file in their hands, no mail of ours.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kakunin.adapters.sheet import lock, print_page, spreadsheet
from kakunin.adapters.sheet.content import Row, Sheet
from kakunin.adapters.vault import secrets
from kakunin.flows.delivery.changes import visible
from kakunin.flows.delivery.keys import key_in_force
from kakunin.flows.delivery.staff_in_charge import hold_member
from kakunin.foundation import clock, text, tokens
from kakunin.foundation.db import get_or_not_found
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from kakunin.policies.viewing_password import check_may_see_password


class FileKind(StrEnum):
    """What the sheet is written as, by the ending of the file's name."""

    SPREADSHEET = "xlsx"
    PDF = "pdf"


_TYPES = {
    FileKind.SPREADSHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PDF: "application/pdf",
}


@dataclass(frozen=True)
class SubmissionForm:
    """A file to be saved; ``content_type`` is that of what is inside, locked or not."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Completion:
    """What the contractor adds; ``obligee_name`` may be empty."""

    project_name: str
    contractor_name: str
    obligee_name: str = ""


def new_file_password() -> str:
    """As it is shown, hyphens and all: what is typed is what locks the file."""
    return tokens.group_password(tokens.new_password())


@transaction.atomic
def take_form(*, certificate: Certificate, by: Staff, file_password: str = "") -> SubmissionForm:
    """With the password in force; URL, 工事名 and 受注者名 are blanks for the contractor.

    Locked when ``file_password`` is given. That it was taken is on record, as it shows
    the password. Raises NotFound, PasswordNotYours.
    """
    by = hold_member(by)
    certificate = get_or_not_found(visible(by), pk=certificate.pk)
    check_may_see_password(by, certificate)
    AuditEvent.record(AuditEvent.Type.FORM_TAKEN, by=by, about=certificate, encrypted=bool(file_password))
    rows = [
        *_given(certificate, key_in_force(certificate)),
        _blank(_("閲覧用URL")),
        _blank(_("工事名（件名）")),
        _blank(_("受注者名")),
    ]
    return _write(certificate, _sheet(certificate, "", rows), FileKind.SPREADSHEET, file_password)


@transaction.atomic
def complete_form(
    *, grant: ViewingGrant, completion: Completion, kind: FileKind, file_password: str = ""
) -> SubmissionForm:
    """With both halves of the key, for a browser whose viewing is alive, and what the contractor adds."""
    key = grant.key
    certificate = key.certificate
    AuditEvent.record(
        AuditEvent.Type.FORM_COMPLETED,
        by=grant.browser,
        about=certificate,
        file=kind,
        encrypted=bool(file_password),
    )
    rows = [
        *_given(certificate, key),
        Row(_("閲覧用URL"), _url(key), link=True),
        Row(_("工事名（件名）"), completion.project_name),
        Row(_("受注者名"), completion.contractor_name),
    ]
    return _write(certificate, _sheet(certificate, completion.obligee_name, rows), kind, file_password)


def _given(certificate: Certificate, key: ViewingKey) -> list[Row]:
    password = secrets.unseal(key.sealed_password, context=key.password_context).decode()
    return [
        Row(_("保険会社"), certificate.insurer.name),
        Row(_("証券番号"), certificate.number),
        Row(_("証券等の種類"), certificate.get_kind_display()),
        Row(_("閲覧用パスワード"), tokens.group_password(password), code=True),
    ]


def _url(key: ViewingKey) -> str:
    locator = secrets.unseal(key.sealed_locator, context=key.locator_context).decode()
    return f"{settings.BASE_URL}/v/{locator}"


def _blank(label: str) -> Row:
    return Row(label, note=_("（受注者がご記入ください）"), blank=True)


def _sheet(certificate: Certificate, obligee_name: str, rows: list[Row]) -> Sheet:
    return Sheet(
        title=_("発注者提出用フォーマット"),
        date=date_format(clock.today()),
        addressee=_("%(obligee)s　御中") % {"obligee": obligee_name or _("発注者")},
        lead=_("次の保証証券等を、保証証券等確認システムにより提出します。"),
        rows=rows,
        steps_title=_("発注者の方へ：確認のしかた"),
        steps=[
            _("閲覧用URLをブラウザーで開き、閲覧用パスワードを入力すると、証券等の内容が表示されます。"),
            _(
                "PDFをダウンロードするときは、画面の「発注者の方（ダウンロード）」から、組織のメールアドレスでログインしてください。あらかじめドメインの登録が必要です。"
            ),
            _("閲覧用URLと閲覧用パスワードは、関係のない方に知られないようにお取り扱いください。"),
        ],
        office_title=_("お問い合わせ先（取扱店）"),
        office=[
            Row(_("名称"), certificate.office_name),
            Row(_("電話番号"), certificate.office_phone),
            Row(_("担当者名"), certificate.office_contact),
        ],
        footer=_("保証証券等確認システム"),
        missing_letters=_(
            "〓は、このファイルの書体で表示できない文字です。Excelのファイルでは表示されます。"
        ),
    )


def _write(certificate: Certificate, sheet: Sheet, kind: FileKind, file_password: str) -> SubmissionForm:
    writer, locker = _WRITERS[kind]
    content = writer(sheet)
    name = f"{sheet.title}_{text.file_name_part(certificate.number, 30)}.{kind}"
    return SubmissionForm(name, locker(content, file_password) if file_password else content, _TYPES[kind])


_WRITERS = {
    FileKind.SPREADSHEET: (spreadsheet.write, lock.lock_spreadsheet),
    FileKind.PDF: (print_page.write, lock.lock_pdf),
}
