"""The whole way of a certificate, and what goes wrong on it; who takes part learns secrets on the way."""

import os
import re
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kakunin.foundation import clock
from kakunin.models.job import Job
from kakunin.models.viewing_key import ViewingKey
from tests import pdfs
from tests.canary import processes
from tests.canary.browser import CSRF, SESSION, Browser
from tests.canary.mail import QuotingServer
from tests.canary.processes import broken, running, until
from tests.pdf_syntax import FIRST_OWN, document, line, stream
from tests.second_factors import code
from tests.world import (
    CLERK,
    PASSWORD,
    make_administrator,
    make_agency,
    make_domain,
    make_insurer,
    make_staff,
)

NUMBER = "CANARY-NUMBER-1"
FOUNDER = "founder@example.jp"
NEWCOMER, NEW_PASSWORD = "newcomer@example.jp", "canary password of a newcomer"
THIRD_PASSWORD = "canary password that was forgotten"
CONTRACTOR, BRANCH = "contractor@example.co.jp", "branch@example.co.jp"
TEXTS = ("CANARY-TEXT-OF-THE-CERTIFICATE", "秘匿すべき別紙の本文", "CANARY-TEXT-OF-THE-CHANGE-NOTICE")
WRONG_PASSWORD, WRONG_CODE = "WRNG-PASS-WRDX", "4711-0815"


class Story:
    """``captured`` gets a dump of the database now and then, and what the worker says."""

    def __init__(self, captured: Path, mails: QuotingServer, port: int) -> None:
        self.captured, self.mails = captured, mails
        self.clerk, self.visitor, self.robot = Browser(port), Browser(port), Browser(port)
        self.boss = Browser(port)
        self.secrets: dict[str, list[bytes]] = {}
        self.locator = self.password = self.certificate = ""
        self.files = [_packed(TEXTS[0]), pdfs.japanese(TEXTS[1]), _packed(TEXTS[2])]

    def keep(self, name: str, *values: str | bytes) -> None:
        """To be looked for afterwards."""
        known = self.secrets.setdefault(name, [])
        known += [value.encode() if isinstance(value, str) else value for value in values]

    def tell(self) -> None:
        """From the login of staff until all have left."""
        make_domain()
        insurer = make_insurer()
        agency = make_agency(insurers=[insurer])
        staff = make_staff(agency).email
        self.staff_logs_in(staff)
        self.administrator_invites(make_administrator(agency).email)
        self.operator_invites(agency.name)
        self.staff_uploads(str(insurer.pk))
        with self.worker_after_a_dump("upload"):
            self.mails.refusals = {BRANCH: deque([554]), staff: deque([451]), NEWCOMER: deque([451])}
            until(_was_put_off(Job.Kind.SEND_MAIL))
            self.dump("refused")
        self.learn_the_key(staff)
        self.newcomer_joins()
        self.newcomer_forgets()
        self.robots_come()
        self.visitor_unlocks()
        self.visitor_asks_for_a_code()
        with self.worker_after_a_dump("code"):
            pass
        self.visitor_downloads()
        self.staff_hands_over()
        self.visitor_completes_the_form()
        self.staff_adds_a_document()
        self.worker_fails()
        self.learn_the_key(staff)
        self.all_leave()
        self.dump("end")

    # --- Staff ---------------------------------------------------------------------
    def staff_logs_in(self, email: str) -> None:
        """At the third try: once we break, once the password is wrong."""
        almost = PASSWORD.upper()
        self.keep("staff password", PASSWORD, almost)
        self.clerk.get("/staff/login/")
        with broken("kakunin_staff"):
            self.clerk.post("/staff/login/", {"login": email, "password": PASSWORD}, 500)
        self.clerk.post("/staff/login/", {"login": email, "password": almost}, 200)
        self.clerk.post("/staff/login/", {"login": email, "password": PASSWORD}, 302)
        self.sets_up_an_app(self.clerk)

    def sets_up_an_app(self, who: Browser) -> str:
        """Nobody works without a second factor; at the second try. A recovery code that comes with it."""
        page = "/staff/account/app/add/"
        secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", who.get(page).decode()))
        self.keep("secret of an app", secret)
        who.post(page, {"code": "1"}, 200)
        who.post(page, {"code": code(secret)}, 302)
        codes = who.get("/staff/account/codes/").decode()
        first, second, *_ = map("".join, re.findall(r"<code>(\d{4})<span[^>]*>(\d{4})</span>", codes))
        self.keep("recovery code", first)
        return second

    def staff_uploads(self, insurer: str) -> None:
        """At the third try: once the line is cut, once we break."""
        fields = {"insurer": insurer, "number": NUMBER, "kind": "performance_bond", "contractor_name": "例示"}
        fields |= {"office_name": "例示", "office_phone": "00-0000-0000", "office_contact": "例"}
        fields |= {"addresses": f"{CONTRACTOR}\n{BRANCH}"}
        files = [("certificate_files", "a.pdf", self.files[0]), ("attachment_files", "b.pdf", self.files[1])]
        self.clerk.get("/desk/upload/")
        self.clerk.break_off("/desk/upload/", fields, [("certificate_files", "a.pdf", self.files[1])])
        with broken("kakunin_auditevent"):
            self.clerk.post("/desk/upload/", fields, 500, files)
        leads_to = self.clerk.post("/desk/upload/", fields, 302, files)
        self.certificate = leads_to.strip("/").rpartition("/")[2]
        self.clerk.get(leads_to)
        for text, pdf in zip(TEXTS, self.files, strict=True):
            self.keep("text of a PDF", text)
            packed = pdf.partition(b"/FlateDecode")[2].partition(b"stream\n")[2]
            self.keep("bytes of a PDF", packed[:48])

    def administrator_invites(self, email: str) -> None:
        self.boss.get("/staff/login/")
        self.boss.post("/staff/login/", {"login": email, "password": PASSWORD}, 302)
        recovery_code = self.sets_up_an_app(self.boss)
        self.boss.post("/staff/logout/", {}, 302)
        self.boss.post("/staff/login/", {"login": email, "password": PASSWORD}, 302)
        self.boss.post("/staff/login/second-factor/", {"code": "1"}, 200)
        self.boss.post("/staff/login/second-factor/", {"code": recovery_code}, 302)
        self.boss.get("/desk/members/invite/")
        whom = {"person": "新人", "address": NEWCOMER, "role": "member"}
        self.boss.post("/desk/members/invite/", whom, 303)

    def operator_invites(self, organisation: str) -> None:
        """At a terminal: once in vain, once we break."""
        command = ("invite_administrator", organisation, FOUNDER, "創設")
        with broken("kakunin_auditevent"):
            processes.call(self.captured, "operator", *command)
        for _ in range(2):
            processes.call(self.captured, "operator", *command)

    def learn_the_link(self, address: str) -> str:
        """From the mail; the path."""
        url = self.mails.read(r"https://\S+/staff/invitation/\S+", address)
        path = f"/{url.split('/', 3)[3]}"
        token = path.split("/")[3]
        self.keep("invitation", url, token, token.upper(), token[:26])
        return path

    def newcomer_joins(self) -> None:
        """With the link from the mail, at the third try: once the passwords differ, once we break."""
        self.learn_the_link(FOUNDER)
        path = self.learn_the_link(NEWCOMER)
        self.keep("staff password", NEW_PASSWORD, NEW_PASSWORD.upper())
        self.boss.get(path)
        typed = {"name": "新人", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
        self.boss.post(path, {**typed, "password2": NEW_PASSWORD.upper()}, 422)
        with broken("kakunin_auditevent"):
            self.boss.post(path, typed, 500)
        self.boss.post(path, typed, 303)
        self.boss.get(path, 410)

    def newcomer_forgets(self) -> None:
        """The password; the mail comes at the second try, what the link wants at the third."""
        self.boss.get("/staff/password/forgotten/")
        self.boss.post("/staff/password/forgotten/", {"address": "nobody@example.jp"}, 303)
        self.boss.post("/staff/password/forgotten/", {"address": NEWCOMER}, 303)
        with self.worker_after_a_dump("forgotten"):
            self.mails.refusals = {NEWCOMER: deque([451])}
            until(_was_put_off(Job.Kind.SEND_MAIL))
        url = self.mails.read(r"https://\S+/staff/password/new/\S+", NEWCOMER)
        path = f"/{url.split('/', 3)[3]}"
        token = path.split("/")[5]
        self.keep("link of a forgotten password", url, token, token.upper(), token[7:])
        self.keep("staff password", THIRD_PASSWORD, THIRD_PASSWORD.upper())
        self.boss.get(path)
        typed = {"password1": THIRD_PASSWORD, "password2": THIRD_PASSWORD}
        self.boss.post(path, {**typed, "password2": THIRD_PASSWORD.upper()}, 422)
        with broken("kakunin_auditevent"):
            self.boss.post(path, typed, 500)
        for hurt in (f"/{token}", f"{path}more", f"/%252Fstaff%252Fpassword%252Fnew%252F1%252F{token}"):
            self.robot.get(hurt, expect=404)
        self.dump("half-way")
        self.boss.post(path, typed, 303)
        self.boss.get(path, 410)

    def staff_adds_a_document(self) -> None:
        files = [("change_notice_files", "c.pdf", self.files[2])]
        self.clerk.get(f"/desk/upload/{self.certificate}/")
        self.clerk.post(f"/desk/upload/{self.certificate}/", {}, 302, files)

    def staff_hands_over(self) -> None:
        """The password from the screen, and in the form: at the second try each."""
        desk = f"/desk/certificates/{self.certificate}"
        self.clerk.get(f"{desk}/")
        with broken("kakunin_auditevent"):
            self.clerk.submit(f"{desk}/password/", {}, 500)
        assert self.password.encode() in self.clerk.submit(f"{desk}/password/", {})
        shown = self.clerk.submit(f"{desk}/form/", {"lock": "locked"})
        self.takes_the_form(self.clerk, f"{desk}/form/file/", {}, shown)

    def takes_the_form(self, who: Browser, path: str, fields: dict[str, str], page: bytes) -> None:
        """Locked with the password that the page shows; once we break."""
        found = re.search(r'name="file_password" value="([^"]+)"', page.decode())
        assert found
        self.keep("file password", found[1], found[1].replace("-", ""))
        sent = fields | {"file_password": found[1]}
        with broken("kakunin_auditevent"):
            who.submit(path, sent, 500)
        assert len(who.submit(path, sent)) > 1000

    # --- Visitors ------------------------------------------------------------------
    def learn_the_key(self, uploader: str) -> None:
        """From the mails, as people do."""
        url = self.mails.read(r"https://\S+/v/\S+", CONTRACTOR)
        password = self.mails.read(r"^\w{4}-\w{4}-\w{4}(?=\s)", uploader)
        assert password != self.password, "the mail of the old one"
        self.locator, self.password = url.rpartition("/")[2], password
        self.keep("viewing URL", url)
        self.keep("locator", self.locator, self.locator.upper(), self.locator[:26])
        bare = password.replace("-", "")
        self.keep("viewing password", password, bare, password.lower(), bare.lower())

    def robots_come(self) -> None:
        """And people whose mail program has hurt the address."""
        gate = f"/v/{self.locator}"
        self.robot.get(gate, method="HEAD")
        self.robot.get(gate, 405, method="OPTIONS")
        self.robot.get(gate, 400, Host="evil.example")
        elsewhere = f"https://evil.example/?u={self.locator}"
        self.robot.post(gate, {"password": WRONG_PASSWORD}, 403, Origin="", Referer=elsewhere)
        self.robot.post(gate, {"password": WRONG_PASSWORD}, 403, Origin=elsewhere)
        hurt = [f"/{self.locator}", f"/V/{self.locator}", f"/v//{self.locator}", f"{gate}/more"]
        hurt += [f"/v/%20{self.locator}", f"/v%2F%2F{self.locator}", f"/x/{self.locator.upper()}"]
        hurt += [f"/?u=x/v/{self.locator}%2F", f"/v/v/{self.locator[:29]}", f"/%252Fv%252F{self.locator}"]
        for path in hurt:
            self.robot.get(path, expect=0)

    def visitor_unlocks(self) -> None:
        """At the third try: once with a wrong password, once we break."""
        gate, view = f"/v/{self.locator}", f"/view/{self.certificate}/"
        self.keep("wrong password", WRONG_PASSWORD, WRONG_PASSWORD.replace("-", ""))
        self.visitor.get(f"{gate}?password={self.password}")
        self.visitor.post(gate, {"password": WRONG_PASSWORD}, 403)
        with broken("kakunin_auditevent"):
            self.visitor.post(gate, {"password": self.password}, 500)
        assert self.visitor.post(gate, {"password": self.password}, 303) == view
        self.visitor.get(view)
        self.visitor.get(f"{view}2/1/")
        picture = self.visitor.get(f"{view}1/1/image")
        self.keep("picture of a page", picture[len(picture) // 2 :][:48])

    def visitor_asks_for_a_code(self) -> None:
        login = f"/view/{self.certificate}/login/"
        self.visitor.get(login)
        self.visitor.post(login, {"address": CLERK}, 303)

    def visitor_downloads(self) -> None:
        """With the code from the mail; a wrong one first, and once we break."""
        view, code = f"/view/{self.certificate}/", self.mails.read(r"^\d{4}-\d{4}(?=\s)", CLERK)
        self.keep("one-time password", code, code.replace("-", ""))
        self.keep("wrong code", WRONG_CODE, WRONG_CODE.replace("-", ""))
        self.visitor.post(f"{view}login/code/", {"code": WRONG_CODE}, 422)
        with broken("kakunin_auditevent"):
            self.visitor.post(f"{view}login/code/", {"code": code}, 500)
        self.visitor.post(f"{view}login/code/", {"code": code}, 303)
        assert self.visitor.get(f"{view}download/1/") == self.files[0]
        assert self.files[1] in self.visitor.get(f"{view}download/all/1/")

    def visitor_completes_the_form(self) -> None:
        view = f"/view/{self.certificate}/contractor/"
        fields = {"project_name": "例示工事", "contractor_name": "例示", "obligee_name": "", "kind": "pdf"}
        page = self.visitor.submit(view, fields | {"lock": "locked"})
        self.takes_the_form(self.visitor, f"{view}file/", fields, page)

    def all_leave(self) -> None:
        """The visitor not without having seen what is new."""
        view = f"/view/{self.certificate}/"
        self.visitor.get(view, 403)
        self.visitor.post(view, {"password": self.password}, 303)
        self.visitor.get(f"{view}3/1/image")
        self.dump("open")
        self.visitor.post(f"{view}logout/", {}, 200)
        self.clerk.post("/staff/logout/", {}, 302)

    # --- Worker --------------------------------------------------------------------
    def dump(self, moment: str) -> None:
        processes.dump(self.captured / f"dump-{moment}.sql")

    @contextmanager
    def worker_after_a_dump(self, moment: str) -> Iterator[None]:
        """What waits in the queue is dumped; then a worker comes, and stays until nothing is left."""
        self.dump(moment)
        with running(self.captured, "worker", "worker"):
            yield
            Job.objects.update(run_after=clock.now())
            until(lambda: not Job.objects.exists())

    def worker_fails(self) -> None:
        """At a password that does not open any more, and at a page that it can't write down."""
        key = ViewingKey.objects.get(ended_at=None)
        keys, sealed = ViewingKey.objects.filter(pk=key.pk), bytes(key.sealed_password)
        keys.update(sealed_password=sealed[:-1] + bytes([sealed[-1] ^ 1]))
        with self.worker_after_a_dump("further"):
            with broken("kakunin_page"):
                until(_was_put_off(Job.Kind.RENDER_DOCUMENT))
                until(_was_put_off(Job.Kind.SEND_MAIL))
            keys.update(sealed_password=sealed)

    # --- The end -------------------------------------------------------------------
    def told(self) -> dict[str, list[str]]:
        """All secrets in hexadecimal; beside them the heads of answers and mails are left."""
        browsers = (self.clerk, self.boss, self.visitor, self.robot)
        for browser in browsers:
            self.keep("session cookie", *browser.seen[SESSION])
            self.keep("protection of forms", *browser.seen[CSRF])
        self.keep("master key", *settings.MASTER_KEYS.values(), os.environ["KAKUNIN_MASTER_KEYS"])
        self.keep("pepper", settings.PEPPER)
        self.keep("key of signatures", settings.SECRET_KEY)
        answers = "\n".join(head for browser in browsers for head in browser.headers)
        (self.captured / "heads-of-answers").write_text(answers)
        heads = [f"{name}: {value}" for mail in self.mails.received for name, value in mail.message.items()]
        (self.captured / "heads-of-mails").write_text("\n".join(heads))
        return {name: sorted({value.hex() for value in values}) for name, values in self.secrets.items()}


def _was_put_off(kind: Job.Kind) -> Callable[[], bool]:
    """Whether a job of this kind has failed and waits."""
    return Job.objects.filter(kind=kind, lease=None).exclude(last_error="").exists


def _packed(text: str) -> bytes:
    """A PDF as most programs write it: its text is not to be seen in the bytes."""
    content = stream(zlib.compress(line(text), 9), "/Filter /FlateDecode")
    return document(content=b"", own=[content], page_contents=[FIRST_OWN])
