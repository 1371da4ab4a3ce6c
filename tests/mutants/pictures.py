"""Pictures that lie about their size, in codecs whose data is damaged."""

from collections.abc import Callable
from random import Random

from tests.mutants.codecs import RAW, fax, jbig2, profile
from tests.mutants.syntax import extreme, noise, number, numbers, packed, page
from tests.pdf_syntax import stream

_PLACE = b"q 150 0 0 150 9 9 cm /I Do Q"
_SIZES = [0, 1, 7, 31, 33, 4096, 65_535, 65_536, 100_000, 2**31 - 1, 2**32 - 1, -1]


def codecs_damaged(dice: Random) -> bytes:
    """A few bytes of the picture's data are others, or gone."""
    name = dice.choice(list(RAW))
    data, entries = RAW[name]
    broken = bytearray(data)
    for _ in range(dice.choice([1, 3, 20])):
        place = dice.randrange(len(broken))
        broken[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        broken = broken or bytearray(1)
    if dice.random() < 0.3:
        del broken[dice.randrange(len(broken)) :]
    return _shown(packed(bytes(broken), entries) if name == "flate" else stream(bytes(broken), entries))


def sizes_wrong(dice: Random) -> bytes:
    """The file says another size than the picture's data."""
    data, entries = RAW[dice.choice(list(RAW))]
    for key in ("Width 32", "Height 32", "Columns 32", "Rows 32"):
        if dice.random() < 0.6:
            entries = entries.replace(key, f"{key.split()[0]} {dice.choice(_SIZES)}")
    return _shown(stream(data, entries))


def headers_wrong(dice: Random) -> bytes:
    """The codec's own head says another size, or another number of colours."""
    name = dice.choice(["jpeg", "cmyk", "jpx", "jbig"])
    data, entries = RAW[name]
    if name == "jbig":
        return _shown(stream(jbig2(fax(), dice.choice(_SIZES) % 2**32, dice.choice(_SIZES) % 2**32), entries))
    head = data.index(b"\xff\xc0") if b"\xff\xc0" in data else data.index(b"ihdr")
    broken = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        broken[head + dice.randrange(2, 24)] = dice.choice([0, 1, 2, 4, 127, 128, 255])
    return _shown(stream(bytes(broken), entries))


def giant_pictures(dice: Random) -> bytes:
    """Little data for many dots: some fit, some don't."""
    width, height = dice.choice([500, 5000, 20_000, 100_000]), dice.choice([1, 500, 5000, 20_000, 60_000])
    entries = f"/Type /XObject /Subtype /Image /Width {width} /Height {height}"
    colours = dice.choice(
        ["/ColorSpace /DeviceRGB /BitsPerComponent 8", "/ImageMask true /BitsPerComponent 1"]
    )
    blank = packed(bytes(min(width * height * 3, 30_000_000)), f"{entries} {colours}")
    faxed = stream(
        bytes(100),
        f"{entries} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode"
        f" /DecodeParms << /K {dice.choice([-1, 0, 4])} /Columns {width} /Rows {height} >>",
    )
    return _shown(dice.choice([blank, faxed]))


def entries_odd(dice: Random) -> bytes:
    """Everything that a picture may say of itself, wrong."""
    spaces = [
        "/DeviceGray",
        "/DeviceCMYK",
        "/Pattern",
        "@picture",
        "[/Indexed /DeviceRGB 255 <00>]",
        extreme(dice),
    ]
    entries = (
        f"/Type /XObject /Subtype /Image /Width {dice.choice(_SIZES[1:6])} /Height {dice.choice(_SIZES[1:6])}"
        f" /BitsPerComponent {dice.choice(['1', '2', '4', '8', '16', '3', extreme(dice)])}"
        f" /ColorSpace {dice.choice(spaces)} /Decode [{numbers(dice, dice.choice([2, 6, 8]))}]"
    )
    if dice.random() < 0.4:
        entries += f" /Mask {dice.choice(['@picture', '[0 9 0 9]', f'[{numbers(dice, 6)}]'])}"
    if dice.random() < 0.4:
        entries += f" /SMask @picture /SMaskInData {dice.choice([1, 2])} /Matte [{numbers(dice, 3)}]"
    entries += dice.choice(
        ["", "", " /ImageMask true", " /Interpolate true", " /Alternates [<< /Image @picture >>]"]
    )
    return _shown(packed(noise(dice, 50_000), entries))


def fax_odd(dice: Random) -> bytes:
    data = dice.choice([fax(), noise(dice), bytes(500), b"\xff" * 500])
    parameters = f"/K {dice.choice(['-1', '0', '1', extreme(dice)])} /Columns {dice.choice(_SIZES)} /Rows {dice.choice(_SIZES)}"
    for flag in ("EndOfLine", "EncodedByteAlign", "EndOfBlock", "BlackIs1"):
        parameters += f" /{flag} {dice.choice(['true', 'false'])}"
    parameters += f" /DamagedRowsBeforeError {number(dice)}"
    entries = RAW["fax"][1]
    return _shown(stream(data, entries[: entries.index("/DecodeParms")] + f"/DecodeParms << {parameters} >>"))


def jbig2_odd(dice: Random) -> bytes:
    """Segments that refer to each other, to nothing, or to tables shared by all pictures."""
    data = bytearray(jbig2(dice.choice([None, noise(dice), b""])))
    for _ in range(dice.randint(1, 6)):
        data[dice.randrange(min(len(data), 80))] = dice.choice([0, 1, 4, 6, 16, 36, 38, 40, 48, 51, 53, 255])
    entries = (
        f"{RAW['jbig'][1]} /DecodeParms << /JBIG2Globals {dice.choice(['@shared', '@picture', '9 0 R'])} >>"
    )
    return _shown(
        stream(bytes(data), entries), {"shared": stream(dice.choice([bytes(data), noise(dice), b""]))}
    )


def profiles_damaged(dice: Random) -> bytes:
    """A colour profile that is broken, or made for another number of colours."""
    data = bytearray(profile())
    for _ in range(dice.choice([0, 1, 5, 50])):
        data[dice.randrange(dice.choice([128, 300, len(data)]))] = dice.choice(
            [0, 1, 255, dice.randrange(256)]
        )
    if dice.random() < 0.2:
        del data[dice.randrange(len(data)) :]
    colours = dice.choice(["3", "3", "1", "4", extreme(dice)])
    reach = dice.choice(["", f"/Range [{numbers(dice, 6)}]", "/Alternate /DeviceCMYK", "/Alternate @space"])
    space = "/ColorSpace [/ICCBased @space] /BitsPerComponent 8"
    picture = packed(RAW["flate"][0], f"/Type /XObject /Subtype /Image /Width 32 /Height 32 {space}")
    return page(
        _PLACE + b" /C cs .1 .2 .3 scn 0 0 9 9 re f",
        "/XObject << /I @picture >> /ColorSpace << /C [/ICCBased @space] >>",
        {"picture": picture, "space": packed(bytes(data), f"/N {colours} {reach}")},
    )


def inline_odd(dice: Random) -> bytes:
    """Pictures amid the page's content, whose end must be guessed."""
    filters = [
        "",
        "/F /Fl",
        "/F /DCT",
        "/F /CCF /DP << /K -1 /Columns 9999999 >>",
        "/F [/A85 /LZW]",
        "/F /RL",
        "/F /Nonsense",
    ]
    head = (
        f"/W {dice.choice(_SIZES)} /H {dice.choice(_SIZES)} /BPC {dice.choice(['8', '1', extreme(dice)])}"
        f" /CS {dice.choice(['/RGB', '/G', '/I', '[/I /RGB 1 <000000ffffff>]', '/C'])} {dice.choice(filters)}"
    )
    end = dice.choice([b"\nEI Q", b"EI", b"", b"\nEI\nEI\n Q"])
    times = dice.choice([1, 1, 3, 500])
    return page((b"q 99 0 0 99 0 0 cm BI " + head.encode() + b" ID " + noise(dice, 300) + end + b" ") * times)


def _shown(picture: bytes, more: dict[str, bytes] | None = None) -> bytes:
    return page(_PLACE, "/XObject << /I @picture >>", {"picture": picture, **(more or {})})


KINDS: tuple[Callable[[Random], bytes], ...] = (
    codecs_damaged,
    sizes_wrong,
    headers_wrong,
    giant_pictures,
    entries_odd,
    fax_odd,
    jbig2_odd,
    profiles_damaged,
    inline_odd,
)
