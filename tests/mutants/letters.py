"""Fonts whose tables lie, maps of letters that explode, and more letters than anybody reads."""

import io
from collections.abc import Callable
from functools import cache
from random import Random

import pikepdf

from tests import pdfs
from tests.mutants.syntax import EXTREME_NUMBERS, extreme, noise, number, numbers, packed, page
from tests.pdf_syntax import stream

_SHOW = b"BT /F 20 Tf 9 150 Td <3042304430463048> Tj 0 -30 Td (abcd) Tj ET"
_SHOW_FOUR = b"BT /F 20 Tf 9 150 Td <0001000200030004> Tj ET"  # so few may miss their shapes
_FONT = "/Font << /F @font >>"
_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def widths_odd(dice: Random) -> bytes:
    """Letters as wide as a country, backwards, or without end."""
    wide = dice.choice(
        ["0 4294967295 500", "0 65535 999999999", "0 [1 2 3", "12354 [-99999999] 1 2", numbers(dice, 9)]
    )
    more = f"/DW {number(dice)} /W [{wide}] /DW2 [{numbers(dice, 2)}] /W2 [0 65535 {numbers(dice, 3)}]"
    return _japanese(dice, descendant=more, encoding=dice.choice(["UniJIS-UCS2-H", "UniJIS-UCS2-V"]))


def simple_fonts_odd(dice: Random) -> bytes:
    """Fonts of one byte a letter: wrong first and last letter, differences, widths."""
    differences = dice.choice(
        ["97 /b /c", "-5 /a", "2147483647 /a", "0 " + "/a " * 5000, "/a 1 2 3 (x) @font"]
    )
    font = (
        f"<< /Type /Font /Subtype /{dice.choice(['Type1', 'TrueType', 'MMType1', 'Type0', 'Nonsense'])}"
        f" /BaseFont {dice.choice(['/Helvetica', '/Nonsense', '/ABCDEF+X', extreme(dice)])}"
        f" /FirstChar {number(dice)} /LastChar {number(dice)} /Widths [{numbers(dice, dice.choice([0, 3, 300]))}]"
        f" /Encoding << /BaseEncoding {dice.choice(['/WinAnsiEncoding', '/X', '@font'])} /Differences [{differences}] >>"
        f" /FontDescriptor << /Flags {number(dice)} /FontBBox [{numbers(dice, 4)}] /ItalicAngle {number(dice)}"
        f" /MissingWidth {number(dice)} /StemV {number(dice)} /Ascent {number(dice)} /FontName /X >> >>"
    )
    return page(_SHOW, _FONT, {"font": font.encode()})


def programs_damaged(dice: Random) -> bytes:
    """The font in the file is broken: TrueType's tables, in the middle or at its head."""
    data = bytearray(_program())
    for _ in range(dice.choice([1, 5, 50])):
        place = dice.randrange(dice.choice([12, 300, len(data)]))
        data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
    if dice.random() < 0.2:
        del data[dice.randrange(len(data)) :]
    font = packed(bytes(data), f"/Length1 {dice.choice([str(len(data)), extreme(dice)])}")
    kind = dice.choice(["FontFile2", "FontFile2", "FontFile3", "FontFile"])
    return _japanese(
        dice,
        content=dice.choice([_SHOW, _SHOW_FOUR, _SHOW_FOUR]),
        descriptor=f"/{kind} @program",
        more={"program": font},
        encoding="Identity-H",
    )


def programs_foreign(dice: Random) -> bytes:
    """A font's place is taken by noise, or by heads of other kinds of fonts."""
    heads = [b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"%!PS-AdobeFont-1.0", b"\1\0\4\1", b"wOFF", b"\x80\1"]
    data = dice.choice(heads) + noise(dice, 5000)
    kind = dice.choice(["FontFile", "FontFile2", "FontFile3 "])
    subtype = dice.choice(["Type1C", "CIDFontType0C", "OpenType"])
    return _japanese(
        dice,
        content=dice.choice([_SHOW, _SHOW_FOUR]),
        descriptor=f"/{kind} @program",
        more={"program": packed(data, f"/Subtype /{subtype} /Length1 {number(dice)} /Length2 9")},
    )


def maps_exploding(dice: Random) -> bytes:
    """Maps from codes to letters: a few lines that stand for millions, and maps that use themselves."""
    times = dice.choice([1, 100, 3000])
    ways = [
        b"begincidrange\n" + b"<00000000> <FFFFFFFF> 0\n" * times + b"endcidrange",
        b"beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * times + b"endbfrange",
        b"beginbfrange\n<0000> <FFFF> [" + b"<0041> " * times + b"]\nendbfrange",
        b"beginbfchar\n" + b"<3042> <%s>\n" % (b"0041" * 5000) * min(times, 100) + b"endbfchar",
        b"begincodespacerange\n" + b"<00> <FFFFFFFFFFFFFFFFFF>\n" * times + b"endcodespacerange",
        b"beginbfrange\n<FFFF> <0000> <>\n<> <> <>\n<0> <1> <D800>\nendbfrange",
        b"/Nonsense usecmap " * times,
        b"<< " * times + b"begincmap",
        noise(dice),
    ]
    mapped = b"/CIDInit /ProcSet findresource begin begincmap 1 " + dice.choice(ways) + b" endcmap end"
    return _japanese(
        dice,
        content=dice.choice([_SHOW, _SHOW_FOUR]),
        font=dice.choice(["/ToUnicode @map", ""]),
        encoding=dice.choice(["@map", "Identity-H", "UniJIS-UCS2-H"]),
        descendant=dice.choice(["", "/CIDToGIDMap @map"]),
        descriptor=dice.choice(["", "/FontFile2 @program"]),
        more={
            "map": packed(mapped, "/Type /CMap /CMapName /X /UseCMap @map /WMode 1"),
            "program": packed(_program()),
        },
    )


def fonts_rings(dice: Random) -> bytes:
    """Fonts that are their own descendants, descriptors or letters."""
    keys = "DescendantFonts Encoding FontDescriptor ToUnicode Resources CharProcs Widths"
    entries = " ".join(
        f"/{key} {dice.choice(['@font', '[@font]'])}" for key in keys.split() if dice.random() < 0.6
    )
    kind = dice.choice(["Type0", "CIDFontType2", "Type3", "Type1"])
    font = (
        f"<< /Type /Font /Subtype /{kind} /BaseFont /X {entries} /FontMatrix [1 0 0 1 0 0] /FirstChar 97 >>"
    )
    return page(_SHOW, _FONT, {"font": font.encode()})


def own_letters_rings(dice: Random) -> bytes:
    """Letters that are drawn by writing: with themselves, or with each other."""
    glyph = dice.choice(
        [
            b"BT /F 9 Tf (ab) Tj ET",
            b"/X Do",
            b"9 0 d0 /X Do BT /F 1 Tf (a) Tj ET",
            b"9 0 0 0 9 9 d1 0 0 9 9 re f",
        ]
    )
    matrix = dice.choice([".1 0 0 .1 0 0", "0 0 0 0 0 0", numbers(dice, 6)])
    font = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [{dice.choice(['0 0 9 9', numbers(dice, 4)])}] /FontMatrix [{matrix}]"
        f" /FirstChar 97 /LastChar 98 /Widths [{numbers(dice, 2)}] /Encoding << /Differences [97 /a /b] >>"
        " /CharProcs << /a @glyph /b @glyph >> /Resources << /Font << /F @font >> /XObject << /X @form >> >> >>"
    )
    form = stream(
        b"BT /F 9 Tf (ab) Tj ET /X Do",
        "/Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F @font >> /XObject << /X @form >> >>",
    )
    return page(_SHOW, _FONT, {"font": font.encode(), "glyph": stream(glyph), "form": form})


def letters_many(dice: Random) -> bytes:
    """Text without end, on one page, mostly on top of each other."""
    times = dice.choice([10, 1000, 30_000, 300_000, 1_500_000])
    ways = [
        b"(%s) Tj" % (b"a" * times),
        b"(a) Tj " * min(times, 200_000),
        b"[" + b"(a) -9 " * min(times, 200_000) + b"] TJ",
        b"(%s) Tj" % (b"\\200\\377" * (times // 8)),
        b"0 Tr " + b"(%s) ' " % (b"a b" * 99) * (times // 99),
    ]
    return page(b"BT /F 5 Tf 9 99 Td " + dice.choice(ways) + b" ET", _FONT, {"font": _HELVETICA})


def letters_tiny(dice: Random) -> bytes:
    """More kanji than anybody reads, all of them within the page: as text they may outgrow the answer."""
    rows, size = dice.choice([(10, 9.0), (100, 1.0), (400, 0.4), (1000, 0.15)])
    row = b"<%s> '" % ("保証" * (rows // 2)).encode("utf-16-be").hex().encode()
    content = b"BT /F %.2f Tf %.2f TL 9 190 Td " % (size, size) + row * rows + b" ET"
    return _japanese(dice, content=content)


def sizes_odd(dice: Random) -> bytes:
    """Letters of no size, of any size, stretched, clipped and spaced beyond the page."""
    settings = "".join(
        f"{number(dice)} {word} " for word in ("Tc", "Tw", "Tz", "TL", "Ts") if dice.random() < 0.5
    )
    size = dice.choice(["9", "1e9", "0", "-20", "0.00001", *EXTREME_NUMBERS])
    content = f"BT {settings} {dice.choice('012345678')} Tr /F {size} Tf {numbers(dice, 6)} Tm (abc) Tj [(a) {number(dice)} (b)] TJ ET /X sh"
    return page(content.encode(), _FONT, {"font": _HELVETICA})


def _japanese(
    dice: Random,
    *,
    content: bytes = _SHOW,
    font: str = "",
    descendant: str = "",
    descriptor: str = "",
    encoding: str = "UniJIS-UCS2-H",
    more: dict[str, bytes] | None = None,
) -> bytes:
    kind = dice.choice(["CIDFontType0", "CIDFontType2"])
    encoding = encoding if encoding.startswith("@") else f"/{encoding}"
    objects = {
        "font": f"<< /Type /Font /Subtype /Type0 /BaseFont /MS-Mincho /Encoding {encoding} {font}"
        " /DescendantFonts [@cid] >>",
        "cid": f"<< /Type /Font /Subtype /{kind} /BaseFont /MS-Mincho {descendant} /FontDescriptor @description"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
        "description": "<< /Type /FontDescriptor /FontName /MS-Mincho /Flags 6 /FontBBox [0 -136 1000 859]"
        f" /ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 709 /StemV 80 {descriptor} >>",
    }
    return page(content, _FONT, {**{name: body.encode() for name, body in objects.items()}, **(more or {})})


@cache
def _program() -> bytes:
    """A TrueType font, as a program put it into a document."""
    with pikepdf.open(io.BytesIO(pdfs.japanese())) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        return next(each.read_bytes() for each in streams if "/Length1" in each)


KINDS: tuple[Callable[[Random], bytes], ...] = (
    widths_odd,
    simple_fonts_odd,
    programs_damaged,
    programs_foreign,
    maps_exploding,
    fonts_rings,
    own_letters_rings,
    letters_many,
    letters_tiny,
    sizes_odd,
)
