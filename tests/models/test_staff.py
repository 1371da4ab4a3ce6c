"""How members of staff come into being."""

import pytest
from django.core.exceptions import ValidationError

from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def insurer() -> Insurer:
    return Insurer.objects.create(name="例示損害保険株式会社")


def test_a_mail_address_is_kept_in_small_letters(insurer: Insurer) -> None:
    staff = Staff.objects.create_user("Taro@Example.JP", PASSWORD, name="太郎", insurer=insurer)
    assert staff.email == "taro@example.jp"
    assert staff.check_password(PASSWORD)


@pytest.mark.parametrize(
    "address",
    ["taro@e\u212aample.jp", '"taro@evil.com"@example.jp', "taro@ｅxample.jp", "taro@[192.0.2.1]", ""],
)
def test_an_address_that_could_mean_another_is_refused(insurer: Insurer, address: str) -> None:
    with pytest.raises(ValidationError):
        Staff.objects.create_user(address, PASSWORD, name="太郎", insurer=insurer)


def test_one_address_is_one_person_in_any_case(insurer: Insurer) -> None:
    Staff.objects.create_user("taro@example.jp", PASSWORD, name="太郎", insurer=insurer)
    with pytest.raises(ValidationError):
        Staff.objects.create_user("TARO@example.jp", PASSWORD, name="次郎", insurer=insurer)


def test_nobody_belongs_to_two_organisations_or_to_none(insurer: Insurer) -> None:
    agency = Agency.objects.create(name="例示代理店")
    with pytest.raises(ValidationError):
        Staff.objects.create_user("a@example.jp", name="太郎", insurer=insurer, agency=agency)
    with pytest.raises(ValidationError):
        Staff.objects.create_user("b@example.jp", name="太郎")


def test_without_a_password_none_opens(insurer: Insurer) -> None:
    staff = Staff.objects.create_user("taro@example.jp", name="太郎", insurer=insurer)
    assert not staff.check_password("")
    assert not staff.has_usable_password()


@pytest.mark.parametrize("weak", ["a", "elevenchars", "password1234"])
def test_a_weak_password_makes_no_account(insurer: Insurer, weak: str) -> None:
    with pytest.raises(ValidationError):
        Staff.objects.create_user("taro@example.jp", weak, name="太郎", insurer=insurer)
    assert not Staff.objects.exists()
