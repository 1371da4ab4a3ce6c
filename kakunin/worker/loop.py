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
        close_old_connections()
        try:
            if work_once():
                continue
            smtp.hang_up()
        except (OperationalError, InterfaceError):
            log.warning("The database does not answer; trying again.")
            connection.close()
        except Exception as failure:
            # Whatever it is, other work must go on; its text may hold a secret (T22).
            log.error("The worker stumbled over %s.", type(failure).__name__)
        stop.wait(REST)
    smtp.hang_up()
    sandbox.shared().close()


def work_once() -> bool:
    """Do the most pressing job; False when there is none."""
    job = Job.objects.claim()
    if job is None:
        return False
    if job.attempts > 1 and clock.now() >= job.expires_at:
        # Tried before and never settled: whatever ended its worker must not do so for ever.
        _give_up(job, "expired")
        return True
    try:
        WORK[job.kind].do(job.reference)
    except Exception as failure:
        _postpone(job, failure)
    else:
        job.finish()
    return True


def _postpone(job: Job, failure: Exception) -> None:
    """Only the name of the failure is kept: its text may hold a secret (T22)."""
    name = type(failure).__name__
    log.warning("%s failed with %s at try %d", job, name, job.attempts)
    # With no database to write this into, the lease runs out by itself.
    if clock.now() < job.expires_at:
        job.try_later(name)
    else:
        _give_up(job, name)


def _give_up(job: Job, name: str) -> None:
    WORK[job.kind].give_up(job.reference)
    job.give_up(name)
