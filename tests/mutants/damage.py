"""Sound files that something happened to: on a disk, in the mail, under an attacker's hands."""

import re
from collections.abc import Callable
from random import Random

from tests.mutants.bases import any_base
from tests.mutants.syntax import EXTREME_NUMBERS, noise

_NUMBER = re.compile(rb"(?<![\w.+-])[+-]?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_SIGN = re.compile(rb"<<|>>|[\[\]()]|endobj|endstream|\bobj|\bstream|xref|trailer|startxref|%%EOF")


def bits_flipped(dice: Random) -> bytes:
    data = bytearray(any_base(dice))
    for _ in range(dice.choice([1, 3, 30, 300])):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def range_overwritten(dice: Random) -> bytes:
    data = any_base(dice)
    start, end = _range(dice, data)
    return data[:start] + dice.randbytes(end - start) + data[end:]


def range_of_nulls(dice: Random) -> bytes:
    """As a disk that lost a block."""
    data = any_base(dice)
    start, end = _range(dice, data)
    return data[:start] + bytes(end - start) + data[end:]


def range_removed(dice: Random) -> bytes:
    data = any_base(dice)
    start, end = _range(dice, data)
    return data[:start] + data[end:]


def range_repeated(dice: Random) -> bytes:
    data = any_base(dice)
    start, end = _range(dice, data)
    return data[:start] + data[start:end] * dice.choice([2, 2, 9]) + data[end:]


def range_moved(dice: Random) -> bytes:
    data = any_base(dice)
    start, end = _range(dice, data)
    rest, place = data[:start] + data[end:], dice.randrange(start + 1)
    return rest[:place] + data[start:end] + rest[place:]


def noise_inserted(dice: Random) -> bytes:
    data = any_base(dice)
    place = dice.randrange(len(data))
    return data[:place] + noise(dice, 200) + data[place:]


def cut_off(dice: Random) -> bytes:
    data = any_base(dice)
    return data[: dice.randrange(len(data))]


def cut_off_and_ended(dice: Random) -> bytes:
    """Past the check for a missing end: both parsers now mend what they can."""
    data = any_base(dice)
    return data[: dice.randrange(len(data))] + b"\n%%EOF\n"


def spliced(dice: Random) -> bytes:
    """The head of one file, the tail of another."""
    head, tail = any_base(dice), any_base(dice)
    return head[: dice.randrange(len(head))] + tail[dice.randrange(len(tail)) :]


def woven(dice: Random) -> bytes:
    """Blocks of two files in turns, as from a damaged file system."""
    one, other = any_base(dice), any_base(dice)
    size = dice.choice([64, 512, 4096])
    blocks = [(other if index % 2 else one)[index * size :][:size] for index in range(len(one) // size + 1)]
    return b"".join(blocks) + b"\n%%EOF\n"


def numbers_replaced(dice: Random) -> bytes:
    return _replace(dice, _NUMBER, any_base(dice), lambda _: dice.choice(EXTREME_NUMBERS).encode())


def lengths_replaced(dice: Random) -> bytes:
    """What a stream says of itself: its length, its filters' figures."""
    wrong = re.compile(rb"(?<=/Length )\d+|(?<=/First )\d+|(?<=/N )\d+|(?<=/Size )\d+|(?<=/Columns )\d+")
    return _replace(dice, wrong, any_base(dice), lambda _: dice.choice(EXTREME_NUMBERS).encode())


def names_replaced(dice: Random) -> bytes:
    data = any_base(dice)
    names = _NAME.findall(data) or [b"/A"]
    return _replace(dice, _NAME, data, lambda _: dice.choice(names))


def references_redirected(dice: Random) -> bytes:
    """Trees become rings, streams become fonts."""
    data = any_base(dice)
    most = data.count(b" obj") + 2
    return _replace(dice, _REFERENCE, data, lambda _: b"%d 0 R" % dice.randrange(most))


def signs_lost(dice: Random) -> bytes:
    return _replace(dice, _SIGN, any_base(dice), lambda sign: dice.choice([b"", sign + sign]))


def signs_changed(dice: Random) -> bytes:
    data = any_base(dice)
    signs = _SIGN.findall(data) or [b"<<"]
    return _replace(dice, _SIGN, data, lambda _: dice.choice(signs))


def sent_as_text(dice: Random) -> bytes:
    """By a mail program or an FTP client that took it for letters."""
    data = any_base(dice)
    wrongs: list[Callable[[bytes], bytes]] = [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\r", b""),
        lambda text: text.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
        lambda text: bytes(byte & 0x7F for byte in text),
        lambda text: text.decode("latin-1").encode(),
        lambda text: text.decode(errors="replace").encode(),
        lambda text: text.replace(b"\0", b""),
        lambda text: text.decode("latin-1").encode("utf-16"),
    ]
    return dice.choice(wrongs)(data)


def _range(dice: Random, data: bytes) -> tuple[int, int]:
    """Small and large ones alike."""
    start = dice.randrange(len(data))
    return start, min(start + int(10 ** dice.uniform(0, 4)), len(data))


def _replace(
    dice: Random, what: re.Pattern[bytes], data: bytes, by: Callable[[bytes], bytes], most: int = 6
) -> bytes:
    """Some places of those that match; a file without any is damaged by its bits."""
    places = list(what.finditer(data))
    if not places:
        return bits_flipped(dice)
    for found in sorted(dice.sample(places, min(dice.randint(1, most), len(places))), key=_backwards):
        data = data[: found.start()] + by(found.group()) + data[found.end() :]
    return data


def _backwards(found: re.Match[bytes]) -> int:
    return -found.start()


KINDS: tuple[Callable[[Random], bytes], ...] = (
    bits_flipped,
    range_overwritten,
    range_of_nulls,
    range_removed,
    range_repeated,
    range_moved,
    noise_inserted,
    cut_off,
    cut_off_and_ended,
    spliced,
    woven,
    numbers_replaced,
    lengths_replaced,
    names_replaced,
    references_redirected,
    signs_lost,
    signs_changed,
    sent_as_text,
)
