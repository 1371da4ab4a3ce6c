"""Kill the worker at every n-th line; another one brings each mail out and draws each page."""

from itertools import count
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings

from kakunin.adapters import smtp
from kakunin.foundation import clock
from kakunin.models.document import Page
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.worker.loop import work_once
from tests.faults.killing import survives
from tests.world import make_agency, make_certificate, make_insurer, make_staff


class Inbox:
    """Accepts everything and remembers the Message-IDs, in the drill's own process."""

    def __init__(self) -> None:
        self.received: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.content.partition(b"\r\n\r\n")[0].decode()
        line = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        self.received.append(line.partition(":")[2].strip())
        return "250 OK"


def work_all() -> None:
    """What a worker does until nothing is left."""
    while work_once():
        pass
    smtp.hang_up()


def let_leases_run_out() -> None:
    """Five minutes later."""
    Job.objects.update(leased_until=clock.now(), run_after=clock.now())


def check_done(inbox: Inbox) -> None:
    """Each mail arrived, once or again under the same name; each page is there once."""
    assert not Job.objects.exists(), f"left over: {list(Job.objects.values())}"
    mails = OutboxMail.objects.all()
    assert {mail.state for mail in mails} == {"sent"}
    assert set(inbox.received) == {mail.message_id for mail in mails}
    for certificate in {mail.key.certificate for mail in mails.select_related("key__certificate")}:
        for document in certificate.documents.all():
            numbers = sorted(Page.objects.filter(document=document).values_list("number", flat=True))
            assert numbers == list(range(1, document.page_count + 1))


def drill(step: int) -> str:
    """Against a mail server of its own."""
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=0)
    server.start()
    try:
        settings.EMAIL_PORT = server.server.sockets[0].getsockname()[1]
        return kill_later_and_later(step, inbox)
    finally:
        server.stop()


def kill_later_and_later(step: int, inbox: Inbox) -> str:
    """A fresh certificate each time; kill its worker later and later until one comes to its end."""
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    uploader = make_staff(agency)
    killed = 0
    for line in count(1, step):
        make_certificate(insurer=insurer, agency=agency, by=uploader, number=f"W-{line}")
        done = survives(work_all, kill_at=line)
        let_leases_run_out()
        work_all()
        check_done(inbox)
        if done:
            break
        killed += 1
    assert killed * step > 50, "the work was hardly traced"
    return f"killed {killed} times; {len(inbox.received)} mails for {OutboxMail.objects.count()} rows"
