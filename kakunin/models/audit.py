"""What happened, who did it, when: kept for ever, never changed (docs/formats.md)."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.db import require_transaction
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff

Actor = Staff | uuid.UUID | None


class AuditEvent(models.Model):
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

    at = models.DateTimeField()
    type = models.CharField(max_length=40, choices=Type)
    actor = models.CharField(max_length=60)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
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
                    ]
                ),
                name="audit_event_type_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.type}"

    @classmethod
    def record(cls, type_: Type, *, by: Actor, about: Certificate, **facts: Any) -> AuditEvent:
        """Write one event; only inside the transaction of what it tells of.

        ``by`` is a member of staff, the id of a viewer's browser, or None for the system itself.
        """
        require_transaction()
        return cls.objects.create(at=clock.now(), type=type_, actor=_name(by), certificate=about, facts=facts)


def _name(by: Actor) -> str:
    if isinstance(by, Staff):
        return f"staff:{by.pk}"
    return "system" if by is None else f"browser:{by}"
