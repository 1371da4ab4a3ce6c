"""The one queue: work that follows from a transaction and is done after it."""

from __future__ import annotations

import random
import uuid
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q

from kakunin.foundation import clock
from kakunin.foundation.db import require_transaction

LEASE = timedelta(minutes=5)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)

# How long a kind of work is tried before people are told instead.
TRIED_FOR = {
    "send_mail": timedelta(days=3),
    "render_document": timedelta(days=1),
    "report_wrong_tries": timedelta(days=1),
    "offer_password_reset": timedelta(minutes=30),
}


class JobQuerySet(models.QuerySet["Job"]):
    def enqueue(
        self, kind: Job.Kind, reference: int, *, urgent: bool = False, tried_for: timedelta | None = None
    ) -> Job:
        """Due at once, given up when its time has run out; only inside a transaction.

        What is queued already is not queued twice, only made urgent; what is being
        done is done once more; what was given up starts anew.
        """
        require_transaction()
        now = clock.now()
        fresh = {"run_after": now, "expires_at": now + (tried_for or TRIED_FOR[kind])}
        # Locked until the commit, so that a worker can't finish it between look and change.
        job, created = self.select_for_update().get_or_create(
            kind=kind, reference=reference, defaults={**fresh, "urgent": urgent}
        )
        if created:
            return job
        same = self.filter(pk=job.pk)
        if job.given_up:
            same.update(**fresh, given_up=False, attempts=0)
        elif job.lease:
            same.update(run_after=now)  # ``finish`` sees that it was asked for again
        if urgent:
            same.update(urgent=True)
        return job

    def due(self, now: datetime) -> JobQuerySet:
        """Waiting and due, or left behind by a worker whose lease ran out (T21)."""
        return self.filter(
            Q(leased_until__isnull=True) | Q(leased_until__lte=now), run_after__lte=now, given_up=False
        )

    @transaction.atomic
    def claim(self) -> Job | None:
        """Take the most pressing job for five minutes; two workers never take the same."""
        now = clock.now()
        due = self.due(now).order_by(F("urgent").desc(), "run_after", "id")
        job = due.select_for_update(skip_locked=True).first()
        if job:
            job.lease, job.leased_until = uuid.uuid4(), now + LEASE
            job.attempts += 1
            job.save(update_fields=["lease", "leased_until", "attempts"])
        return job


class Job(models.Model):
    """``reference`` is the id of the row that the work is about; a done job is deleted."""

    class Kind(models.TextChoices):
        SEND_MAIL = "send_mail"
        RENDER_DOCUMENT = "render_document"
        REPORT_WRONG_TRIES = "report_wrong_tries"
        OFFER_PASSWORD_RESET = "offer_password_reset"  # noqa: S105  # a kind of work

    kind = models.CharField(max_length=30, choices=Kind)
    reference = models.BigIntegerField()
    urgent = models.BooleanField(default=False)
    run_after = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    given_up = models.BooleanField(default=False)
    # The name of the exception, never its text: that may hold a secret (T22).
    last_error = models.CharField(max_length=100, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("kind", "reference"), name="job_once_per_reference"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["send_mail", "render_document", "report_wrong_tries", "offer_password_reset"]
                ),
                name="job_kind_is_known",
            ),
        )
        indexes = (models.Index(fields=("run_after",), condition=Q(given_up=False), name="job_waiting"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    def _mine(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.pk, lease=self.lease)

    def finish(self) -> None:
        """Done: gone, unless another worker has taken over or it was asked for again meanwhile."""
        if not self._mine().filter(run_after=self.run_after).delete()[0]:
            self._mine().update(lease=None, leased_until=None, attempts=0)

    def try_later(self, error: str) -> None:
        """Free the lease and wait: longer each time, with jitter so that not all come at once."""
        pause = min(_FIRST_PAUSE * 2 ** min(self.attempts - 1, 20), _LONGEST_PAUSE)
        pause *= random.uniform(0.75, 1.25)  # noqa: S311  # jitter, not a secret
        self._mine().update(
            lease=None, leased_until=None, run_after=clock.now() + pause, last_error=error[:100]
        )

    def give_up(self, error: str) -> None:
        """Kept for people to see; never tried again by itself."""
        self._mine().update(lease=None, leased_until=None, given_up=True, last_error=error[:100])
