"""The tree of failures is complete, and each of them says what to do."""

import pytest

from kakunin.foundation import errors
from kakunin.foundation.errors import DocumentRefused, DocumentsRefused, KakuninError


def all_failures(of: type[KakuninError] = KakuninError) -> list[type[KakuninError]]:
    return [found for kind in of.__subclasses__() for found in (kind, *all_failures(kind))]


def test_every_failure_stands_in_the_drawing_under_its_parent() -> None:
    drawing = (errors.__doc__ or "").splitlines()
    for failure in all_failures():
        assert any(failure.__name__ in line.split("──")[-1].split() for line in drawing), failure


def test_every_failure_has_a_code_of_its_own() -> None:
    codes = [failure.code for failure in all_failures()]
    assert len(set(codes)) == len(codes)
    assert "error" not in codes


def test_a_failure_prints_its_code_and_never_its_words() -> None:
    assert str(errors.NotFound()) == "not_found"
    assert str(errors.Refused("証券番号 A-1 は…")) == "refused"


def test_a_message_of_its_own_replaces_the_usual_one() -> None:
    assert str(errors.Refused("別の説明").message) == "別の説明"
    assert str(errors.Refused().message) == "入力内容をお確かめください。"


def test_refused_documents_tell_which_and_why() -> None:
    refusal = DocumentRefused("needs_password", "パスワードが必要なPDFです。")
    assert str(refusal) == "document_refused: needs_password"
    assert DocumentsRefused({1: refusal}).reasons[1].reason == "needs_password"


@pytest.mark.parametrize("failure", all_failures(), ids=lambda failure: failure.__name__)
def test_every_failure_has_a_status_that_tells_of_failure(failure: type[KakuninError]) -> None:
    assert 400 <= failure.status < 600
