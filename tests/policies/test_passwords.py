"""A password is not made of what everybody would guess first."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from kakunin.policies.passwords import OWN_WORDS

HANAKO = Staff(
    email="hanako.yamada@minato-hoken.example.jp",
    name="山田 花子",
    insurer=Insurer(name="みなと損害保険株式会社"),
)


def codes(password: str) -> list[str | None]:
    try:
        validate_password(password, HANAKO)
    except ValidationError as refusal:
        return [error.code for error in refusal.error_list]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "kakunin-2026-04",
        "Hosyou_Syouken_1",
        "ｓｏｎｐｏ２０２６！！！！",
        "パスワード保証証券確認２０２６",
        "hanako19850401",
        "Yamada.Hanako.1985",
        "minato-hoken-2026",
        "みなと損害保険株式会社２０２６",
    ],
)
def test_own_words_digits_and_signs_alone_are_refused(password: str) -> None:
    assert "own_words" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "hosyou wa otokui desu ka",
        "桜の咲く坂道を自転車で下る朝",
        "8391 2048 1723 9921",  # no rule on what it is made of
        "%§7$9#!~2@4^1&",
    ],
)
def test_with_other_words_beside_them_they_are_taken(password: str) -> None:
    assert codes(password) == []


@given(st.lists(st.sampled_from([*OWN_WORDS, "1", "2026", "-", "!"]), min_size=3, max_size=8))
def test_however_they_are_put_together(parts: list[str]) -> None:
    assert codes("hosyou" + "".join(parts) + "-1234567890") == ["own_words"]


def test_without_a_member_it_judges_the_words_all_the_same() -> None:
    with pytest.raises(ValidationError):
        validate_password("kakunin-2026-04")
