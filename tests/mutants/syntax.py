"""Small pages written by hand, and numbers that nobody expects."""

import re
import zlib
from random import Random

from tests.pdf_syntax import FIRST_OWN, document, stream

SMALL = "0 0 200 200"  # dots cost time
# As they stand in a file: the ends of the ranges of integers and reals, and what is no number at all.
EXTREME_NUMBERS = [
    "0",
    "-1",
    "1",
    "255",
    "256",
    "32767",
    "32768",
    "65535",
    "65536",
    "1000000",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "99999999999999999999999999999999999999999",
    "0.0000000001",
    "-0.5",
    "1.5",
    "340282350000000000000000000000000000000",
    "-340282350000000000000000000000000000000",
    ".00000000000000000000000000000000000000000000000000000001",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e38",
    "--5",
    "+-3",
    "1.2.3",
    ".",
    "-",
]
EXTREME_VALUES = [*EXTREME_NUMBERS, "null", "true", "(text)", "<00>", "/Name", "[]", "<< >>", "[1 2 3]"]

_REFERENCE = re.compile(rb"@([a-z][a-z_0-9]*)")


def extreme(dice: Random) -> str:
    """A value that a careless reader stumbles over."""
    return dice.choice(EXTREME_VALUES)


def number(dice: Random) -> str:
    """Half the time one that makes sense."""
    return str(dice.choice([0, 1, 2, 3, 8, 100, 0.5, -1])) if dice.random() < 0.5 else extreme(dice)


def numbers(dice: Random, count: int) -> str:
    return " ".join(number(dice) for _ in range(count))


def noise(dice: Random, most: int = 2000) -> bytes:
    return dice.randbytes(dice.randrange(most))


def packed(data: bytes, entries: str = "") -> bytes:
    """A stream as programs write it."""
    return stream(zlib.compress(data), f"/Filter /FlateDecode {entries}")


def form(content: bytes, entries: str = "") -> bytes:
    """A form XObject as large as the page."""
    return stream(content, f"/Type /XObject /Subtype /Form /BBox [{SMALL}] {entries}")


def page(
    content: bytes,
    resources: str = "",
    objects: dict[str, bytes] | None = None,
    *,
    box: str = SMALL,
    entries: str = "",
    catalog: str = "",
) -> bytes:
    """A document of one page; ``@name`` anywhere is a reference to the object of that name."""
    objects = objects or {}
    places = {name.encode(): b"%d 0 R" % place for place, name in enumerate(objects, start=FIRST_OWN)}

    def link(text: bytes) -> bytes:
        return _REFERENCE.sub(lambda found: places.get(found[1], found[0]), text)

    return document(
        content=content,
        own=[link(body) for body in objects.values()],
        resources=link(resources.encode()).decode(),
        box=box,
        page=link(entries.encode()).decode(),
        catalog=link(catalog.encode()).decode(),
    )
