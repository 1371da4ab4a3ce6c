"""Lines that break in the middle of an upload; what did not arrive whole is not there (T19)."""

import http.client

from django.test.client import MULTIPART_CONTENT

from kakunin.models.certificate import Certificate
from tests.faults.drill_web import Clerk, Server
from tests.mail_server import closed_port
from tests.world import make_agency, make_insurer, make_staff


class Cutting(Clerk):
    """Says how much it is going to send, then sends less."""

    def send(self, body: bytes, share: float) -> int:
        """The status that came back; 0 when none did."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": MULTIPART_CONTENT, "Content-Length": str(len(body))}
        try:
            line.request("POST", "/desk/upload/", body[: int(len(body) * share)], headers)
            # The server sees the end at once; sometimes we still hear what it says.
            line.sock.shutdown(1)
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


def drill(cuts: int) -> str:
    """Cut at so many places from the first byte to the last one."""
    insurer = make_insurer("甲損害保険株式会社")
    uploader = make_staff(make_agency("乙代理店", insurers=[insurer]))
    server = Server(closed_port())
    try:
        server.wait_until_it_answers()
        clerk = Cutting(uploader, server.port)
        body = clerk.form("C-1", insurer.pk)
        for turn in range(cuts):
            status = clerk.send(body, turn / cuts)
            assert status in {0, 400, 403, 422}, (turn, status)
        assert clerk.upload("C-2", insurer.pk) == 302, "even a whole one was refused"
        found = set(Certificate.objects.values_list("number", flat=True))
        assert found == {"C-2"}, "one that was cut was taken as whole"
        return f"cut {cuts} times, and none was taken as whole"
    finally:
        server.stop()
