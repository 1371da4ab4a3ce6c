"""A clerk adds documents to a certificate that is out already (U5)."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.adapters.pdf.refusals import REASONS
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests import pdfs
from tests.web.upload.conftest import Files, UploadPage, pdf
from tests.web.upload.shown import errors_at
from tests.world import MadeCertificate, make_agency, make_insurer, make_staff, reveal


@pytest.fixture
def made(upload: UploadPage) -> MadeCertificate:
    """Alice's, one sheet, out for a while."""
    upload.send()
    return reveal(Certificate.objects.get())


def address(made: MadeCertificate) -> str:
    return reverse("upload:further", args=[made.certificate.uuid])


def as_(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def add(client: Client, made: MadeCertificate, **files: Files) -> HttpResponse:
    """Press the button; without other files one change notice goes along."""
    chosen: Mapping[str, Any] = files or {"change_notice_files": [pdf("変更.pdf")]}
    response: Any = client.post(address(made), chosen)
    return response  # type: ignore[no-any-return]


def opens(made: MadeCertificate) -> bool:
    """Whether URL and password, as this one knows them, open anything."""
    gate = reverse("gate:gate", args=[made.locator])
    return Client().post(gate, {"password": made.password}).status_code == 303


def assert_nothing_changed(made: MadeCertificate) -> None:
    assert made.certificate.documents.count() == 1
    assert reveal(made.certificate) == made
    assert not OutboxMail.objects.filter(state="cancelled").exists()


def test_alice_adds_and_her_certificate_says_what_comes_next(
    upload: UploadPage, made: MadeCertificate
) -> None:
    response = add(
        upload.client, made, attachment_files=[pdf("別紙.pdf")], change_notice_files=[pdf("変更.pdf")]
    )
    assert response.status_code == 302
    assert response["Location"] == reverse("desk:detail", args=[made.certificate.uuid])
    assert [(document.kind, document.file_name) for document in made.certificate.documents.all()] == [
        ("certificate", "証券.pdf"),
        ("attachment", "別紙.pdf"),
        ("change_notice", "変更.pdf"),
    ]
    shown = upload.client.get(response["Location"]).content.decode()
    assert "書類を追加しました。閲覧用URLは変わりません。" in shown
    assert "新しい「発注者提出用フォーマット」を受注者へ渡す" in shown


def test_the_old_password_is_refused_and_the_new_one_opens(upload: UploadPage, made: MadeCertificate) -> None:
    assert opens(made)
    add(upload.client, made)
    renewed = reveal(made.certificate)
    assert renewed.locator == made.locator
    assert (opens(made), opens(renewed)) == (False, True)


def test_bob_of_the_same_agency_and_the_insurer_may(upload: UploadPage, made: MadeCertificate) -> None:
    for staff in (make_staff(upload.clerk.organisation), make_staff(upload.insurer)):
        assert as_(staff).get(address(made)).status_code == 200
        notice = pdf(f"変更{staff.pk}.pdf")
        assert add(as_(staff), made, change_notice_files=[notice]).status_code == 302
    assert made.certificate.documents.count() == 3


def test_for_charlie_there_is_no_such_page(upload: UploadPage, made: MadeCertificate) -> None:
    other_agency = make_agency("よその代理店", insurers=[upload.insurer])
    for organisation in (other_agency, make_insurer("乙損害保険株式会社")):
        charlie = as_(make_staff(organisation))
        assert charlie.get(address(made)).status_code == add(charlie, made).status_code == 404
    assert_nothing_changed(made)


def test_nor_for_anybody_once_the_contract_ended(upload: UploadPage, made: MadeCertificate) -> None:
    assert upload.clerk.agency
    upload.clerk.agency.contracts.update(starts_on="2025-01-01", ends_on=clock.today() - timedelta(days=1))
    assert upload.client.get(address(made)).status_code == add(upload.client, made).status_code == 404
    assert_nothing_changed(made)


def test_nor_for_what_was_withdrawn(upload: UploadPage, made: MadeCertificate) -> None:
    Certificate.objects.update(withdrawn_at=clock.now())
    assert upload.client.get(address(made)).status_code == add(upload.client, made).status_code == 404
    assert_nothing_changed(made)


def test_without_a_login_the_page_asks_for_one(made: MadeCertificate) -> None:
    assert add(Client(), made)["Location"] == f"{reverse('account_login')}?next={address(made)}"
    assert_nothing_changed(made)


def test_both_mails_are_due_again_and_those_still_waiting_are_called_off(
    upload: UploadPage, made: MadeCertificate
) -> None:
    add(upload.client, made)
    due = [
        ("viewing_password", upload.clerk.email),
        ("viewing_url", "keiyaku@example.co.jp"),
        ("viewing_url", "shiten@example.jp"),
    ]
    for state in ("waiting", "cancelled"):
        assert sorted(OutboxMail.objects.filter(state=state).values_list("kind", "recipient")) == due


def test_what_will_happen_stands_before_the_button(upload: UploadPage, made: MadeCertificate) -> None:
    shown = upload.client.get(address(made)).content.decode()
    button = shown.index("追加してパスワードを新しくする")
    for words in (
        made.certificate.contractor_name,
        "証券.pdf",
        "あと19個まで追加できます。",
        "今の閲覧用パスワードは、すぐに使えなくなります。",
        "閲覧用URLは変わりません。",
        upload.clerk.email,
        "keiyaku@example.co.jp、shiten@example.jp",
        "「発注者提出用フォーマット」",
    ):
        assert shown.index(words) < button
    assert reverse("desk:detail", args=[made.certificate.uuid]) in shown[button:]


def test_a_locked_pdf_is_refused_beside_its_file_and_nothing_changes(
    upload: UploadPage, made: MadeCertificate, files_folder: Path
) -> None:
    before = sorted(files_folder.rglob("*"))
    locked = pdf("鍵.pdf", pdfs.needs_password())
    response = add(upload.client, made, attachment_files=[pdf()], change_notice_files=[pdf(), locked])
    assert response.status_code == 422
    assert errors_at(response, "attachment_files") == []
    assert errors_at(response, "change_notice_files") == [f"「鍵.pdf」：{REASONS['needs_password']}"]
    assert f'data-position="1" data-reason="{REASONS["needs_password"]}"' in response.content.decode()
    assert sorted(files_folder.rglob("*")) == before
    assert_nothing_changed(made)


def test_no_file_at_all_is_told(upload: UploadPage, made: MadeCertificate) -> None:
    response = add(upload.client, made, attachment_files=[])
    assert response.status_code == 422
    words = "証券別紙または契約内容変更のお知らせのPDFを、1つ以上選んでください。"
    assert errors_at(response, "attachment_files") == [words]
    assert "もう一度選んでください" not in response.content.decode()
    assert_nothing_changed(made)


def test_a_certificate_file_is_no_choice_here(upload: UploadPage, made: MadeCertificate) -> None:
    assert add(upload.client, made, certificate_files=[pdf()]).status_code == 422
    assert_nothing_changed(made)


def test_more_than_still_fit_are_refused_with_how_many_do(
    upload: UploadPage, made: MadeCertificate, settings: Any
) -> None:
    settings.MAX_FILES = 3
    response = add(upload.client, made, attachment_files=[pdf()], change_notice_files=[pdf(), pdf()])
    assert response.status_code == 422
    assert errors_at(response, "attachment_files") == [
        "追加できるのは、あと2個までです（3個選ばれています）。"
    ]
    assert_nothing_changed(made)
    assert add(upload.client, made, attachment_files=[pdf("1.pdf"), pdf("2.pdf")]).status_code == 302


def test_the_button_pressed_twice_adds_once_and_says_so(upload: UploadPage, made: MadeCertificate) -> None:
    assert add(upload.client, made).status_code == 302
    password = reveal(made.certificate).password
    response = add(upload.client, made)
    assert response.status_code == 422
    assert "すでに登録されています" in response.content.decode()
    assert made.certificate.documents.count() == 2
    assert reveal(made.certificate).password == password


def test_a_full_certificate_says_so_and_takes_nothing(
    upload: UploadPage, made: MadeCertificate, settings: Any
) -> None:
    settings.MAX_FILES = 1
    shown = upload.client.get(address(made)).content.decode()
    assert "書類をこれ以上追加できません" in shown
    assert "upload-form" not in shown
    assert add(upload.client, made).status_code == 422
    assert_nothing_changed(made)


def test_when_the_store_is_away_the_page_stays_and_says_try_again(
    upload: UploadPage, made: MadeCertificate, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "away").write_text("a file where the folder should be")
    stores = dict(settings.STORAGES)
    stores["default"] = {**stores["default"], "OPTIONS": {"location": tmp_path / "away"}}
    settings.STORAGES = stores
    response = add(upload.client, made)
    assert response.status_code == 503
    assert "しばらくしてから、もう一度お試しください。" in response.content.decode()
    assert_nothing_changed(made)


def test_a_script_learns_where_to_go_and_the_message_waits_there(
    upload: UploadPage, made: MadeCertificate
) -> None:
    upload.client.defaults["HTTP_X_REQUESTED_WITH"] = "XMLHttpRequest"
    response = add(upload.client, made)
    assert response.status_code == 201
    assert "書類を追加しました。" in upload.client.get(response["Location"]).content.decode()


def test_whoever_enters_a_number_again_is_led_here(upload: UploadPage, made: MadeCertificate) -> None:
    assert f'href="{address(made)}"' in upload.send().content.decode()


def test_but_others_learn_nothing(upload: UploadPage, made: MadeCertificate) -> None:
    rival = make_staff(make_agency("よその代理店", insurers=[upload.insurer]))
    shown = UploadPage(rival, upload.insurer, as_(rival)).send().content.decode()
    assert address(made) not in shown


def test_more_documents_cost_no_more_queries(
    upload: UploadPage, made: MadeCertificate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = as_(make_staff(upload.clerk.organisation))
    for _ in range(2):
        # session, staff, second factor, organisation, certificate, count, documents, addresses
        with django_assert_num_queries(8):
            reader.get(address(made))
        add(upload.client, made, attachment_files=[pdf(), pdf(), pdf()])
