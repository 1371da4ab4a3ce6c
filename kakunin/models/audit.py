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
        CERTIFICATE_UNLOCKED = "certificate_unlocked", _("閲覧が始まりました")
        UNLOCK_REFUSED = "unlock_refused", _("閲覧用パスワードが違いました")
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
                        "certificate_unlocked",
                        "unlock_refused",
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
