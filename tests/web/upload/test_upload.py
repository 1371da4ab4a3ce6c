"""A clerk brings a certificate (U1, U3, U7)."""

from typing import Any

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import AgencyContract
from tests.web.upload.conftest import UploadPage, pdf
from tests.world import make_agency, make_insurer, make_staff

NEW = reverse("upload:new")


def html(client: Client, address: str = NEW) -> str:
    return client.get(address).content.decode()


def test_what_was_typed_and_chosen_becomes_the_certificate(upload: UploadPage) -> None:
    response = upload.send(
        [pdf("証券.pdf"), pdf("証券2.PDF")],
        attachment_files=[pdf("別紙.pdf")],
        change_notice_files=[pdf("変更.pdf")],
    )

    made = Certificate.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("desk:detail", args=[made.uuid])
    assert (made.insurer, made.agency, made.created_by) == (upload.insurer, upload.clerk.agency, upload.clerk)
    assert made.kind == Certificate.Kind.PERFORMANCE_BOND
    assert made.amount == 1_234_000
    assert (str(made.period_start), str(made.period_end)) == ("2026-04-01", "2027-03-31")
    for field in upload.TYPED.keys() - {"amount", "period_start", "period_end"}:
        assert getattr(made, field) == upload.TYPED[field]
    assert [str(address) for address in made.contractor_addresses.all()] == upload.ADDRESSES.split()
    assert [(document.kind, document.file_name) for document in made.documents.all()] == [
        ("certificate", "証券.pdf"),
        ("certificate", "証券2.PDF"),
        ("attachment", "別紙.pdf"),
        ("change_notice", "変更.pdf"),
    ]


def test_the_optional_fields_may_stay_empty(upload: UploadPage) -> None:
    optional = ("project_name", "obligee_name", "amount", "period_start", "period_end")
    unknown: dict[str, Any] = dict.fromkeys(optional, "")
    assert upload.send(**unknown).status_code == 302
    made = Certificate.objects.get()
    assert (made.project_name, made.amount, made.period_start) == ("", None, None)


def test_both_mails_are_due_and_the_next_page_says_so(upload: UploadPage) -> None:
    response = upload.send()
    assert sorted(OutboxMail.objects.values_list("kind", "recipient")) == [
        ("viewing_password", upload.clerk.email),
        ("viewing_url", "keiyaku@example.co.jp"),
        ("viewing_url", "shiten@example.jp"),
    ]
    shown = html(upload.client, response["Location"])
    assert "アップロードが完了しました。" in shown
    assert "発注者提出用フォーマット" in shown


def test_a_script_learns_where_to_go_and_the_message_waits_there(upload: UploadPage) -> None:
    upload.client.defaults["HTTP_X_REQUESTED_WITH"] = "XMLHttpRequest"
    response = upload.send()
    assert response.status_code == 201
    assert "アップロードが完了しました。" in html(upload.client, response["Location"])


def test_addresses_given_twice_get_one_mail(upload: UploadPage) -> None:
    upload.send(addresses="keiyaku@example.co.jp\nKEIYAKU@example.co.jp\nkeiyaku@EXAMPLE.co.jp")
    assert OutboxMail.objects.filter(kind="viewing_url").count() == 1


def test_the_button_pressed_twice_makes_one_certificate_and_leads_to_it(upload: UploadPage) -> None:
    first, second = upload.send(), upload.send()
    assert (first.status_code, second.status_code) == (302, 422)
    assert Certificate.objects.count() == 1
    assert OutboxMail.objects.count() == 3
    shown = second.content.decode()
    assert "この証券番号は、すでにアップロードされています。" in shown
    assert f'href="{first["Location"]}"' in shown


def test_the_number_of_another_agency_is_refused_without_a_word_about_it(upload: UploadPage) -> None:
    rival = make_staff(make_agency("よその代理店", insurers=[upload.insurer]))
    client = Client()
    client.force_login(rival)
    UploadPage(rival, upload.insurer, client).send()

    response = upload.send(number="ａ１２３-４５６")
    shown = response.content.decode()
    assert response.status_code == 422
    assert "この証券番号では登録できません。" in shown
    assert "すでに" not in shown
    assert str(Certificate.objects.get().uuid) not in shown


def test_the_same_number_at_another_insurer_is_another_certificate(upload: UploadPage) -> None:
    other = make_insurer("乙損害保険株式会社")
    assert upload.clerk.agency
    AgencyContract.objects.create(agency=upload.clerk.agency, insurer=other, starts_on="2026-01-01")
    assert upload.send().status_code == upload.send(insurer=other.pk).status_code == 302


def test_the_only_insurer_is_chosen_already(upload: UploadPage) -> None:
    assert f'<option value="{upload.insurer.pk}" selected>' in html(upload.client)
    assert upload.clerk.agency
    other = make_insurer("乙損害保険株式会社")
    AgencyContract.objects.create(agency=upload.clerk.agency, insurer=other, starts_on="2026-01-01")
    assert '<option value="" selected>選んでください</option>' in html(upload.client)


def test_only_insurers_with_a_running_contract_are_offered(upload: UploadPage) -> None:
    assert make_insurer("乙損害保険株式会社").name not in html(upload.client)
    AgencyContract.objects.update(starts_on="2025-01-01", ends_on="2025-12-31")
    assert "アップロードできる保険会社がありません" in html(upload.client)
    assert upload.send().status_code == 422


def test_the_office_is_filled_in_as_this_clerk_typed_it_last(upload: UploadPage) -> None:
    assert f'value="{upload.clerk.organisation}"' in html(upload.client)
    upload.send(number="1", office_contact="一回目")
    upload.send(number="2", office_contact="二回目")
    assert 'value="二回目"' in html(upload.client)

    colleague = Client()
    colleague.force_login(make_staff(upload.clerk.organisation))
    assert "二回目" not in html(colleague)


def test_limits_stand_on_the_page(upload: UploadPage) -> None:
    assert "1つのファイルは20 MB・100ページまで、ファイルはすべて合わせて20個までです。" in html(
        upload.client
    )


def test_the_empty_page_costs_a_handful_of_queries(
    upload: UploadPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        html(upload.client)


def test_without_a_login_the_page_asks_for_one(db: None) -> None:
    for response in (Client().get(NEW), Client().post(NEW, {"number": "1"})):
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={NEW}"
    assert not Certificate.objects.exists()
