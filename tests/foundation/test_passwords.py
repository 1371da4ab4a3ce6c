"""A refused password is told what to do about it."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "12文字以上にしてください。"),
        (
            "qwertyuiop123",
            "よく使われるパスワードです。ほかの人が思いつかないものにしてください。",
        ),
    ],
)
def test_what_to_do_is_said(password: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert refused.value.messages == [words]


def test_one_that_is_long_and_rare_passes() -> None:
    validate_password("a password of my own")
