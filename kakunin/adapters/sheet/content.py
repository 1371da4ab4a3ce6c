"""What stands on a sheet, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """``note`` stands below the label. ``blank``: to be filled in by its receiver, and marked so."""

    label: str
    value: str = ""
    note: str = ""
    blank: bool = False
    # A code to be typed by hand: larger, letters well apart.
    code: bool = False
    # An address to be opened with a click.
    link: bool = False


@dataclass(frozen=True)
class Sheet:
    """From top to bottom; plain texts, each on as many lines as it needs."""

    title: str
    date: str
    addressee: str
    lead: str
    rows: Sequence[Row]
    steps_title: str
    steps: Sequence[str]
    office_title: str
    office: Sequence[Row]
    footer: str
    # Said where a letter had to be shown as 〓, for lack of it in the font.
    missing_letters: str
