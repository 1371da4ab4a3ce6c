"""Page content that never ends, draws itself, or reckons with what is no number."""

from collections.abc import Callable
from random import Random

from tests.mutants.syntax import extreme, form, noise, number, numbers, page
from tests.pdf_syntax import stream

_GROUP = "/Group << /S /Transparency /I true /K true /CS /DeviceRGB >>"
_FILL = b"0 0 200 200 re f"
_TILE = "/Type /Pattern /PatternType 1 /Resources << /Pattern << /P @tile >> /XObject << /X @tile >> >>"


def forms_rings(dice: Random) -> bytes:
    """Forms that draw themselves, or each other."""
    names = ["one", "two", "three"]
    forms = {
        name: form(
            b" ".join(b"/%s Do" % dice.choice(names).encode() for _ in range(dice.choice([1, 2, 9]))),
            f"/Resources << /XObject << {' '.join(f'/{each} @{each}' for each in names)} >> >>"
            f" {dice.choice(['', _GROUP, f'/Matrix [{numbers(dice, 6)}]'])}",
        )
        for name in names
    }
    return page(b"/one Do", "/XObject << /one @one >>", forms)


def forms_doubling(dice: Random) -> bytes:
    """Each form draws the next one several times."""
    depth, times = dice.choice([(3, 3), (10, 2), (24, 2), (28, 3), (1000, 1)])
    forms = {
        f"f{place}": form(b"/X Do " * times, f"/Resources << /XObject << /X @f{place + 1} >> >>")
        for place in range(depth)
    }
    return page(b"/X Do", "/XObject << /X @f0 >>", {**forms, f"f{depth}": form(b"0 0 m 99 99 l S")})


def groups_nested(dice: Random) -> bytes:
    """Transparency in transparency: each wants a picture of its own."""
    depth = dice.choice([2, 20, 60, 500, 3000])
    see = "/ExtGState << /G << /ca .5 /BM /Luminosity /SMask << /S /Luminosity /G @f1 >> >> >>"
    groups = {
        f"f{place}": form(
            b"/G gs /X Do", f"{_GROUP} /Resources << {see * (place == 0)} /XObject << /X @f{place + 1} >> >>"
        )
        for place in range(depth)
    }
    return page(b"/X Do", "/XObject << /X @f0 >>", {**groups, f"f{depth}": form(_FILL, _GROUP)})


def masks_rings(dice: Random) -> bytes:
    """A soft mask that is drawn through itself."""
    masks = (
        "<< /SMask << /S /Luminosity /G @mask /BC [1 1 1] /TR @mask >> /Font [@mask 9] /ca .5 /HT @mask >>"
    )
    mask = form(
        b"/G gs 0 0 199 199 re f /X Do",
        f"{_GROUP} /Resources << /ExtGState << /G {masks} >> /XObject << /X @mask >> >>",
    )
    content = dice.choice([b"/G gs 0 0 99 99 re f", b"/X Do", b"/G gs /X Do"])
    return page(content, f"/ExtGState << /G {masks} >> /XObject << /X @mask >>", {"mask": mask})


def tiles_odd(dice: Random) -> bytes:
    """Tiles of no size, of all sizes, and tiles filled with themselves."""
    entries = (
        f"{_TILE} /PaintType {dice.choice([1, 1, 2, 9])} /TilingType {dice.choice([1, 2, 3, 0])}"
        f" /BBox [{dice.choice(['0 0 9 9', '0 0 9 9', numbers(dice, 4)])}]"
        f" /XStep {number(dice)} /YStep {number(dice)} /Matrix [{dice.choice(['1 0 0 1 0 0', numbers(dice, 6)])}]"
    )
    inside = dice.choice([b"0 0 4 4 re f", b"/Pattern cs /P scn 0 0 9 9 re f", b"/X Do", b""])
    content = b"/Pattern cs /P scn /Pattern CS /P SCN 0 0 200 200 re B BT /P 9 Tf 9 9 Td (x) Tj ET"
    return page(content, "/Pattern << /P @tile >>", {"tile": stream(inside, entries)})


def shadings_odd(dice: Random) -> bytes:
    """Every kind of shading with figures that don't belong together."""
    figures = {
        "Coords": dice.choice(["0 0 99 99", "9 9 0 99 99 50", numbers(dice, 6)]),
        "Domain": dice.choice(["0 1", "0 1 0 1", numbers(dice, 4)]),
        "Decode": dice.choice(["0 200 0 200 0 1 0 1 0 1", numbers(dice, 10)]),
        "Matrix": dice.choice(["200 0 0 200 0 0", numbers(dice, 6)]),
    }
    entries = " ".join(f"/{name} [{value}]" for name, value in figures.items())
    for name in ("BitsPerCoordinate", "BitsPerComponent", "BitsPerFlag", "VerticesPerRow"):
        entries += f" /{name} {dice.choice(['8', '8', '32', '2', extreme(dice)])}"
    space = dice.choice(
        ["/DeviceRGB", "/DeviceRGB", "/DeviceCMYK", "/Pattern", "[/Indexed /DeviceRGB 1 <00>]"]
    )
    function = dice.choice(["", "/Function @how", "/Function [@how @how @how]", "/Function @mesh"])
    kind = dice.choice([1, 2, 3, 4, 5, 6, 7, 7, 8, 0])
    entries += f" /ShadingType {kind} /ColorSpace {space} {function} /Extend [true true]"
    return page(
        b"/H sh /Pattern cs /P scn 0 0 200 200 re f",
        "/Shading << /H @mesh >> /Pattern << /P << /PatternType 2 /Shading @mesh >> >>",
        {"mesh": stream(noise(dice, 9000), entries), "how": _function(dice)},
    )


def functions_odd(dice: Random) -> bytes:
    """Functions with sizes beyond memory, functions of themselves, programs that don't end well."""
    space = "[/Separation /Spot /DeviceRGB @how]"
    if dice.random() < 0.3:
        names = " ".join(f"/N{each}" for each in range(dice.choice([1, 8, 32, 33, 1000])))
        space = f"[/DeviceN [{names}] /DeviceRGB @how]"
    return page(
        b"/C cs .5 scn 0 0 99 99 re f .1 .9 scn 0 0 20 20 re f /G gs 0 0 30 30 re f /H sh",
        f"/ColorSpace << /C {space} >> /ExtGState << /G << /TR @how /BG @how /UCR @how /HT @how >> >>"
        " /Shading << /H << /ShadingType 1 /ColorSpace /DeviceRGB /Function @how /Matrix [200 0 0 200 0 0] >> >>",
        {"how": _function(dice), "mesh": _function(dice)},
    )


def programs_long(dice: Random) -> bytes:
    """Type 4 functions: nested, repeated, over the ends of their stack."""
    words = "add sub mul div idiv mod neg abs ceiling floor round sqrt sin cos atan exp ln log cvi cvr eq ne gt ge lt"
    words += " le and or xor not bitshift true false pop exch dup copy index roll"
    depth = dice.choice([1, 5, 40, 5000])
    core = " ".join(
        dice.choice([*words.split(), extreme(dice), "9"]) for _ in range(dice.choice([5, 100, 5000]))
    )
    program = dice.choice(
        [
            "{" + core + "}",
            "{" * depth + core + "}" * depth,
            "{ true " + "{ true " * depth + core + "} if " * depth + "}",
            "{" + "dup " * dice.choice([90, 101, 100_000]) + "}",
            "{ 2147483647 copy -9 index 99999 -99999 roll " + core + "}",
            "{" + core,
        ]
    )
    made = stream(program.encode(), "/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]")
    return page(
        b"/H sh /C cs .5 .5 scn 0 0 99 99 re f",
        "/ColorSpace << /C [/DeviceN [/A /B] /DeviceRGB @how] >> /Shading << /H << /ShadingType 1"
        " /ColorSpace /DeviceRGB /Function @how /Matrix [200 0 0 200 0 0] >> >>",
        {"how": made},
    )


def spaces_rings(dice: Random) -> bytes:
    """Colour spaces made of each other."""
    ring = dice.choice(
        [
            b"[/Indexed @ring 255 <00>]",
            b"[/Pattern @ring]",
            b"[/Separation /A @ring << /FunctionType 2 /N 1 /Domain [0 1] >>]",
            b"[/ICCBased << /N 3 /Alternate @ring >>]",
            b"[/Indexed /DeviceRGB 2147483647 @ring]",
            b"[/Lab << /WhitePoint [0 0 0] /Range [9 -9 0 0] >>]",
            b"[/CalRGB << /WhitePoint [nan 1 1] /Gamma [-9 0 1e38] /Matrix [0 0 0 0 0 0 0 0 0] >>]",
            b"[@ring]",
            b"@ring",
        ]
    )
    picture = stream(bytes(99), "/Subtype /Image /Width 5 /Height 5 /BitsPerComponent 8 /ColorSpace @ring")
    return page(
        b"/C cs .5 .5 .5 scn 0 0 99 99 re f q 99 0 0 99 0 0 cm /I Do Q",
        "/ColorSpace << /C @ring /DefaultRGB @ring /DefaultGray @ring >> /XObject << /I @picture >>",
        {"ring": ring, "picture": picture},
    )


def paths_endless(dice: Random) -> bytes:
    """Many strokes, dashes finer than any dot, clips in clips."""
    times = dice.choice([10, 1000, 100_000, 400_000])
    few = min(times, 3000)
    ways = [
        b"0 0 m " + b"99 99 l 0 199 l " * times + b"B*",
        b"[%s] 0 d 9 w 0 0 m 199 199 l 0 199 l S" % number(dice).encode(),
        b"[.0001 .0001] 0 d 0 0 m 199 199 l 9 9 99 99 re S",
        b"0 0 99 99 re W n " * few + b"0 0 m 99 99 l S",
        b"q 1 0 0 1 0 0 cm " * times + b"0 0 m 99 99 l S",
        b"Q " * times + b"0 0 m 99 99 l S",
        b"q 0.9 0 0 0.9 9 9 cm 0 0 199 199 re S " * few,
        b"0 0 m " + b"1 2 3 4 5 6 c 9 99 999 9999 v " * times + b"f*",
        b"0 0 m 199 199 l %s w %s M 1 J 1 j S" % (number(dice).encode(), number(dice).encode()),
        b"/P << /MCID 0 >> BDC " * times + b"0 0 m 9 9 l S",
        b"BX " * times + b"nonsense " * few,
    ]
    return page(dice.choice(ways))


def numbers_endless(dice: Random) -> bytes:
    """Every operator with whatever numbers come along."""
    words = {
        "m": 2,
        "l": 2,
        "c": 6,
        "v": 4,
        "re": 4,
        "cm": 6,
        "w": 1,
        "M": 1,
        "i": 1,
        "j": 1,
        "rg": 3,
        "k": 4,
        "d0": 2,
    }
    words |= {"d1": 6, "Td": 2, "Tm": 6, "Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1, "Tr": 1, "g": 1}
    parts = ["BT /F 9 Tf" * (dice.random() < 0.3)]
    for _ in range(dice.choice([3, 30, 300])):
        word, count = dice.choice(list(words.items()))
        parts.append(f"{numbers(dice, count)} {word}")
        parts.append(dice.choice(["S", "f", "B*", "W n", "q", "Q", "s", "(x) Tj", ""]))
    return page(
        " ".join(parts).encode(), "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    )


def states_odd(dice: Random) -> bytes:
    """Graphics states with every entry they may have, and wrong values."""
    names = "LW LC LJ ML D RI OP op OPM Font BG UCR TR HT FL SM SA BM SMask CA ca AIS TK"
    values = ["@mask", "[1 2]", "[@mask 9]", "/Multiply", "[/Hue /Nonsense]", extreme(dice), number(dice)]
    entries = " ".join(f"/{name} {dice.choice(values)}" for name in names.split() if dice.random() < 0.5)
    content = b"/G gs 9 9 99 99 re B /G gs BT 9 9 Td (x) Tj ET 0 0 m 99 99 l S"
    return page(content, f"/ExtGState << /G << {entries} >> >>", {"mask": form(_FILL, _GROUP)})


def _function(dice: Random) -> bytes:
    """For one of the colour's or shading's places; may lead back to @how."""
    size = dice.choice(["2", "2", "255", "65536", "2147483647", extreme(dice)])
    common = f"/Domain [{dice.choice(['0 1', '0 1 0 1', numbers(dice, 2)])}]"
    reach = f"/Range [{dice.choice(['0 1 0 1 0 1', numbers(dice, 6)])}]"
    kind = dice.randrange(4)
    if kind == 0:
        sizes = " ".join([size] * dice.choice([1, 1, 2, 4, 30]))
        bits = dice.choice(["8", "8", "1", "32", "33", extreme(dice)])
        return stream(
            noise(dice), f"/FunctionType 0 {common} {reach} /Size [{sizes}] /BitsPerSample {bits} /Order 3"
        )
    if kind == 1:
        ends = f"/C0 [{numbers(dice, 3)}] /C1 [{numbers(dice, 3)}]"
        return f"<< /FunctionType 2 {common} {ends} /N {number(dice)} >>".encode()
    if kind == 2:
        parts = " ".join(dice.choice(["@how", "@mesh"]) for _ in range(dice.choice([1, 2, 200])))
        bounds = f"/Bounds [{numbers(dice, 1)}] /Encode [{numbers(dice, 4)}]"
        return f"<< /FunctionType 3 {common} /Functions [{parts}] {bounds} >>".encode()
    return stream(b"{dup dup}", f"/FunctionType {dice.choice(['4', '4', extreme(dice)])} {common} {reach}")


KINDS: tuple[Callable[[Random], bytes], ...] = (
    forms_rings,
    forms_doubling,
    groups_nested,
    masks_rings,
    tiles_odd,
    shadings_odd,
    functions_odd,
    programs_long,
    spaces_rings,
    paths_endless,
    numbers_endless,
    states_odd,
)
