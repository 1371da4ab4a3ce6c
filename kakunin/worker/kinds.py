"""Which step does which kind of work, and what follows when it is given up."""

from collections.abc import Callable
from typing import NamedTuple

from kakunin.flows.delivery import render, report_tries
from kakunin.flows.mailing import send
from kakunin.flows.membership import reset_password
from kakunin.models.job import Job


class Work(NamedTuple):
    """Both take the job's reference; ``give_up`` is called once, after the last try."""

    do: Callable[[int], None]
    give_up: Callable[[int], None]


def _nothing_more(_reference: int) -> None:
    """What can't be drawn or offered is asked for anew by whoever wants it; tries are told with the next."""


WORK: dict[str, Work] = {
    Job.Kind.SEND_MAIL: Work(send.send_mail, send.give_up_mail),
    Job.Kind.RENDER_DOCUMENT: Work(render.render_document, _nothing_more),
    Job.Kind.REPORT_WRONG_TRIES: Work(report_tries.report_wrong_tries, _nothing_more),
    Job.Kind.OFFER_PASSWORD_RESET: Work(reset_password.offer_password_reset, _nothing_more),
}
