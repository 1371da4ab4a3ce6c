"""Kill the worker at every n-th line; another one brings each mail out and draws each page."""

from itertools import count

from django.conf import settings

from kakunin.adapters import smtp
from kakunin.foundation import clock
from kakunin.models.document import Page
from kakunin.models.job import Job
from kakunin.models.outbox import OutboxMail
from kakunin.worker.loop import work_once
from tests.faults.killing import survives
from tests.mail_server import MailServer
from tests.world import make_agency, make_certificate, make_insurer, make_staff


def work_all() -> None:
    """What a worker does until nothing is left."""
    while work_once():
        pass
    smtp.hang_up()


def let_leases_run_out() -> None:
    """Five minutes later."""
    Job.objects.update(leased_until=clock.now(), run_after=clock.now())


def check_done(server: MailServer) -> None:
    """Each mail arrived, once or again under the same name; each page is there once."""
    assert not Job.objects.exists(), f"left over: {list(Job.objects.values())}"
    mails = OutboxMail.objects.all()
    assert {mail.state for mail in mails} == {"sent"}
    assert {received.message["Message-ID"] for received in server.received} == {
        mail.message_id for mail in mails
    }
    for certificate in {mail.viewing_key.certificate for mail in mails.select_related("key__certificate")}:
        for document in certificate.documents.all():
            numbers = sorted(Page.objects.filter(document=document).values_list("number", flat=True))
            assert numbers == list(range(1, document.page_count + 1))


def drill(step: int) -> str:
    """A fresh certificate each time; kill its worker later and later until one comes to its end."""
    with MailServer() as server:
        server.use(settings)
        return kill_later_and_later(step, server)


def kill_later_and_later(step: int, server: MailServer) -> str:
    """The drill itself, against a mail server of its own."""
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    uploader = make_staff(agency)
    killed = 0
    for line in count(1, step):
        make_certificate(insurer=insurer, agency=agency, by=uploader, number=f"W-{line}")
        done = survives(work_all, kill_at=line)
        let_leases_run_out()
        work_all()
        check_done(server)
        if done:
            break
        killed += 1
    assert killed * step > 50, "the work was hardly traced"
    return f"killed {killed} times; {len(server.received)} mails for {OutboxMail.objects.count()} rows"
