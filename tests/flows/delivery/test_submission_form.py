"""The sheet in which both halves of the key reach the obligee (F1, F2)."""

import io

import openpyxl
import pypdfium2
import pytest

from kakunin.flows.delivery.submission_form import (
    Completion,
    FileKind,
    SubmissionForm,
    complete_form,
    new_file_password,
    take_form,
)
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import NotFound, PasswordNotYours
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from tests.adapters.test_sheet import opened_with
from tests.world import MadeCertificate, open_viewing

pytestmark = pytest.mark.django_db
COMPLETION = Completion("市道改良工事", "株式会社髙﨑建設", "例示市")


def texts(form: SubmissionForm) -> str:
    page = openpyxl.load_workbook(io.BytesIO(form.content)).active
    assert page is not None
    return "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value)


def events(made: MadeCertificate, type_: AuditEvent.Type) -> list[AuditEvent]:
    return list(made.certificate.events.filter(type=type_))


class TestForStaff:
    def test_it_holds_insurer_number_and_password_and_never_the_url(
        self, made: MadeCertificate, alice: Staff
    ) -> None:
        Certificate.objects.update(project_name="市道改良工事")
        text = texts(take_form(certificate=made.certificate, by=alice))
        for wanted in (made.certificate.insurer.name, made.certificate.number):
            assert wanted in text
        assert tokens.group_password(made.password) in text
        assert made.locator not in text
        assert "/v/" not in text
        # Blank for the contractor, even where it is known.
        assert "市道改良工事" not in text
        assert made.certificate.contractor_name not in text

    def test_locked_it_opens_with_the_password_that_was_shown(
        self, made: MadeCertificate, alice: Staff
    ) -> None:
        password = new_file_password()
        locked = take_form(certificate=made.certificate, by=alice, file_password=password)
        assert made.password.encode() not in locked.content
        inside = SubmissionForm("", opened_with(locked.content, password), "")
        assert tokens.group_password(made.password) in texts(inside)

    def test_each_taking_is_on_record(self, made: MadeCertificate, alice: Staff, bob: Staff) -> None:
        take_form(certificate=made.certificate, by=alice)
        take_form(certificate=made.certificate, by=bob, file_password=new_file_password())
        taken = events(made, AuditEvent.Type.FORM_TAKEN)
        assert [(e.staff_id, e.facts["encrypted"]) for e in taken] == [(alice.pk, False), (bob.pk, True)]

    def test_who_may_not_see_the_password_gets_none(
        self, made: MadeCertificate, ida: Staff, charlie: Staff, alice: Staff
    ) -> None:
        with pytest.raises(PasswordNotYours):
            take_form(certificate=made.certificate, by=ida)
        with pytest.raises(NotFound):
            take_form(certificate=made.certificate, by=charlie)
        Certificate.objects.update(withdrawn_at=clock.now())
        with pytest.raises(NotFound):
            take_form(certificate=made.certificate, by=alice)
        assert events(made, AuditEvent.Type.FORM_TAKEN) == []

    def test_its_name_tells_what_it_is(self, made: MadeCertificate, alice: Staff) -> None:
        Certificate.objects.update(number='A/1:"2"')
        made.certificate.refresh_from_db()
        form = take_form(certificate=made.certificate, by=alice)
        assert form.name == "発注者提出用フォーマット_A-1-2.xlsx"


class TestForTheContractor:
    def test_the_sheet_is_complete(self, made: MadeCertificate) -> None:
        form = complete_form(grant=open_viewing(made), completion=COMPLETION, kind=FileKind.SPREADSHEET)
        text = texts(form)
        for wanted in (
            made.locator,
            tokens.group_password(made.password),
            "市道改良工事",
            "株式会社髙﨑建設",
            "例示市　御中",
        ):
            assert wanted in text

    def test_so_is_the_pdf_and_it_opens_with_its_password(self, made: MadeCertificate) -> None:
        password = new_file_password()
        form = complete_form(
            grant=open_viewing(made), completion=COMPLETION, kind=FileKind.PDF, file_password=password
        )
        assert (form.name.endswith(".pdf"), form.content_type) == (True, "application/pdf")
        with pypdfium2.PdfDocument(form.content, password=password) as document:
            text = "".join(page.get_textpage().get_text_range() for page in document)
        assert made.locator in text.replace("\r\n", "")
        assert tokens.group_password(made.password) in text

    def test_it_is_on_record_without_a_secret(self, made: MadeCertificate) -> None:
        grant, password = open_viewing(made), new_file_password()
        complete_form(grant=grant, completion=COMPLETION, kind=FileKind.PDF, file_password=password)
        (event,) = events(made, AuditEvent.Type.FORM_COMPLETED)
        assert event.facts == {"file": "pdf", "encrypted": True}
        assert event.actor == f"browser:{grant.browser}"


def test_each_file_password_is_new() -> None:
    assert len({new_file_password() for _ in range(100)}) == 100
