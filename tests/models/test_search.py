"""Whoever types part of a number or a name finds the certificate, on either database."""

import pytest

from kakunin.models.certificate import Certificate
from tests.world import make_agency, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    made = make_certificate(insurer=insurer, agency=agency, by=make_staff(agency)).certificate
    made.number = "AB-00123"
    made.contractor_name = "株式会社 森 ＡＢＣ建設"
    made.project_name = "100%_橋!梁'補修\\工事"
    made.obligee_name = "東京都"
    made.save()
    return made


@pytest.mark.parametrize(
    "words",
    [
        ["ab-00123"],
        ["ab00123"],
        ["ＡＢ－００１２３"],
        ["株式会社森"],
        ["abc建設"],
        ["東京"],
        ["東京", "建設"],
        ["100%"],
        ["%_橋"],
        ["橋!梁"],
        ["'補"],
        ["\\工事"],
        ["都"],
    ],
)
def test_each_way_to_write_a_part_finds_it(certificate: Certificate, words: list[str]) -> None:
    assert Certificate.objects.holding(words).get() == certificate


@pytest.mark.parametrize(
    "words",
    [["大阪"], ["東京", "大阪"], ["都東"], ["10%"], ["橋_梁"], ["橋%"], ["_" * 5], ["建設100"], ["x" * 5000]],
)
def test_what_it_does_not_hold_finds_nothing(certificate: Certificate, words: list[str]) -> None:
    assert not Certificate.objects.holding(words).exists()


def test_a_changed_name_is_found_by_the_new_one_only(certificate: Certificate) -> None:
    certificate.obligee_name = "大阪府"
    certificate.save()
    assert Certificate.objects.holding(["大阪"]).exists()
    assert not Certificate.objects.holding(["東京"]).exists()
