"""Text that people give, made safe to keep, compare and show."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Line and paragraph separators count as line breaks for mail headers (T16).
_SEPARATORS = {"Zl", "Zp"}
# Left-to-right marks and overrides turn "fdp.exe" into "exe.pdf" (T11).
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"} | _SEPARATORS
# Variation selectors are format-like but belong to Japanese names (辻󠄀): category Mn, kept.


def is_single_line(text: str) -> bool:
    """No control character, line break or bidirectional mark anywhere."""
    return not any(unicodedata.category(character) in _INVISIBLE for character in text)


def validate_single_line(text: str) -> None:
    """Raise ValidationError for CR, LF, NUL, U+2028 and the like (T16): never cleaned silently."""
    if not is_single_line(text):
        raise ValidationError(
            _("改行や制御文字は使えません。取り除いて入力してください。"), code="single_line"
        )


def shown_file_name(name: str, longest: int = 200) -> str:
    """An uploaded file's name without path parts and invisible characters (T11)."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(
        character for character in last if unicodedata.category(character) not in _INVISIBLE
    ).strip()
    if len(visible) <= longest:
        return visible
    ending = re.search(r"\.[^.]{1,10}$", visible)
    kept = ending[0] if ending else ""
    return visible[: longest - len(kept)] + kept


def file_name_part(text: str, longest: int) -> str:
    """A name or number as a part of a file's name that Windows, macOS and Linux all take."""
    visible = shown_file_name(re.sub(r"[/\\]", "-", text), longest)
    return re.sub(r'[<>:"|?*%\s.]+', "-", visible).strip("-")


# After blanks too: some programs drop them before they look. By NFKC ＝ is =.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\t\r]")


def harmless_cell(text: str) -> str:
    """The text as a cell of a spreadsheet or CSV, where no program takes it for a formula (T17).

    An apostrophe in front tells them that it is text; nothing else changes.
    """
    return f"'{text}" if _FORMULA.match(unicodedata.normalize("NFKC", text)) else text


# What Excel would read as a number, a day or a time when it opens a CSV: 00123, 1-2, 1E5, 12:30.
_NUMBER_LIKE = re.compile(r"(?=.*\d)[\d\s\-/.,:Ee+%]+")
_PLAIN = re.compile(r"0|[1-9]\d{0,10}|\d{4}/\d\d/\d\d( \d\d:\d\d)?")


def exported_cell(text: str) -> str:
    """``harmless_cell`` for a CSV, where Excel also drops leading zeros and makes days of numbers.

    Such a text gets the same apostrophe, which is how Excel itself marks text. Amounts and days
    written our way stay what they are.
    """
    narrow = unicodedata.normalize("NFKC", text)
    if _NUMBER_LIKE.fullmatch(narrow) and not _PLAIN.fullmatch(text):
        return f"'{text}"
    return harmless_cell(text)


def searchable(text: str) -> str:
    """As the desk's search compares it: width, case and blanks don't tell texts apart."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def comparable_number(number: str) -> str:
    """A 証券番号 as compared (U5): width, case, spaces and hyphens don't tell numbers apart."""
    folded = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[\s\-‐‑‒–—―−ー－_]", "", folded)
