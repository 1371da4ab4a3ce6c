"""Take a job, do it, take the next; rest when there is none."""

import logging
import threading

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from kakunin.adapters import smtp
from kakunin.adapters.pdf import sandbox
from kakunin.foundation import clock
from kakunin.models.job import Job
from kakunin.worker.kinds import WORK

log = logging.getLogger(__name__)

REST = 0.5  # seconds between looks at an empty queue


def work_until(stop: threading.Event) -> None:
    """Run until told to stop; a database that is away is waited for."""
    while not stop.is_set():
        try:
            busy = work_once()
        except (OperationalError, InterfaceError):
            log.warning("The database does not answer; trying again.")
            connection.close()
            busy = False
        if not busy:
            smtp.hang_up()
            stop.wait(REST)
    smtp.hang_up()
    sandbox.shared().close()


def work_once() -> bool:
    """Do the most pressing job; False when there is none."""
    close_old_connections()
    job = Job.objects.claim()
    if job is None:
        return False
    try:
        WORK[job.kind].do(job.reference)
    except (OperationalError, InterfaceError):
        # The lease runs out by itself once the database is back.
        raise
    except Exception as failure:
        _postpone(job, failure)
    else:
        job.finish()
    return True


def _postpone(job: Job, failure: Exception) -> None:
    """Only the name of the failure is kept: its text may hold a secret (T22)."""
    name = type(failure).__name__
    log.warning("%s failed with %s at try %d", job, name, job.attempts)
    if clock.now() < job.expires_at:
        job.try_later(name)
        return
    WORK[job.kind].give_up(job.reference)
    job.give_up(name)
