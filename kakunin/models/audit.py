"""What happened, who did it, when: kept for ever, never changed (docs/formats.md)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.db import require_transaction
from kakunin.models.certificate import Certificate
from kakunin.models.party import HOMES, OfAnOrganisation, Organisation, exactly_one, home_of
from kakunin.models.staff import Staff

Actor = Staff | uuid.UUID | None
Subject = Certificate | Organisation
_BATCH = 1000  # rows a statement


class AuditEvent(OfAnOrganisation):
    """``facts`` holds plain words and numbers, never a secret or a document's text."""

    class Type(models.TextChoices):
        CERTIFICATE_UPLOADED = "certificate_uploaded", _("証券等をアップロードしました")
        DOCUMENTS_ADDED = "documents_added", _("書類を追加し、閲覧用パスワードを新しくしました")
        CERTIFICATE_UNLOCKED = "certificate_unlocked", _("閲覧が始まりました")
        UNLOCK_REFUSED = "unlock_refused", _("閲覧用パスワードが違いました")
        LOGIN_REQUESTED = "login_requested", _("発注者がワンタイムパスワードを求めました")
        LOGIN_REFUSED = "login_refused", _("ワンタイムパスワードが違いました")
        LOGGED_IN = "logged_in", _("発注者がログインしました")
        LOGGED_OUT = "logged_out", _("発注者がログアウトしました")
        DOCUMENTS_DOWNLOADED = "documents_downloaded", _("証券等PDFをダウンロードしました")
        DOCUMENT_DAMAGED = "document_damaged", _("保管している証券等PDFに異常が見つかりました")
        MAIL_SENT = "mail_sent", _("メールを送信しました")
        MAIL_FAILED = "mail_failed", _("メールを送信できませんでした")
        ADDRESSES_CORRECTED = "addresses_corrected", _("受注者のメールアドレスを訂正しました")
        DATA_CORRECTED = "data_corrected", _("登録内容を訂正しました")
        URL_SENT_AGAIN = "url_sent_again", _("閲覧用URLを送り直しました")
        PASSWORD_SENT_AGAIN = "password_sent_again", _("閲覧用パスワードを送り直しました")
        PASSWORD_SHOWN = "password_shown", _("閲覧用パスワードを画面に表示しました")
        FORM_TAKEN = "form_taken", _("発注者提出用フォーマットを作りました")
        FORM_COMPLETED = "form_completed", _("受注者が発注者提出用フォーマットを完成させました")
        PASSWORD_REPLACED = "password_replaced", _("閲覧用パスワードを新しくしました")
        URL_REPLACED = "url_replaced", _("閲覧用URLと閲覧用パスワードを新しくしました")
        DOCUMENT_WITHDRAWN = "document_withdrawn", _("書類を取り下げました")
        DOCUMENT_RESTORED = "document_restored", _("書類の取り下げを取り消しました")
        CERTIFICATE_WITHDRAWN = "certificate_withdrawn", _("証券等を取り下げました")
        CERTIFICATE_RESTORED = "certificate_restored", _("証券等の取り下げを取り消しました")
        CERTIFICATE_MOVED = "certificate_moved", _("証券等を移管しました")
        CERTIFICATES_EXPORTED = "certificates_exported", _("証券等の一覧をCSVで書き出しました")
        CERTIFICATES_MOVED = "certificates_moved", _("証券等を移管しました")
        MEMBER_INVITED = "member_invited", _("利用者を招待しました")
        INVITATION_RESENT = "invitation_resent", _("招待メールを送り直しました")
        INVITATION_WITHDRAWN = "invitation_withdrawn", _("招待を取り消しました")
        MEMBER_JOINED = "member_joined", _("招待された方が利用を始めました")
        ROLE_CHANGED = "role_changed", _("役割を変更しました")
        MEMBER_REMOVED = "member_removed", _("利用者を削除しました")
        FACTOR_RESET_ASKED = "factor_reset_asked", _("認証の再設定を申請しました")
        FACTOR_RESET_REFUSED = "factor_reset_refused", _("認証の再設定を取りやめました")
        FACTOR_RESET_DONE = "factor_reset_done", _("認証を再設定しました")
        STAFF_LOGGED_IN = "staff_logged_in", _("ログインしました")
        SESSIONS_ENDED = "sessions_ended", _("ほかのブラウザーのログインを終了しました")
        PASSWORD_CHANGED = "password_changed", _("パスワードを変更しました")
        PASSWORD_RESET_ASKED = "password_reset_asked", _("パスワードの再設定が求められました")
        PASSWORD_RESET_DONE = "password_reset_done", _("パスワードを再設定しました")
        FACTOR_ADDED = "factor_added", _("認証を追加しました")
        FACTOR_REMOVED = "factor_removed", _("認証を削除しました")
        RECOVERY_CODES_MADE = "recovery_codes_made", _("リカバリーコードを作りました")
        RECOVERY_CODE_USED = "recovery_code_used", _("リカバリーコードを使いました")
        INSURER_ADDED = "insurer_added", _("損害保険会社を追加しました")
        AGENCY_ADDED = "agency_added", _("取扱代理店を追加しました")
        CONTRACT_STARTED = "contract_started", _("代理店契約を登録しました")
        CONTRACT_ENDED = "contract_ended", _("代理店契約の最終日を登録しました")

    at = models.DateTimeField()
    type = models.CharField(max_length=40, choices=Type)
    actor = models.CharField(max_length=60)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    type__in=[
                        "certificate_uploaded",
                        "documents_added",
                        "certificate_unlocked",
                        "unlock_refused",
                        "login_requested",
                        "login_refused",
                        "logged_in",
                        "logged_out",
                        "documents_downloaded",
                        "document_damaged",
                        "mail_sent",
                        "mail_failed",
                        "addresses_corrected",
                        "data_corrected",
                        "url_sent_again",
                        "password_sent_again",
                        "password_shown",
                        "form_taken",
                        "form_completed",
                        "password_replaced",
                        "url_replaced",
                        "document_withdrawn",
                        "document_restored",
                        "certificate_withdrawn",
                        "certificate_restored",
                        "certificate_moved",
                        "certificates_exported",
                        "certificates_moved",
                        "member_invited",
                        "invitation_resent",
                        "invitation_withdrawn",
                        "member_joined",
                        "role_changed",
                        "member_removed",
                        "factor_reset_asked",
                        "factor_reset_refused",
                        "factor_reset_done",
                        "staff_logged_in",
                        "sessions_ended",
                        "password_changed",
                        "password_reset_asked",
                        "password_reset_done",
                        "factor_added",
                        "factor_removed",
                        "recovery_codes_made",
                        "recovery_code_used",
                        "insurer_added",
                        "agency_added",
                        "contract_started",
                        "contract_ended",
                    ]
                ),
                name="audit_event_type_is_known",
            ),
            models.CheckConstraint(
                condition=exactly_one("certificate", *HOMES), name="audit_event_is_about_one_thing"
            ),
        )
        # An organisation's history: newest first.
        indexes = tuple(
            models.Index(
                fields=(home, "-id"),
                condition=models.Q(**{f"{home}__isnull": False}),
                name=f"audit_of_{home}",
            )
            for home in HOMES
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.type}"

    @classmethod
    def record(cls, type_: Type, *, by: Actor, about: Subject, **facts: Any) -> AuditEvent:
        """Write one event; only inside the transaction of what it tells of.

        ``by`` is a member of staff, the id of a viewer's browser, or None for the system itself. It is
        named as it is now: later the same person may work elsewhere. In an organisation's history
        of another's people only that organisation is named (T13); a certificate's is read by several.
        """
        require_transaction()
        if isinstance(by, Staff):
            facts |= _named(by) if isinstance(about, Certificate) else {"by": _named_to(about, by)}
        event = cls(at=clock.now(), type=type_, actor=_name(by), facts=facts, **subject_of(about))
        event.save(force_insert=True)
        return event

    @classmethod
    def record_all(cls, type_: Type, *, by: Actor, certificates: Collection[int], **facts: Any) -> None:
        """The same event of each of these certificates, by their ids, in few statements."""
        require_transaction()
        at, actor = clock.now(), _name(by)
        if isinstance(by, Staff):
            facts |= _named(by)
        AuditEvent.objects.bulk_create(
            (
                AuditEvent(at=at, type=type_, actor=actor, facts=facts, certificate_id=pk)
                for pk in certificates
            ),
            batch_size=_BATCH,
        )

    @property
    def staff_id(self) -> int | None:
        """Of the member of staff who did it; None for a browser and for the system."""
        kind, _, number = self.actor.partition(":")
        return int(number) if kind == "staff" else None

    @property
    def person(self) -> Staff | None:
        """Whom it is about; None for one who has left, and where it is about nobody."""
        return Staff.objects.filter(pk=self.facts.get("staff"), is_active=True).first()

    @property
    def is_by_system(self) -> bool:
        """Nobody with an account did it: the worker, or the operator at a terminal."""
        return self.actor == _name(None)

    @property
    def told(self) -> list[tuple[str, str]]:
        """The facts that people read, each with its label."""
        return [
            (str(label), _shown(name, self.facts[name])) for name, label in TOLD.items() if name in self.facts
        ]

    @property
    def about(self) -> Subject:
        """The certificate or organisation that it is about."""
        return self.certificate or self.organisation


# In the order of history and mails; facts without a label are for machines.
TOLD = {
    "person": _("氏名"),
    "address": _("メールアドレス"),
    "role": _("役割"),
    "asked_by": _("申請した管理者"),
    "factor": _("認証の方法"),
    "browser": _("ブラウザー"),
    "sessions": _("終了したログインの数"),
    "insurer_name": _("損害保険会社"),
    "agency_name": _("取扱代理店"),
    "from_name": _("移管元"),
    "to_name": _("移管先"),
    "count": _("証券等の件数"),
    "starts_on": _("契約の開始日"),
    "ends_on": _("契約の最終日"),
    "to": _("宛先"),
}


def _shown(name: str, value: Any) -> str:
    if name == "role":
        return str(Staff.Role(value).label)
    if name.endswith("_on"):
        return date_format(date.fromisoformat(value))
    return str(value)


def subject_of(about: Subject) -> dict[str, Subject]:
    """What an event is about, under the name of its column."""
    return {"certificate": about} if isinstance(about, Certificate) else {**home_of(about)}


def home_name(organisation: Organisation) -> str:
    """As facts name it for machines: ``agency:3``."""
    return f"{organisation._meta.model_name}:{organisation.pk}"


def _named(by: Staff) -> dict[str, str]:
    home = by.organisation
    return {"by": by.name, "home": home_name(home), "home_name": home.name}


def _named_to(about: Organisation, by: Staff) -> str:
    return by.name if by.organisation == about else by.organisation.name


def _name(by: Actor) -> str:
    if isinstance(by, Staff):
        return f"staff:{by.pk}"
    return "system" if by is None else f"browser:{by}"
