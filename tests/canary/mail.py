"""A mail server whose refusals quote the mail, as spam filters do."""

import re
from collections import deque

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.mail_server import MailServer


class QuotingServer(MailServer):
    """``refusals``: for an address the codes with which it answers its next mails."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: dict[str, deque[int]] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        if not (codes := self.refusals.get(envelope.rcpt_tos[0])):
            return answer
        refused = self.received.pop()
        quoted = " ".join(re.findall("[!-~]{6,}", refused.part("plain")))
        quoted += " " + quoted.replace("-", "")
        return f"{codes.popleft()} 5.7.1 Looks like spam: {quoted}"

    def read(self, pattern: str, address: str) -> str:
        """What stands so in the last mail to this address that has it: nobody promises the order of mails."""
        texts = [mail.part("plain") for mail in self.received if address in mail.recipients]
        found = [match[0] for text in texts if (match := re.search(pattern, text, re.MULTILINE))]
        assert found, texts
        return found[-1]
