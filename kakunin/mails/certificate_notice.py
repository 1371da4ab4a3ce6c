"""What the staff in charge are told of a certificate: each mail about one event of its history (U6, U8)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kakunin.mails.letter import Letter
from kakunin.mails.notice import Notice, event_of, write_notice
from kakunin.models.audit import AuditEvent
from kakunin.models.document import Document
from kakunin.models.outbox import OutboxMail

NOTICES: dict[str, Notice] = {
    OutboxMail.Kind.UNDELIVERED: Notice(
        gettext_lazy("次の証券等のメールを、宛先へ届けられませんでした。"),
        gettext_lazy(
            "宛先が正しいか、受け取る方へお電話などでお確かめください。\n"
            "下の画面で、宛先を訂正するか、メールを送り直すことができます。"
        ),
    ),
    OutboxMail.Kind.CERTIFICATE_WITHDRAWN: Notice(
        gettext_lazy(
            "次の証券等が取り下げられました。閲覧用URLと閲覧用パスワードを\n"
            "入力しても、取り下げたことだけが表示されます。"
        ),
        gettext_lazy(
            "受注者へは自動で連絡されません。取扱店からお電話などでお知らせ\n"
            "ください。取り下げは、24時間以内であれば、下の画面で取り消せます。"
        ),
    ),
    OutboxMail.Kind.CERTIFICATE_RESTORED: Notice(
        gettext_lazy(
            "次の証券等の取り下げが取り消されました。これまでの閲覧用URLと\n"
            "閲覧用パスワードで、もう一度閲覧できます。"
        ),
        gettext_lazy("受注者へ取り下げをお知らせしたときは、取り消したこともお知らせ\nください。"),
    ),
    OutboxMail.Kind.DOCUMENT_WITHDRAWN: Notice(
        gettext_lazy(
            "次の証券等の書類が1つ取り下げられました。ほかの書類は、これまでの\n"
            "閲覧用URLと閲覧用パスワードで閲覧できます。"
        ),
        gettext_lazy(
            "受注者へは自動で連絡されません。取扱店からお電話などでお知らせ\n"
            "ください。取り下げは、24時間以内であれば、下の画面で取り消せます。"
        ),
    ),
    OutboxMail.Kind.DOCUMENT_RESTORED: Notice(
        gettext_lazy("次の証券等の書類の取り下げが取り消されました。もう一度閲覧できます。"),
        gettext_lazy("受注者へ取り下げをお知らせしたときは、取り消したこともお知らせ\nください。"),
    ),
}


def tell_of(kind: OutboxMail.Kind, event: AuditEvent, *, to: str) -> OutboxMail:
    """Unsaved; ``enqueue`` makes it due."""
    return OutboxMail(kind=kind, event=event, recipient=to)


def write(mail: OutboxMail) -> Letter:
    """Holds neither half of the key."""
    event = event_of(mail)
    certificate = event.certificate
    assert certificate is not None  # noqa: S101  # for the type checker; these kinds are about one
    facts = [
        (_("保険会社名"), certificate.insurer.name),
        (_("証券番号"), certificate.number),
        (_("受注者名"), certificate.contractor_name),
    ]
    if "mail" in event.facts:
        facts.append((_("届いていないメール"), str(OutboxMail.Kind(event.facts["mail"]).label)))
        facts.append((_("宛先"), event.facts["to"]))
    if "document" in event.facts:
        facts.append((_("書類"), str(Document.Kind(event.facts["document"]).label)))
    if "reason" in event.facts:
        facts.append((_("理由"), event.facts["reason"]))
    return write_notice(
        mail,
        NOTICES[mail.kind],
        about=_("証券番号：%(number)s") % {"number": certificate.number},
        facts=facts,
        path=reverse("desk:detail", args=[certificate.uuid]),
    )
