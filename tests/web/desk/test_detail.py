"""One certificate at the desk (U6, U7, T13, T8)."""

import re
import uuid

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kakunin.models.certificate import Certificate
from kakunin.models.outbox import OutboxMail
from kakunin.models.staff import Staff
from tests.web.desk.conftest import Desk
from tests.web.shown import without_tokens
from tests.world import make_agency, make_insurer, make_staff

State = OutboxMail.State


def open_(staff: Staff, certificate: uuid.UUID) -> tuple[int, str]:
    client = Client()
    client.force_login(staff)
    response = client.get(reverse("desk:detail", args=[certificate]))
    return response.status_code, response.content.decode()


def shown(desk: Desk, made: Certificate) -> str:
    status, page = open_(desk.clerk, made.uuid)
    assert status == 200
    return page


def test_data_and_office_stand_there(desk: Desk) -> None:
    made = desk.make("A-1")
    Certificate.objects.update(project_name="舗装 <改良> 工事", amount=1234000, period_start="2026-04-01")
    page = shown(desk, made)
    for words in (
        made.number,
        made.insurer.name,
        made.get_kind_display(),
        made.contractor_name,
        made.office_name,
        made.office_phone,
        made.office_contact,
        "舗装 &lt;改良&gt; 工事",
        "1,234,000円",
        "2026年4月1日",
    ):
        assert words in page


def test_documents_are_listed_in_order_but_not_handed_out(desk: Desk) -> None:
    made = desk.make("A-1")
    page = shown(desk, made)
    documents = list(made.documents.all())
    assert documents
    places = [page.index(document.file_name) for document in documents]
    assert places == sorted(places)
    for document in documents:
        assert document.get_kind_display() in page
        assert f"{document.page_count}ページ" in page
        assert str(document.uuid) not in page
        assert document.sealed_name not in page
    section = page[page.index('aria-labelledby="documents"') :].split("</section>")[0]
    assert re.findall(r'<a [^>]*href="([^"]+)"', section) == [
        reverse("desk:page", args=[made.uuid, 1, 1]),
        reverse("upload:further", args=[made.uuid]),
    ]


def test_each_mail_shows_recipient_state_and_the_servers_words(desk: Desk) -> None:
    made = desk.make("A-1")
    refused, sent = desk.set_mails(made, [State.REFUSED, State.SENT])
    OutboxMail.objects.filter(pk=refused.pk).update(server_words="550 5.1.1 <No such user>")
    page = shown(desk, made)
    for words in (
        "閲覧用URLのご案内",
        "閲覧用パスワードのご案内",
        refused.recipient,
        sent.recipient,
        "宛先から拒否",
        "送信済み",
        "550 5.1.1 &lt;No such user&gt;",
        "届いていないメールがあります",
    ):
        assert words in page


def test_a_mail_that_is_tried_again_says_so(desk: Desk) -> None:
    made = desk.make("A-1")
    desk.set_mails(made, [State.WAITING, State.SENT])
    assert "自動で送り直しています。" not in shown(desk, made)
    OutboxMail.objects.filter(state=State.WAITING).update(server_words="451 Greylisted")
    page = shown(desk, made)
    assert "自動で送り直しています。" in page
    assert "届いていないメールがあります" not in page


def test_the_page_says_what_to_do_next(desk: Desk) -> None:
    page = shown(desk, desk.make("A-1"))
    for words in (
        desk.clerk.email,
        "「発注者提出用フォーマット」を受注者へ渡す",
        "暗号化パスワードは別のメール",
    ):
        assert words in page


def test_neither_url_nor_password_is_on_the_page(desk: Desk) -> None:
    certificate = desk.make("A-1")
    # Its id is in links, and may look like a password by chance.
    page = shown(desk, certificate).replace(str(certificate.uuid), "")
    assert "/v/" not in page
    assert not re.search(r"\b[2-9A-HJ-KM-NP-Z]{4}(-[2-9A-HJ-KM-NP-Z]{4}){2}\b", page)


def test_colleagues_and_the_insurer_may_open_it(desk: Desk) -> None:
    made = desk.make("A-1")
    for staff in (make_staff(desk.agency), make_staff(desk.insurer)):
        assert open_(staff, made.uuid)[0] == 200


def test_anothers_and_one_that_does_not_exist_look_alike(desk: Desk) -> None:
    made = desk.make("A-1")
    charlie = make_staff(make_agency("よその代理店", insurers=[desk.insurer]))
    dave = make_staff(make_insurer("乙損害保険株式会社"))
    for staff in (charlie, dave):
        foreign, nothing = open_(staff, made.uuid), open_(staff, uuid.uuid4())
        assert foreign[0] == 404
        assert without_tokens(foreign[1]) == without_tokens(nothing[1])


def test_the_page_costs_the_same_whatever_it_lists(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = desk.make("A-1")
    client = Client()
    client.force_login(desk.clerk)
    with django_assert_max_num_queries(14):
        client.get(reverse("desk:detail", args=[made.uuid]))
