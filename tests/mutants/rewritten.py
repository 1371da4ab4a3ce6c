"""Files that are whole to the last byte, and wrong inside: past the parsers' mending, into what draws."""

import io
import warnings
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

import pikepdf

from tests.mutants import bases
from tests.mutants.syntax import EXTREME_NUMBERS, noise
from tests.pdf_syntax import stream

_WORDS = b"q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* BT ET Tc Tw Tz TL Tf Tr Ts Td".split()
_WORDS += (
    b"TD Tm T* Tj TJ ' \" d0 d1 CS cs SC SCN sc scn G g RG rg K k sh BI ID EI Do MP DP BMC BDC EMC".split()
)


def values_replaced(dice: Random) -> bytes:
    """Entries of dictionaries get values that belong elsewhere, or objects that hold themselves."""
    with _opened(dice) as pdf:
        values = [value for holder in _holders(pdf) for _, value in holder.items()]
        for _ in range(dice.randint(1, 5)):
            holder = dice.choice(_holders(pdf))
            keys = sorted(set(holder.keys()) - {"/Length"})
            if keys:
                holder[dice.choice(keys)] = _odd_value(dice, pdf, values)
        return _saved(pdf)


def entries_removed(dice: Random) -> bytes:
    with _opened(dice) as pdf:
        for _ in range(dice.randint(1, 4)):
            holder = dice.choice(_holders(pdf))
            keys = sorted(set(holder.keys()) - {"/Length"})
            if keys:
                del holder[dice.choice(keys)]
        return _saved(pdf)


def streams_swapped(dice: Random) -> bytes:
    """Each stream is sound, but a font's program stands where a picture should."""
    with _opened(dice) as pdf:
        streams = _streams(pdf)
        one, other = dice.choice(streams), dice.choice(streams)
        one_data, other_data = one.read_raw_bytes(), other.read_raw_bytes()
        one.write(other_data, filter=other.get("/Filter"), decode_parms=other.get("/DecodeParms"))
        other.write(one_data)
        return _saved(pdf)


def stream_contents_damaged(dice: Random) -> bytes:
    """Within the packing: what comes out is damaged, not the packing itself."""
    with _opened(dice) as pdf:
        for _ in range(dice.randint(1, 3)):
            chosen = dice.choice(_streams(pdf))
            try:
                data, entries = bytearray(chosen.read_bytes()), {}
            except pikepdf.PdfError:  # a picture's codec, which qpdf doesn't know
                data = bytearray(chosen.read_raw_bytes())
                entries = {"filter": chosen.get("/Filter"), "decode_parms": chosen.get("/DecodeParms")}
            chosen.write(_damaged(dice, data), **entries)
        return _saved(pdf)


def words_shuffled(dice: Random) -> bytes:
    """Page content: operators and operands lost, doubled, exchanged, extreme."""
    with _opened(dice) as pdf:
        page = dice.choice(list(pdf.pages))
        page.contents_coalesce()
        words = page.Contents.read_bytes().split()
        for _ in range(dice.randint(1, 30)):
            place = dice.randrange(len(words) + 1)
            new = dice.choice([*_WORDS, *words, dice.choice(EXTREME_NUMBERS).encode()])
            words[place : place + dice.randrange(2)] = [new] * dice.choice([0, 1, 1, 1, 5])
        page.Contents = pdf.make_stream(b" ".join(words))
        return _saved(pdf)


def filters_stacked(dice: Random) -> bytes:
    """A stream says that it was packed in ways that it was not."""
    names = "FlateDecode LZWDecode ASCIIHexDecode ASCII85Decode RunLengthDecode DCTDecode JPXDecode"
    names += " CCITTFaxDecode JBIG2Decode Unknown"
    with _opened(dice) as pdf:
        chosen = dice.choice(_streams(pdf))
        chosen.Filter = pikepdf.Array(
            [pikepdf.Name(f"/{dice.choice(names.split())}") for _ in range(dice.choice([1, 2, 3, 40, 1000]))]
        )
        return _saved(pdf)


def predictors_wrong(dice: Random) -> bytes:
    figures = {
        key: dice.choice([-1, 0, 1, 2, 8, 15, 16, 17, 32, 255, 65_536, 2**28, 2**31 - 1])
        for key in ("Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange")
    }
    figures["Predictor"] = dice.choice([2, 10, 11, 12, 13, 14, 15, 99])
    with _opened(dice) as pdf:
        chosen = dice.choice(_streams(pdf))
        chosen.write(
            zlib.compress(noise(dice)),
            filter=pikepdf.Name.FlateDecode,
            decode_parms=pikepdf.Dictionary({f"/{key}": value for key, value in figures.items()}),
        )
        return _saved(pdf)


def encrypted(dice: Random) -> bytes:
    """Opens without a password; then a bit flips in what unlocks it, or anywhere. RC4: it needs no chance."""
    strength: Any = dice.choice([2, 3])
    secret = pikepdf.Encryption(owner="owner", user="", R=strength, aes=False, metadata=False)
    out = io.BytesIO()
    with _opened(dice) as pdf:
        pdf.save(out, encryption=secret, static_id=True, fix_metadata_version=False)
    data = bytearray(out.getvalue())
    place = data.find(b"/Encrypt") if dice.random() < 0.3 else data.find(b"/Filter /Standard")
    for _ in range(dice.randrange(4)):
        near = place + dice.randrange(-300, 300) if dice.random() < 0.7 else dice.randrange(len(data))
        data[near % len(data)] ^= 1 << dice.randrange(8)
    return bytes(data)


def updated(dice: Random) -> bytes:
    """Changed again and again by appending, as forms and stamps are; sometimes a table leads astray."""
    data = dice.choice(bases.small()[:3])
    for _ in range(dice.choice([1, 2, 20, 200])):
        previous = data[data.rindex(b"startxref") + 9 :].split()[0].decode()
        where = len(data)
        what = stream(noise(dice, 50)) if dice.random() < 0.3 else stream(b"0 0 m 99 99 l S")
        data += b"3 0 obj\n%s\nendobj\n" % what
        if dice.random() < 0.1:
            previous = dice.choice([*EXTREME_NUMBERS, str(len(data))])
        data += (
            f"xref\n3 1\n{where:010} 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev {previous} >>\n"
            f"startxref\n{len(data)}\n%%EOF\n"
        ).encode()
    return data


def _opened(dice: Random) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(bases.any_base(dice)))


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():  # of fields that have lost their form: so be it
        warnings.simplefilter("ignore")
        # As it is: neither packed anew nor mended.
        pdf.save(
            out,
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def _holders(pdf: pikepdf.Pdf) -> list[Any]:
    kinds = pikepdf.Dictionary | pikepdf.Stream
    return [each for each in pdf.objects if isinstance(each, kinds)]


def _streams(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]


def _odd_value(dice: Random, pdf: pikepdf.Pdf, values: list[Any]) -> Any:
    choice = dice.randrange(5)
    if choice == 0:
        return dice.choice([2**31 - 1, -(2**31), 2**62, -1, 0, 65_536])
    if choice == 1:
        return pikepdf.Object.parse(
            dice.choice([b"99999.5", b"(x)", b"/N", b"[]", b"<<>>", b"-0.00001", b"true"])
        )
    if choice == 2:
        return pikepdf.Array([dice.choice([0, -1, 2**31 - 1, 1]) for _ in range(dice.randrange(9))])
    return dice.choice(list(pdf.objects) if choice == 3 else values)


def _damaged(dice: Random, data: bytearray) -> bytes:
    if not data:
        return noise(dice)
    for _ in range(dice.choice([1, 5, 50])):
        place = dice.randrange(len(data))
        data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
        data = data or bytearray(1)
    return bytes(data[: dice.randrange(len(data))] if dice.randrange(8) == 0 else data)


KINDS: tuple[Callable[[Random], bytes], ...] = (
    values_replaced,
    entries_removed,
    streams_swapped,
    stream_contents_damaged,
    words_shuffled,
    filters_stacked,
    predictors_wrong,
    encrypted,
    updated,
)
