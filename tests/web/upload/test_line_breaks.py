"""What would break a line of a mail is refused in every field, with words that help (T16)."""

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.web.upload.forms import CertificateForm
from tests.web.upload.conftest import UploadPage
from tests.web.upload.shown import errors_at
from tests.web.upload.test_bad_values import SINGLE_LINE
from tests.world import make_certificate, make_domain

BREAKS = {
    "carriage return": "\r",
    "line feed": "\n",
    "both": "\r\n",
    "NUL": "\0",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "vertical tab": "\v",
    "form feed": "\f",
}


def texts_of(upload: UploadPage) -> list[str]:
    """The fields of the form that take any words; a new one is among them."""
    fields = CertificateForm(staff=upload.clerk).fields.items()
    return [name for name, field in fields if type(field) is forms.CharField]


@pytest.mark.parametrize("character", BREAKS.values(), ids=BREAKS)
def test_every_text_refuses_it_kindly(upload: UploadPage, character: str) -> None:
    names = texts_of(upload)
    assert {"number", "project_name", "contractor_name", "office_name"} <= set(names)
    changed: dict[str, Any] = dict.fromkeys(names, f"0{character}Bcc: x@evil.example")
    response = upload.send(**changed)
    assert response.status_code == 422
    assert all(errors_at(response, name) == [SINGLE_LINE] for name in names)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("character", BREAKS.values(), ids=BREAKS)
def test_at_the_ends_it_is_cut_off_with_the_blanks_or_refused(upload: UploadPage, character: str) -> None:
    """People copy the line end with the number."""
    if upload.send(number=f"{character}A-1{character}").status_code == 302:
        assert Certificate.objects.get().number == "A-1"
    else:
        assert character == "\0"


@pytest.mark.parametrize("character", BREAKS.values(), ids=BREAKS)
def test_no_address_holds_it(upload: UploadPage, character: str) -> None:
    """Between two addresses it parts them, as a line end does; in one it makes no address."""
    response = upload.send(addresses=f"a@example.jp{character}b@example.jp{character}")
    sent_to = OutboxMail.objects.filter(kind=OutboxMail.Kind.VIEWING_URL).values_list("recipient", flat=True)
    assert set(sent_to) == ({"a@example.jp", "b@example.jp"} if response.status_code == 302 else set())
    assert upload.send(addresses=f"a@example.jp{character}Bcc: x@evil.example").status_code == 422


@pytest.mark.parametrize("character", BREAKS.values(), ids=BREAKS)
def test_nor_does_the_obligees(upload: UploadPage, character: str) -> None:
    make_domain()
    made = make_certificate(insurer=upload.insurer, agency=upload.clerk.agency, by=upload.clerk)
    viewer = Client()
    viewer.post(reverse("gate:gate", args=[made.locator]), {"password": made.password})
    where = reverse("login:address", args=[made.certificate.uuid])
    answer = viewer.post(where, {"address": f"a@city.example.lg.jp{character}Bcc: x@evil.example"})
    assert answer.status_code == 422
    assert not OutboxMail.objects.filter(kind=OutboxMail.Kind.ONE_TIME_PASSWORD).exists()
