"""A tiny writer of PDF syntax: it writes what it is told, also what a library would mend."""

import zlib
from collections.abc import Iterable

A4 = "0 0 595 842"
MEGABYTE = 1024 * 1024

# Every document is numbered alike, so that a builder can refer to its own objects.
CATALOG, PAGE_TREE, CONTENT, FONT, FIRST_OWN = 1, 2, 3, 4, 5


def line(text: str) -> bytes:
    """Page content: one line of Latin letters near the top of an A4 page."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return b"BT /F 24 Tf 72 700 Td (%s) Tj ET" % escaped.encode("ascii")


def stream(data: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def document(
    *,
    content: bytes = line("Guarantee certificate"),
    own: Iterable[bytes] = (),
    catalog: str = "",
    page: str = "",
    resources: str = "",
    box: str = A4,
    pages: int = 1,
    page_contents: list[int] | None = None,
) -> bytes:
    """A file of one content shared by all pages, or of one page for each of `page_contents`."""
    own = list(own)
    contents = page_contents or [CONTENT] * pages
    first_page = FIRST_OWN + len(own)
    kids = " ".join(f"{first_page + index} 0 R" for index in range(len(contents)))
    return write(
        [
            f"<< /Type /Catalog /Pages {PAGE_TREE} 0 R {catalog} >>".encode(),
            f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
            stream(content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *own,
            *(
                f"<< /Type /Page /Parent {PAGE_TREE} 0 R /MediaBox [{box}] /Contents {number} 0 R"
                f" /Resources << {resources or f'/Font << /F {FONT} 0 R >>'} >> {page} >>".encode()
                for number in contents
            ),
        ]
    )


def write(objects: list[bytes]) -> bytes:
    """The file around its objects, numbered from 1; the first one is the catalog."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, CATALOG, start)
    return bytes(out)


def twice_deflated_zeros(megabytes: int, head: bytes = b"") -> bytes:
    """`head` and then zeros; one deflated megabyte repeated, because deflating gigabytes takes a minute."""
    squeeze = zlib.compressobj(9)
    start = squeeze.compress(head) + squeeze.flush(zlib.Z_FULL_FLUSH)
    one = squeeze.compress(bytes(MEGABYTE)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, wbits=-15).flush()
    # Adler-32 after so many zeros: its lower half stays, its upper half adds it up once a byte.
    upper, lower = divmod(zlib.adler32(head), 1 << 16)
    checksum = (upper + lower * megabytes * MEGABYTE) % 65521 << 16 | lower
    return zlib.compress(start + one * megabytes + last + checksum.to_bytes(4, "big"), 9)
