"""Annotations and form fields: what lies over the page, with a look of its own (T9)."""

from collections.abc import Callable
from random import Random

from tests.mutants.syntax import extreme, form, number, numbers, page

_KINDS = "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink"
_KINDS += " Popup FileAttachment Sound Movie Widget Screen PrinterMark TrapNet Watermark 3D Redact Nonsense"


def looks_rings(dice: Random) -> bytes:
    """A look that draws itself, a dictionary of states that holds itself, a look that is none."""
    look = form(
        b"/X Do 0 0 m 99 99 l S", f"/Resources << /XObject << /X @look >> >> /Matrix [{numbers(dice, 6)}]"
    )
    appearance = dice.choice(
        [
            "/N @look",
            "/N @states",
            "/N << /On @look /Off @states >>",
            "/N 7",
            "/N @note",
            "/D @look",
            "/N @missing",
        ]
    )
    note = (
        f"<< /Type /Annot /Subtype /{dice.choice(_KINDS.split())} /Rect [9 9 99 99] /F {dice.choice([4, 0, 2, 36])}"
        f" /AP << {appearance} >> /AS /On /Parent @note /Popup @note /Kids [@note] /IRT @note >>"
    )
    return _over(dice, {"note": note.encode(), "look": look, "states": b"<< /On @states /Off @look >>"})


def notes_odd(dice: Random) -> bytes:
    """Each kind of annotation with places and entries that make no sense; its look is left to us."""
    keys = "C IC Border BS BE DA Contents QuadPoints InkList L LE Vertices CA RD Q CL LL LLE"
    notes = {}
    for place in range(dice.choice([1, 5, 30])):
        values = [
            extreme(dice),
            f"[{numbers(dice, 8)}]",
            f"[[{numbers(dice, 6)}]]",
            "/Name",
            "(text)",
            "@n0",
            "<< /W 9 >>",
        ]
        entries = " ".join(f"/{key} {dice.choice(values)}" for key in keys.split() if dice.random() < 0.4)
        rect = dice.choice(["9 9 99 99", "99 99 9 9", numbers(dice, 4)])
        notes[f"n{place}"] = (
            f"<< /Type /Annot /Subtype /{dice.choice(_KINDS.split())} /Rect [{rect}] /F 4 {entries} >>".encode()
        )
    return _over(dice, notes)


def notes_many(dice: Random) -> bytes:
    """Ten thousand times the same annotation."""
    note = b"<< /Type /Annot /Subtype /Square /Rect [9 9 99 99] /C [1 0 0] /F 4 >>"
    times = dice.choice([10, 1000, 10_000])
    return page(b"0 0 m 9 9 l S", "", {"note": note}, entries=f"/Annots [{'@note ' * times}]")


def fields_rings(dice: Random) -> bytes:
    """Fields that are their own parents and children; forms whose list of fields is one of them."""
    parent, kids = (
        dice.choice(["@field", "@other", "null"]),
        dice.choice(["[@field]", "[@other @field]", "@field"]),
    )
    fields = {
        name: f"<< /Type /Annot /Subtype /Widget /FT /{dice.choice(['Tx', 'Btn', 'Ch', 'Sig', 'X'])} /T (a) /V (b)"
        f" /Rect [9 9 99 29] /F 4 /Parent {parent} /Kids {kids} /DA (/F 9 Tf) >>".encode()
        for name in ("field", "other")
    }
    all_fields = dice.choice(["[@field @other]", "@field", "[[@field]]", "7"])
    return _form(dice, fields, all_fields)


def fields_odd(dice: Random) -> bytes:
    """Each kind of field with values, lengths and options beyond sense."""
    length = dice.choice([1, 1000, 200_000])
    values = ["(value)", f"({'x' * length})", "@field", "[(a) (b)]", extreme(dice), "/On", "<feff3042d800>"]
    options = dice.choice(["[(a) (b)]", f"[{'(x) ' * min(length, 50_000)}]", "@field", "[[(a)] [] 7]"])
    look = dice.choice(["", "/AP << /N @look >>", "/AP << /N << /On @look >> >> /AS /On", "/AP << >>"])
    field = (
        f"<< /Type /Annot /Subtype /Widget /FT /{dice.choice(['Tx', 'Btn', 'Ch', 'Sig'])} /T {dice.choice(values)}"
        f" /V {dice.choice(values)} /DV {dice.choice(values)} /Opt {options} /I [{numbers(dice, 3)}] /TI {number(dice)}"
        f" /Ff {dice.choice([0, 1 << 12, 1 << 15, 1 << 16, 1 << 17, 1 << 24, 2**31 - 1])} /MaxLen {number(dice)}"
        f" /DA {dice.choice(['(/F 9 Tf)', '(/F 0 Tf)', '(/F 1e9 Tf 0 g)', '(/X nan Tf)', extreme(dice)])}"
        f" /MK << /R {number(dice)} /BC [{numbers(dice, 3)}] /CA {dice.choice(values)} >> /Q {number(dice)}"
        f" /BS << /W {number(dice)} /S /{dice.choice('SDBIU')} /D [{numbers(dice, 2)}] >>"
        f" /Rect [{dice.choice(['9 9 99 29', '9 9 199 199', numbers(dice, 4)])}] /F {dice.choice([4, 0])} {look} >>"
    )
    return _form(dice, {"field": field.encode(), "look": form(b"0 0 m 99 99 l S")}, "[@field]")


def fields_deep(dice: Random) -> bytes:
    """A field far down a chain of parents."""
    depth = dice.choice([5, 33, 1000, 20_000])
    chain = {
        f"f{place}": f"<< /T (a) /Parent @f{max(place - 1, 0)} /Kids [@f{place + 1}] /FT /Tx >>".encode()
        for place in range(depth)
    }
    last = f"<< /Type /Annot /Subtype /Widget /Rect [9 9 99 29] /F 4 /Parent @f{depth - 1} >>"
    return _form(dice, {**chain, f"f{depth}": last.encode()}, "[@f0]", shown=f"@f{depth}")


def _over(dice: Random, notes: dict[str, bytes]) -> bytes:
    shown = " ".join(f"@{name}" for name in notes if dice.random() < 0.9)
    return page(b"0 0 m 9 9 l S", "", notes, entries=f"/Annots [{shown}]")


def _form(dice: Random, fields: dict[str, bytes], all_fields: str, shown: str = "@field") -> bytes:
    fonts = dice.choice(
        ["/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>", "/Font @field", ""]
    )
    extra = dice.choice(["", "/NeedAppearances true", "/CO [@field @field]", "/SigFlags 3", "/DA 7", "/Q 99"])
    return page(
        b"0 0 m 9 9 l S",
        "",
        fields,
        entries=f"/Annots [{shown}]",
        catalog=f"/AcroForm << /Fields {all_fields} /DR << {fonts} >> {extra} >>",
    )


KINDS: tuple[Callable[[Random], bytes], ...] = (
    looks_rings,
    notes_odd,
    notes_many,
    fields_rings,
    fields_odd,
    fields_deep,
)
