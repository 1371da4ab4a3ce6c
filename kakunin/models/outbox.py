"""Every mail of ours: due with the transaction that caused it, sent afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.mail_address import validate_mail_address
from kakunin.models.audit import AuditEvent, Subject
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.job import Job
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.party import exactly_one
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingKey


def new_message_id() -> str:
    """Made once with the row, so that a mail sent twice is recognised as one (design decision 6)."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname}>"


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def current(self) -> OutboxMailQuerySet:
        """Of both halves of keys in force, the newest to each receiver."""
        return self.filter(is_current=True, kind__in=_OF_THE_DESK)

    def undelivered(self) -> OutboxMailQuerySet:
        """What the desk has to put right."""
        failed = [OutboxMail.State.REFUSED, OutboxMail.State.GIVEN_UP]
        return self.current().filter(state__in=failed)

    def note_failures(self, certificates: Iterable[int]) -> None:
        """``Certificate.mail_failed`` of these, after a change of their mails.

        Whoever changes mails of both halves holds the certificate before (``CertificateQuerySet.hold``).
        """
        failed = self.undelivered().filter(key__certificate=OuterRef("pk"))
        noted = Certificate.objects.filter(pk__in=certificates).alias(failed=Exists(failed))
        noted.exclude(mail_failed=F("failed")).update(mail_failed=F("failed"))


class OutboxMail(models.Model):
    """References only, never a text: the words and secrets are put in at sending (T22)."""

    class Kind(models.TextChoices):
        VIEWING_URL = "viewing_url", _("閲覧用URLのご案内")
        VIEWING_PASSWORD = "viewing_password", _("閲覧用パスワードのご案内")
        ONE_TIME_PASSWORD = "one_time_password", _("ワンタイムパスワードのご案内")
        WRONG_PASSWORDS = "wrong_passwords", _("閲覧用パスワードの誤入力のお知らせ")
        WRONG_CODES = "wrong_codes", _("ワンタイムパスワードの誤入力のお知らせ")
        UNDELIVERED = "undelivered", _("メールが届いていないことのお知らせ")
        CERTIFICATE_WITHDRAWN = "certificate_withdrawn", _("証券等の取り下げのお知らせ")
        CERTIFICATE_RESTORED = "certificate_restored", _("証券等の取り下げを取り消したお知らせ")
        DOCUMENT_WITHDRAWN = "document_withdrawn", _("書類の取り下げのお知らせ")
        DOCUMENT_RESTORED = "document_restored", _("書類の取り下げを取り消したお知らせ")
        INVITATION = "invitation", _("ご利用のご招待")
        MEMBER_INVITED = "member_invited", _("管理者の招待のお知らせ")
        MEMBER_JOINED = "member_joined", _("利用開始のお知らせ")
        MEMBER_REMOVED = "member_removed", _("利用終了のお知らせ")
        ROLE_CHANGED = "role_changed", _("役割の変更のお知らせ")
        FACTOR_RESET_ASKED = "factor_reset_asked", _("認証の再設定の申請のお知らせ")
        FACTOR_RESET_DONE = "factor_reset_done", _("認証の再設定のお知らせ")
        PASSWORD_CHANGED = "password_changed", _("パスワードの変更のお知らせ")
        PASSWORD_RESET = "password_reset", _("パスワードの再設定のご案内")
        FACTOR_ADDED = "factor_added", _("認証の追加のお知らせ")
        FACTOR_REMOVED = "factor_removed", _("認証の削除のお知らせ")
        RECOVERY_CODES_MADE = "recovery_codes_made", _("リカバリーコードの作り直しのお知らせ")
        RECOVERY_CODE_USED = "recovery_code_used", _("リカバリーコードの使用のお知らせ")
        CERTIFICATES_MOVED = "certificates_moved", _("証券等の移管のお知らせ")
        CONTRACT_ENDED = "contract_ended", _("代理店契約の終了のお知らせ")

    class State(models.TextChoices):
        WAITING = "waiting", _("送信待ち")
        SENT = "sent", _("送信済み")
        REFUSED = "refused", _("宛先から拒否")
        GIVEN_UP = "given_up", _("送信できませんでした")
        CANCELLED = "cancelled", _("送信取りやめ")

    kind = models.CharField(max_length=30, choices=Kind)
    # What it tells of: a key (and perhaps a one-time password behind it), an invitation, or an event.
    key = models.ForeignKey(ViewingKey, on_delete=models.PROTECT, null=True, blank=True, related_name="mails")
    one_time_password = models.OneToOneField(
        OneTimePassword, on_delete=models.CASCADE, null=True, blank=True, related_name="mail"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    event = models.ForeignKey(
        AuditEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="mails"
    )
    recipient = models.CharField(max_length=254, validators=[validate_mail_address])
    message_id = models.CharField(max_length=255, unique=True, default=new_message_id)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    # The newest of its kind, key and recipient, of the key in force: what the desk tells the state of.
    is_current = models.BooleanField(default=True, editable=False)
    server_words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_mail_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "refused", "given_up", "cancelled"]),
                name="outbox_mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=exactly_one("key", "invitation", "event")
                & (
                    Q(
                        kind__in=["viewing_url", "viewing_password", "wrong_passwords", "wrong_codes"],
                        key__isnull=False,
                        one_time_password__isnull=True,
                    )
                    | Q(kind="one_time_password", key__isnull=False, one_time_password__isnull=False)
                    | Q(kind="invitation", invitation__isnull=False, one_time_password__isnull=True)
                    | Q(
                        kind__in=[
                            "undelivered",
                            "certificate_withdrawn",
                            "certificate_restored",
                            "document_withdrawn",
                            "document_restored",
                            "member_invited",
                            "member_joined",
                            "member_removed",
                            "role_changed",
                            "factor_reset_asked",
                            "factor_reset_done",
                            "password_changed",
                            "password_reset",
                            "factor_added",
                            "factor_removed",
                            "recovery_codes_made",
                            "recovery_code_used",
                            "certificates_moved",
                            "contract_ended",
                        ],
                        event__isnull=False,
                        one_time_password__isnull=True,
                    )
                ),
                name="outbox_mail_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def enqueue(self, **job: Any) -> OutboxMail:
        """Save and make due; only inside a transaction. ``job`` as for ``Job.objects.enqueue``."""
        self.created_at = clock.now()
        if self.kind in _OF_THE_DESK:
            same = OutboxMail.objects.filter(kind=self.kind, key=self.key, recipient=self.recipient)
            if same.update(is_current=False):
                OutboxMail.objects.note_failures([self.viewing_key.certificate_id])
        self.save()
        Job.objects.enqueue(Job.Kind.SEND_MAIL, self.pk, **job)
        return self

    def call_off(self) -> None:
        """Not to be sent any more; inside the transaction of what makes it moot."""
        waiting = OutboxMail.objects.filter(pk=self.pk, state=self.State.WAITING)
        if waiting.update(state=self.State.CANCELLED):
            AuditEvent.record(
                AuditEvent.Type.MAIL_FAILED,
                by=None,
                about=self.about,
                mail=self.kind,
                to=self.recipient,
                state=self.State.CANCELLED,
            )

    @property
    def viewing_key(self) -> ViewingKey:
        """Of a mail about a certificate; the constraint says that it has one."""
        assert self.key is not None  # noqa: S101  # for the type checker; the database holds it
        return self.key

    @property
    def about(self) -> Subject:
        """The certificate or organisation whose history it belongs to."""
        if self.event is not None:
            return self.event.about
        return self.invitation.organisation if self.invitation else self.viewing_key.certificate

    @property
    def is_moot(self) -> bool:
        """What it would tell opens nothing any more (T22), or is not its reader's business any more."""
        if self.one_time_password is not None:
            return not self.one_time_password.is_open
        if self.invitation is not None:
            return not self.invitation.is_open
        if self.event is not None and self.kind == self.Kind.PASSWORD_RESET:
            too_late = clock.now() >= self.created_at + settings.PASSWORD_RESET_VALID
            return too_late or self.event.person is None
        if self.key is not None and (self.key.ended_at or self.key.certificate.withdrawn_at):
            return True
        return self.kind in _TO_STAFF and not self._is_readers_business

    @property
    def _is_readers_business(self) -> bool:
        """A member who may see the certificate now: since then a contract ended, perhaps (T13)."""
        reader = Staff.objects.filter(email=self.recipient, is_active=True).first()
        visible = Certificate.objects.visible_to(reader) if reader else Certificate.objects.none()
        return visible.filter(pk=self.about.pk).exists()


# Of a certificate; what members and their accounts are told follows from where they are now.
_TO_STAFF = (
    OutboxMail.Kind.VIEWING_PASSWORD,
    OutboxMail.Kind.WRONG_PASSWORDS,
    OutboxMail.Kind.WRONG_CODES,
    OutboxMail.Kind.UNDELIVERED,
    OutboxMail.Kind.CERTIFICATE_WITHDRAWN,
    OutboxMail.Kind.CERTIFICATE_RESTORED,
    OutboxMail.Kind.DOCUMENT_WITHDRAWN,
    OutboxMail.Kind.DOCUMENT_RESTORED,
)
_OF_THE_DESK = (OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD)
