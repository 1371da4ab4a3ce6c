"""What the demo holds from the start."""

import pytest

from kakunin.demo.seed import PASSWORD, seed
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.domain import RegisteredDomain
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff

pytestmark = pytest.mark.django_db

# As the notice of 24 March 2026 names them, AIG in letters of usual width.
NOTICE = [
    "あいおいニッセイ同和損害保険株式会社",
    "AIG損害保険株式会社",
    "共栄火災海上保険株式会社",
    "損害保険ジャパン株式会社",
    "大同火災海上保険株式会社",
    "東京海上日動火災保険株式会社",
    "日新火災海上保険株式会社",
    "三井住友海上火災保険株式会社",
]


EVERYBODY = [
    "agency@example.jp",
    "agency-admin@example.jp",
    "insurer@example.jp",
    "insurer-admin@example.jp",
    "other-insurer@example.jp",
    "association@example.jp",
]


def test_the_eight_insurers_of_the_notice_are_there_without_any_seed() -> None:
    assert [str(insurer) for insurer in Insurer.objects.all()] == NOTICE


def test_each_account_sees_what_is_its_organisations() -> None:
    seed()
    seen = {
        email: [str(c.number) for c in Certificate.objects.visible_to(Staff.objects.get(email=email))]
        for email in EVERYBODY
    }
    assert seen == {
        "agency@example.jp": ["DEMO-2026-000001", "DEMO-2026-000002"],
        "agency-admin@example.jp": ["DEMO-2026-000001", "DEMO-2026-000002"],
        "insurer@example.jp": ["DEMO-2026-000001"],
        "insurer-admin@example.jp": ["DEMO-2026-000001"],
        "other-insurer@example.jp": [],
        "association@example.jp": [],
    }
    assert all(staff.check_password(PASSWORD) for staff in Staff.objects.all())


def test_somebody_administers_each_organisation() -> None:
    seed()
    people = Staff.objects.all()
    assert set(people.values_list("email", flat=True)) == set(EVERYBODY)
    homes = {staff.organisation for staff in people}
    assert {staff.organisation for staff in people if staff.is_administrator} == homes
    assert len(homes) == 4


def test_a_bond_and_an_insurance_with_every_kind_of_document() -> None:
    seed()
    documents = Document.objects.order_by("certificate__number", "position")
    assert list(documents.values_list("certificate__kind", "kind", "page_count")) == [
        ("performance_bond", "certificate", 1),
        ("performance_bond", "attachment", 10),
        ("performance_insurance", "certificate", 1),
        ("performance_insurance", "change_notice", 1),
    ]
    for certificate in Certificate.objects.all():
        certificate.full_clean()
        assert certificate.amount
        assert certificate.project_name
        assert certificate.obligee_name == "例示市"


def test_url_and_password_of_each_are_due_by_mail() -> None:
    seed()
    assert sorted(OutboxMail.objects.values_list("kind", "recipient")) == [
        ("viewing_password", "agency@example.jp"),
        ("viewing_password", "agency@example.jp"),
        ("viewing_url", "jimu@doboku.example.co.jp"),
        ("viewing_url", "keiyaku@kensetsu.example.co.jp"),
    ]


def test_the_citys_domain_is_registered() -> None:
    seed()
    assert RegisteredDomain.objects.get(host="city.example.lg.jp").obligee.name == "例示市"


def test_a_second_time_changes_nothing() -> None:
    seed()
    models = (Certificate, Document, Insurer, OutboxMail, RegisteredDomain, Staff)
    before = [model.objects.count() for model in models]
    seed()
    assert [model.objects.count() for model in models] == before
