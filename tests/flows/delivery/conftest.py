"""Alice has uploaded it, Bob works beside her, Ida at the insurer, Charlie elsewhere."""

import pytest

from kakunin.models.staff import Staff
from tests.world import MadeCertificate, make_agency, make_certificate, make_insurer, make_staff

INSURER = "甲損害保険株式会社"


@pytest.fixture
def alice(db: None) -> Staff:
    return make_staff(make_agency("乙代理店", insurers=[make_insurer(INSURER)]), "有里 一子")


@pytest.fixture
def bob(alice: Staff) -> Staff:
    return make_staff(alice.organisation, "坊 二郎")


@pytest.fixture
def ida(db: None) -> Staff:
    return make_staff(make_insurer(INSURER), "井田 三子")


@pytest.fixture
def charlie(db: None) -> Staff:
    return make_staff(make_agency("丙代理店", insurers=[make_insurer(INSURER)]), "茶 四郎")


@pytest.fixture
def made(alice: Staff) -> MadeCertificate:
    return make_certificate(
        insurer=make_insurer(INSURER),
        agency=alice.agency,
        by=alice,
        addresses=["right@example.co.jp", "wrong@example.co.jp"],
    )
