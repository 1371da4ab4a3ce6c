"""A file's name as it came is shown nowhere (T11)."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kakunin.foundation.text import shown_file_name
from tests.web.upload.conftest import UploadPage, pdf
from tests.web.upload.shown import errors_at


def test_a_refused_file_is_named_without_path_and_invisible_characters(upload: UploadPage) -> None:
    # Django takes them out of what comes over the wire.
    response = upload.send([pdf("C:\\書類\\exe.\u202efdp\u2066.txt")])
    (words,) = errors_at(response, "certificate_files")
    assert words.startswith("「exe.fdp.txt」：")
    assert not {"\u202e", "\u2066", "書"} & set(words)


_parts = st.sampled_from(
    ["..", "/", "\\", ".", " ", "\u3000", "\u202e", "\u200f", "\0", "\x85", "\ud800", "証", ".pdf"]
)


@given(st.lists(st.one_of(_parts, st.characters(), st.text(max_size=150)), max_size=12).map("".join))
def test_what_is_shown_of_any_name_is_its_visible_last_part(name: str) -> None:
    shown = shown_file_name(name)
    assert len(shown) <= 200
    assert shown == shown.strip() == shown_file_name(shown)
    assert not {"/", "\\"} & set(shown)
    # Control, format (bidirectional), half and private letters, line and paragraph ends.
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert len(shown.splitlines()) <= 1
    shown.encode()
