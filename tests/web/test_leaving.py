"""Every way out changes the cookie: only then Chromium forgets the pages it keeps for "back"."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer()
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


@pytest.mark.parametrize("way_out", ["viewer:end", "login:logout"])
def test_the_cookie_changes_and_what_else_the_session_knows_stays(
    client: Client, made: MadeCertificate, way_out: str
) -> None:
    client.force_login(made.certificate.created_by)
    client.post(reverse("gate:gate", args=[made.locator]), {"password": made.password})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post(reverse(way_out, kwargs={"certificate": made.certificate.uuid}))
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value not in {before, ""}
    # Staff at the same browser stay logged in.
    assert client.get(reverse("desk:list")).status_code == 200


def test_staff_leave_no_session_behind(client: Client, made: MadeCertificate) -> None:
    client.force_login(made.certificate.created_by)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post(reverse("account_logout"))
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert client.get(reverse("desk:list")).status_code == 302


def test_a_robot_that_leaves_gets_no_cookie(client: Client, made: MadeCertificate) -> None:
    for way_out in ("viewer:end", "login:logout"):
        answer = client.post(reverse(way_out, kwargs={"certificate": made.certificate.uuid}))
        assert answer.status_code == 404
        assert not answer.cookies
