"""Kill the web server's processes while uploads come in over HTTP; what was answered is there, whole."""

import http.client
import os
import random
import subprocess
import sys
import threading
import time

import psutil
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from tests.faults.drill_upload import ADDRESSES, CONTENTS, check_nothing_else, check_whole
from tests.mail_server import closed_port
from tests.world import make_agency, make_insurer, make_staff

TOKEN = "x" * 32  # the form's protection: cookie and field alike


class Clerk:
    """A browser that is logged in and only knows how to upload."""

    def __init__(self, staff: Staff, port: int) -> None:
        client = Client()
        client.force_login(staff)
        self.port = port
        self.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"

    def upload(self, number: str, insurer: int) -> int:
        """The status that came back; 0 when none did."""
        body = self.form(number, insurer)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Cookie": self.cookie, "Content-Type": MULTIPART_CONTENT}
            line.request("POST", "/desk/upload/", body, headers)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()

    def form(self, number: str, insurer: int) -> bytes:
        """Filled in, the files last."""
        values: dict[str, object] = {
            "insurer": insurer,
            "number": number,
            "kind": "performance_bond",
            "contractor_name": "例示",
        }
        values |= {"office_name": "例示", "office_phone": "00-0000-0000", "office_contact": "例"}
        return _multipart({**values, "addresses": "\n".join(ADDRESSES), "csrfmiddlewaretoken": TOKEN})


def _multipart(values: dict[str, object]) -> bytes:
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {
        "certificate_files": SimpleUploadedFile("bond.pdf", CONTENTS[0]),
        "attachment_files": SimpleUploadedFile("more.pdf", CONTENTS[1]),
    }
    return encode_multipart(BOUNDARY, values | files)


class Server:
    """``manage.py serve``, started again when it ends, as a supervisor does."""

    def __init__(self, port: int, processes: int = 1) -> None:
        self.port = port
        self._environment = {**os.environ, "KAKUNIN_WEB_WORKERS": str(processes)}
        self._command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment)

    def kill_what_serves(self) -> None:
        """The serving process with its sandbox; granian itself notices."""
        for child in psutil.Process(self._process.pid).children():
            child.kill()

    def wait_until_it_answers(self) -> None:
        for _ in range(300):
            if self._process.poll() is not None:
                self._start()
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                line.request("GET", "/")
                if line.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            finally:
                line.close()
        raise AssertionError("the server did not come back")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()


def drill(kills: int) -> str:
    """Each upload is cut at a moment drawn by lot from the time that one takes."""
    insurer = make_insurer("甲損害保険株式会社")
    uploader = make_staff(make_agency("乙代理店", insurers=[insurer]))
    server = Server(closed_port())
    try:
        server.wait_until_it_answers()
        clerk, lot = Clerk(uploader, server.port), random.Random(2026)
        assert clerk.upload("H-warm", insurer.pk) == 302
        began = time.monotonic()
        assert clerk.upload("H-timed", insurer.pk) == 302
        length = time.monotonic() - began
        answered = 0
        for turn in range(kills):
            number = f"H-{turn}"
            timer = threading.Timer(lot.uniform(0, 2 * length), server.kill_what_serves)
            timer.start()
            status = clerk.upload(number, insurer.pk)
            timer.join()
            answered += judge(number, status, uploader)
            server.wait_until_it_answers()
            # The first upload of a process starts its sandbox; kill in the upload itself.
            clerk.upload(f"H-{turn}-warm", insurer.pk)
        return f"killed {kills} times within {length:.2f} s of work, {answered} answered before"
    finally:
        server.stop()


def judge(number: str, status: int, uploader: Staff) -> bool:
    """Whole when answered with success; whole or not there when not answered."""
    found = Certificate.objects.filter(number=number).first()
    assert found or status != 302, f"{number} was acknowledged and is lost"
    assert status in {0, 302, 500, 502, 503}, status
    if found:
        check_whole(found, uploader)
    check_nothing_else()
    return status == 302
