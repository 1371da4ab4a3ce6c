"""Whatever a request says about where it went: addresses that we write are our own (T18)."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.mails.compose import compose
from kakunin.models.certificate import Certificate
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from tests.web.upload.conftest import UploadPage, pdf
from tests.world import CLERK, make_domain, reveal

pytestmark = pytest.mark.django_db

OURS, EVIL = "https://kakunin.example.jp", "evil.example"
FORGED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Server": EVIL,
    "X-Original-URL": f"https://{EVIL}/",
    "X-Rewrite-URL": f"https://{EVIL}/",
    "X-Host": EVIL,
    "Forwarded": f"host={EVIL};proto=http",
    "Referer": f"https://{EVIL}/",
}


@pytest.fixture(autouse=True)
def _base_url(settings: Any) -> None:
    settings.BASE_URL = OURS


@pytest.fixture
def forging(upload: UploadPage) -> UploadPage:
    """The clerk's requests lie about their way, in each header that some software believes."""
    client = Client(headers=FORGED)
    client.force_login(upload.clerk)
    return UploadPage(upload.clerk, upload.insurer, client)


def hosts(mail: OutboxMail) -> set[str]:
    """Of all addresses in the mail, in whatever part or header."""
    message = compose(mail)
    texts = [
        str(message.body),
        *(str(content) for content, _ in message.alternatives),
        str(message.extra_headers),
    ]
    return {urlsplit(url).netloc for text in texts for url in re.findall(r"https?://[^\s\"'<>]+", text)}


def test_all_mails_of_a_story_lead_to_us(forging: UploadPage) -> None:
    make_domain()
    assert forging.send().status_code == 302
    certificate = Certificate.objects.get()
    made, place = reveal(certificate), {"certificate": certificate.uuid}
    obligee = Client(headers=FORGED)
    obligee.post(reverse("gate:gate", args=[made.locator]), {"password": made.password})
    assert obligee.post(reverse("login:address", kwargs=place), {"address": CLERK}).status_code == 303
    assert OneTimePassword.objects.count() == 1
    add = reverse("upload:further", args=[certificate.uuid])
    assert forging.client.post(add, {"change_notice_files": [pdf("変更.pdf")]}).status_code == 302

    mails = list(OutboxMail.objects.all())
    assert {mail.kind for mail in mails} >= {"viewing_url", "viewing_password", "one_time_password"}
    assert set().union(*map(hosts, mails)) == {urlsplit(OURS).netloc}
    for mail in mails:
        assert EVIL not in compose(mail).message().as_string()


def test_every_redirect_stays_here(forging: UploadPage) -> None:
    sent = forging.send()
    made = reveal(Certificate.objects.get())
    stranger = Client(headers=FORGED)
    answers = [
        sent,
        stranger.get(reverse("desk:list")),
        stranger.post(reverse("gate:gate", args=[made.locator]), {"password": made.password}),
        forging.client.post(reverse("account_logout")),
    ]
    places = [answer.headers["Location"] for answer in answers]
    assert all(re.match("/[^/]", place) or place == "/" for place in places), places


@pytest.mark.parametrize("host", [EVIL, f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:80:80", "", "*"])
def test_an_unknown_host_is_refused_and_not_repeated(host: str) -> None:
    for path in ("/", reverse("account_login"), "/v/0123456789abcdefghjkmnpqrstvwx"):
        answer = Client(raise_request_exception=False).get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert EVIL not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
        assert "ALLOWED_HOSTS" not in answer.content.decode()
