"""Sound documents that mutants are made of: each brings along something else that can break."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pikepdf

from kakunin import demo
from tests import pdfs
from tests.mutants import syntax
from tests.mutants.codecs import IMAGES
from tests.pdf_syntax import stream

_TYPE_3 = (
    "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 97"
    " /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a @glyph >>"
    " /Resources << >> >>"
)
_SHADING = "/ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 99 99] /Extend [true true] /Function @mix"
_TILE = (
    "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9"
    " /Resources << >>"
)


def drawn() -> bytes:
    """Every means of drawing without a picture: forms, patterns, shadings, groups, masks, own letters."""
    objects = {
        "inner": syntax.form(b"0 0 m 99 99 l S", "/Group << /S /Transparency /I true /K true >>"),
        "outer": syntax.form(b"q .5 0 0 .5 0 0 cm /I Do Q", "/Resources << /XObject << /I @inner >> >>"),
        "tile": stream(b"0 0 4 4 re f", _TILE),
        "mix": b"<< /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >>",
        "count": stream(
            b"{dup 0.5 mul exch pop dup dup}", "/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]"
        ),
        "shading": f"<< {_SHADING} >>".encode(),
        "glyph": stream(b"9 0 0 0 9 9 d1 0 0 9 9 re f"),
        "letters": _TYPE_3.encode(),
        "see": b"<< /Type /ExtGState /ca .5 /BM /Multiply /SMask << /S /Luminosity /G @inner >> >>",
        "layer": b"<< /Type /OCG /Name (layer) >>",
    }
    resources = (
        "/XObject << /X @outer >> /Pattern << /P @tile >> /Shading << /H @shading >> /Font << /T @letters >>"
        " /ExtGState << /G @see >> /Properties << /L @layer >>"
        " /ColorSpace << /C [/Separation /Spot /DeviceRGB @count] >>"
    )
    content = (
        b"q /Pattern cs /P scn 0 0 99 99 re f Q /C cs .3 scn 9 9 20 20 re f q 50 50 90 90 re W n /H sh Q"
        b" BT /T 20 Tf 20 120 Td (aaa) Tj ET /OC /L BDC /X Do EMC q /G gs 0 1 0 rg 60 60 80 80 re f Q"
    )
    return syntax.page(
        content, resources, objects, catalog="/OCProperties << /OCGs [@layer] /D << /Order [@layer] >> >>"
    )


def pictured() -> bytes:
    """One picture of each encoding."""
    places = " ".join(f"/{name} @{name}" for name in IMAGES)
    content = b" ".join(
        b"q 60 0 0 60 %d %d cm /%s Do Q" % (index % 3 * 66, index // 3 * 66, name.encode())
        for index, name in enumerate(IMAGES)
    )
    return syntax.page(content, f"/XObject << {places} >>", {**IMAGES})


def filled_in() -> bytes:
    """A form with a field, a button and annotations of several kinds, each with its own look."""
    fields = {
        "look": syntax.form(b"0 0 1 rg 0 0 99 9 re f"),
        "font": b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "field": b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (value) /DA (/F 9 Tf) /Rect [9 9 99 29]"
        b" /AP << /N @look >> /F 4 >>",
        "box": b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (box) /AS /On /Rect [9 40 29 60] /F 4"
        b" /AP << /N << /On @look /Off @look >> >> >>",
        "choice": b"<< /Type /Annot /Subtype /Widget /FT /Ch /T (choice) /Opt [(a) (b)] /V (a) /DA (/F 9 Tf)"
        b" /Rect [9 70 99 90] /F 4 >>",
        "note": b"<< /Type /Annot /Subtype /Square /Rect [100 100 150 150] /C [1 0 0] /F 4 /Popup @popup >>",
        "popup": b"<< /Type /Annot /Subtype /Popup /Rect [150 150 190 190] /Parent @note >>",
        "link": b"<< /Type /Annot /Subtype /Link /Rect [9 150 99 170] /A << /S /URI /URI (https://a.example/) >> >>",
        "line": b"<< /Type /Annot /Subtype /Ink /InkList [[9 9 99 99 9 180]] /Rect [0 0 190 190] /F 4 >>",
    }
    everything = "@field @box @choice @note @popup @link @line"
    return syntax.page(
        b"0 0 m 99 99 l S",
        "",
        fields,
        entries=f"/Annots [{everything}]",
        catalog="/AcroForm << /Fields [@field @box @choice] /DR << /Font << /F @font >> >> /NeedAppearances true >>",
    )


def outlined() -> bytes:
    """Side trees that no page shows: outline, names, structure, labels, metadata."""
    trees = {
        "outline": b"<< /Type /Outlines /First @entry /Last @entry /Count 1 >>",
        "entry": b"<< /Title (one) /Parent @outline /Dest [0 /Fit] >>",
        "names": b"<< /Names [(a) [0 /Fit]] /Limits [(a) (a)] >>",
        "structure": b"<< /Type /StructTreeRoot /K @part /ParentTree << /Nums [0 @part] >> >>",
        "part": b"<< /S /P /P @structure /K 0 >>",
        "words": stream(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", "/Type /Metadata /Subtype /XML"),
    }
    catalog = (
        "/Outlines @outline /Names << /Dests << /Kids [@names] >> >> /StructTreeRoot @structure"
        " /Metadata @words /PageLabels << /Nums [0 << /S /r >>] >> /MarkInfo << /Marked true >> /Lang (ja)"
    )
    return syntax.page(b"/P << /MCID 0 >> BDC 0 0 m 99 99 l S EMC", "", trees, catalog=catalog)


def resaved(content: bytes, **options: object) -> bytes:
    """By the second parser, the same bytes each time."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(out, deterministic_id=True, fix_metadata_version=False, **options)  # type: ignore[arg-type]  # passed through
    return out.getvalue()


def _in_object_streams() -> bytes:
    return resaved(drawn(), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _linearized() -> bytes:
    return resaved(filled_in(), linearize=True)


_MAKERS: tuple[Callable[[], bytes], ...] = (
    pdfs.plain,
    pdfs.three_pages,
    pdfs.japanese,
    pdfs.not_embedded_font,
    pdfs.vertical_text,
    drawn,
    pictured,
    filled_in,
    outlined,
    _in_object_streams,
    _linearized,
)
_BIG = 6  # each of the small ones is taken so many times as often as a real one
_further: list[bytes] = []


@cache
def small() -> list[bytes]:
    return [make() for make in _MAKERS]


@cache
def _real() -> list[bytes]:
    """The demo's papers: made by real programs, hundreds of kilobytes."""
    return [path.read_bytes() for path in sorted((Path(demo.__path__[0]) / "pdfs").glob("*.pdf"))]


def add(paths: list[Path]) -> None:
    """More files to make mutants of; the same seed with other files gives other mutants."""
    _further.extend(path.read_bytes() for path in paths)


def any_base(dice: Random) -> bytes:
    """Mostly a small one: cheap to draw, and damage meets something that matters."""
    return dice.choice([*_real(), *_further] if dice.randrange(_BIG) == 0 else small())
