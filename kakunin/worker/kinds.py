"""Which step does which kind of work, and what follows when it is given up."""

from collections.abc import Callable
from typing import NamedTuple

from kakunin.flows.delivery import render
from kakunin.flows.mailing import send
from kakunin.models.job import Job


class Work(NamedTuple):
    """Both take the job's reference; ``give_up`` is called once, after the last try."""

    do: Callable[[int], None]
    give_up: Callable[[int], None]


def _nothing_more(_reference: int) -> None:
    """A page that can't be drawn is asked for anew by the next reader."""


WORK: dict[str, Work] = {
    Job.Kind.SEND_MAIL: Work(send.send_mail, send.give_up_mail),
    Job.Kind.RENDER_DOCUMENT: Work(render.render_document, _nothing_more),
}
