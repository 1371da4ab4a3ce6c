"""Tables, trees and boxes that lie: rings, depths, and counts that nobody can count to."""

import struct
from collections.abc import Callable
from random import Random

from tests import pdfs
from tests.mutants.syntax import SMALL, extreme, noise, number, numbers, packed, page
from tests.pdf_syntax import CATALOG, FIRST_OWN, PAGE_TREE, document, line, stream, write


def table_rings(dice: Random) -> bytes:
    """/Prev or /XRefStm of the table of objects leads back to itself, into a stream, or nowhere."""
    whole = pdfs.plain()
    start = whole.rindex(b"xref\n0", 0, whole.rindex(b"startxref"))
    places = [start, 0, len(whole), whole.index(b"stream"), dice.randrange(len(whole)), -1, 2**63]
    entries = " ".join(
        f"/{dice.choice(['Prev', 'XRefStm'])} {dice.choice(places)}" for _ in range(dice.randint(1, 2))
    )
    return whole.replace(b"/Root", entries.encode() + b" /Root")


def tables_in_turns(dice: Random) -> bytes:
    """Several tables, each the predecessor of another."""
    data = pdfs.plain()
    starts = [int(data[data.rindex(b"startxref") + 9 :].split()[0])]
    width = 20
    for _ in range(dice.choice([1, 2, 50])):
        starts.append(len(data))
        data += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %s >>\n" % (b"?" * width)
        data += b"startxref\n%d\n%%%%EOF\n" % len(data)
    while (hole := data.find(b"?" * width)) >= 0:
        data = data[:hole] + b"%*d" % (width, dice.choice(starts)) + data[hole + width :]
    return data


def table_shuffled(dice: Random) -> bytes:
    """Its numbers point at other objects, or at nothing; some call themselves free."""
    data = bytearray(pdfs.three_pages())
    first = data.rindex(b"xref\n0", 0, data.rindex(b"startxref"))
    first = data.index(b"f \n", first) + 3
    rows = data.count(b" n \n")
    for row in dice.sample(range(rows), dice.randint(1, rows)):
        offset = dice.choice([0, dice.randrange(len(data)), 9_999_999_999, int(data[first:][:10])])
        new = b"%010d %05d %s \n" % (offset, dice.choice([0, 1, 65535]), dice.choice([b"n", b"n", b"f"]))
        data[first + row * 20 : first + row * 20 + 20] = new
    return bytes(data)


def table_too_large(dice: Random) -> bytes:
    size = dice.choice([b"0 4294967295", b"0 2147483647", b"4294967290 6", b"-5 6", b"0 99999999", b"6 0"])
    data = pdfs.plain().replace(b"xref\n0 6", b"xref\n%s" % size)
    return data.replace(b"/Size 6", f"/Size {extreme(dice)}".encode()) if dice.random() < 0.5 else data


def table_stream_wrong(dice: Random) -> bytes:
    """A table that is a stream: wrong widths, an index beyond everything, itself as predecessor."""
    body = pdfs.plain()
    body = body[: body.rindex(b"xref\n0", 0, body.rindex(b"startxref"))]
    rows = [(0, 0, 65535)]
    rows += [(1, body.index(b"\n%d 0 obj" % number) + 1, 0) for number in range(1, 6)]
    rows += [(dice.choice([1, 2, 2, 3, 255]), dice.choice([6, 7, 0, 2**32 - 1]), dice.randrange(9))]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    if dice.random() < 0.4:
        table = table[: dice.randrange(len(table))] + noise(dice, 99)
    widths = dice.choice(["1 4 2", "1 4 2", "1 4 2", "0 4 2", "8 8 8", "1 4", "-1 4 2", "2147483647 4 2"])
    index = dice.choice(
        ["", "/Index [0 7]", "/Index [0 2147483647]", "/Index [-3 9 7 7]", "/Index [5 0 0 7]"]
    )
    previous = dice.choice(["", f"/Prev {len(body)}", f"/Prev {number(dice)}"])
    size = dice.choice(["7", "7", "1", extreme(dice)])
    entries = f"/Type /XRef /W [{widths}] {index} {previous} /Size {size} /Root 1 0 R"
    made = packed(table, entries) if dice.random() < 0.5 else stream(table, entries)
    return body + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (made, len(body))


def object_streams_ring(dice: Random) -> bytes:
    """Objects in streams: a stream that holds itself, extends itself, or whose length stands in it."""
    body = pdfs.plain()
    body = body[: body.rindex(b"xref\n0", 0, body.rindex(b"startxref"))]
    # Numbers 6, 7: two object streams; 8: what they hold; 9: the table.
    holds = [f"{dice.choice([1, 2, 3, 5, 6, 7, 8])} {dice.choice([0, 5, 99])} " for _ in range(3)]
    inside = "".join(holds) + "<< /A 8 0 R >> [6 0 R 7 0 R] 3 "
    places, made = [], b""
    for _ in range(2):
        entries = (
            f"/Type /ObjStm /N {dice.choice(['3', '3', extreme(dice)])}"
            f" /First {dice.choice([str(len(''.join(holds))), extreme(dice)])}"
            f" {dice.choice(['', '/Extends 6 0 R', '/Extends 7 0 R'])}"
        )
        held = stream(inside.encode(), entries)
        if dice.random() < 0.4:
            held = held.replace(b"/Length ", b"/Length %d 0 R /Was " % dice.choice([6, 7, 8]))
        places.append(len(body) + len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (5 + len(places), held)
    rows = [(0, 0, 65535)] + [(1, body.index(b"\n%d 0 obj" % each) + 1, 0) for each in range(1, 6)]
    rows += [(1, place, 0) for place in places] + [(2, dice.choice([6, 7, 8]), dice.randrange(3))]
    if dice.random() < 0.7:
        rows[dice.randrange(1, 8)] = (2, dice.choice([6, 7]), dice.randrange(3))
    start = len(body) + len(made)
    rows.append((1, start, 0))
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    made += b"9 0 obj\n%s\nendobj\n" % stream(table, "/Type /XRef /W [1 4 2] /Size 10 /Root 1 0 R")
    return body + made + b"startxref\n%d\n%%%%EOF\n" % start


def page_tree_deep(dice: Random) -> bytes:
    """One page at the end of a long chain."""
    depth = dice.choice([10, 100, 1000, 10_000, 50_000])
    chain = [f"<< /Type /Pages /Kids [{place + 3} 0 R] /Count 1 >>".encode() for place in range(depth)]
    last = f"<< /Type /Page /MediaBox [{SMALL}] >>".encode()
    return write([f"<< /Type /Catalog /Pages {PAGE_TREE} 0 R >>".encode(), *chain, last])


def page_tree_ring(dice: Random) -> bytes:
    """Children that are their own parents, or all the same page."""
    kids = " ".join(f"{dice.choice([1, 2, 2, 3, 4, 5, 6, 9])} 0 R" for _ in range(dice.choice([1, 3, 90])))
    branch = f"<< /Type /Pages /Parent 2 0 R /Kids [{kids}] /Count {number(dice)} >>"
    data = pdfs.plain().replace(b"/Kids [", b"/Kids [%s " % kids.encode())
    return data.replace(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", branch.encode())


def page_tree_doubling(dice: Random) -> bytes:
    """Each branch twice the next one: a thousand million pages in a kilobyte."""
    depth = dice.choice([3, 10, 30])
    counts = [2 ** (depth - place) for place in range(depth)]
    branches = [
        f"<< /Type /Pages /Kids [{place + 3} 0 R {place + 3} 0 R] /Count {count} >>".encode()
        for place, count in enumerate(counts)
    ]
    last = f"<< /Type /Page /MediaBox [{SMALL}] >>".encode()
    return write([f"<< /Type /Catalog /Pages {PAGE_TREE} 0 R >>".encode(), *branches, last])


def page_count_lies(dice: Random) -> bytes:
    return pdfs.plain(dice.choice([1, 2])).replace(b"/Count ", b"/Count %s /Was " % extreme(dice).encode())


def children_odd(dice: Random) -> bytes:
    """What stands among the pages is none; or the page lacks what it needs."""
    odd = dice.choice(
        ["null", "7", "(x)", "<< >>", "[3 0 R]", "3 0 R", "4 0 R", "99 0 R", "<< /Type /Page >>"]
    )
    data = pdfs.plain().replace(b"/Kids [", f"/Kids [{odd} ".encode())
    if dice.random() < 0.5:
        data = data.replace(b"/Count 1", b"/Count 2")
    lost = dice.choice([b"/MediaBox", b"/Type /Page ", b"/Contents", b"/Resources", b"/Parent", b"/Nothing"])
    return data.replace(lost, b"/Gone")


def boxes_odd(dice: Random) -> bytes:
    """No area, negative, beyond everything, no numbers; turned, and measured in units of its own."""
    boxes = " ".join(
        f"/{box} [{numbers(dice, dice.choice([4, 4, 4, 3, 5]))}]"
        for box in ("MediaBox", "CropBox", "TrimBox", "BleedBox", "ArtBox")
        if dice.random() < 0.4
    )
    extra = dice.choice(
        ["", f"/UserUnit {number(dice)}", f"/Rotate {dice.choice(['90', '270', extreme(dice)])}"]
    )
    box = dice.choice([SMALL, SMALL, "0 0 0 0", "200 200 0 0", "-100 -100 100 100", numbers(dice, 4)])
    return page(line("box"), box=box, entries=f"{boxes} {extra}")


def boxes_large(dice: Random) -> bytes:
    """Near the largest that may be drawn, and beyond it."""
    sides = [0.4, 1, 3, 50, 700, 2500, 3162, 3163, 10_000, 14_400, 14_401, 1e6]
    width, height = dice.choice(sides), dice.choice(sides)
    return page(b"0 0 m 9000 9000 l S 0 0 99 99 re f", box=f"0 0 {width} {height}")


def nested_deep(dice: Random) -> bytes:
    """Arrays or dictionaries in each other, in the catalog, the page, or what it draws."""
    depth = dice.choice([10, 100, 499, 501, 3000, 100_000])
    opened, closed = dice.choice([("[", "]"), ("<< /A ", " >>"), ("[ << /A ", " >> ]")])
    deep = f"{opened * depth} {closed * (depth if dice.random() < 0.8 else depth // 2)}"
    where = dice.choice(["catalog", "page", "content", "own", "resources"])
    if where == "content":
        return page(f"/A {deep} BDC {deep} TJ 0 0 m 9 9 l S EMC".encode())
    if where == "own":
        return page(b"/X gs", "/ExtGState << /X @deep >>", {"deep": deep.encode()})
    entry = f"/Deep {deep}"
    return document(catalog=entry * (where == "catalog"), page=entry * (where == "page"), box=SMALL)


def giant_words(dice: Random) -> bytes:
    """Names and strings of a megabyte, in the file's objects and on the page."""
    length = dice.choice([127, 128, 32_767, 65_536, 1_000_000])
    words = ["/" + "N" * length, "(" + "s" * length + ")", "<" + "61" * length + ">", "(" + "(" * length]
    words += ["9" * length, "0." + "0" * length + "1", "/" + "#00" * length, "(" + "\\1" * length + ")"]
    word = dice.choice(words)
    where = dice.choice(["catalog", "content", "key"])
    if where == "content":
        return page(f"BT /F 9 Tf {word} Tj {word} gs {word} 0 m 9 9 l S ET".encode())
    return page(line("word"), catalog=f"/Long {word}" if where == "catalog" else f"{word} 1")


def side_trees_ring(dice: Random) -> bytes:
    """Outlines, names, labels, structure and layers that lead back to themselves."""
    ring = dice.choice(
        [
            b"<< /First @ring /Last @ring /Next @ring /Prev @ring /Parent @ring /Count 9 /Title (x) >>",
            b"<< /Kids [@ring @ring] /Limits [(a) (z)] >>",
            b"<< /Nums [0 @ring] /Kids [@ring] >>",
            b"<< /S /P /P @ring /K [@ring @ring] >>",
            b"<< /OCGs [@ring] /VE [/And @ring @ring] /D @ring /Order [@ring] /Type /OCMD >>",
            b"[@ring @ring]",
            b"@ring",
        ]
    )
    places = "Outlines Names PageLabels StructTreeRoot OCProperties OpenAction Dests AcroForm Metadata Perms"
    catalog = " ".join(f"/{place} @ring" for place in places.split() if dice.random() < 0.5)
    content = b"/OC /L BDC 0 0 m 99 99 l S EMC"
    entries = dice.choice(["", "/Annots @ring", "/Annots [@ring]", "/B @ring", "/Group @ring"])
    return page(content, "/Properties << /L @ring >>", {"ring": ring}, catalog=catalog, entries=entries)


def root_odd(dice: Random) -> bytes:
    """The catalog is something else, or not there."""
    root = dice.choice(
        [b"null", b"2 0 R", b"3 0 R", b"99 0 R", b"(x)", b"<< >>", b"%d 0 R" % FIRST_OWN, b"1"]
    )
    data = pdfs.plain()
    if dice.random() < 0.5:
        return data.replace(b"/Root %d 0 R" % CATALOG, b"/Root " + root)
    return data.replace(b"/Pages %d 0 R" % PAGE_TREE, b"/Pages " + root)


KINDS: tuple[Callable[[Random], bytes], ...] = (
    table_rings,
    tables_in_turns,
    table_shuffled,
    table_too_large,
    table_stream_wrong,
    object_streams_ring,
    page_tree_deep,
    page_tree_ring,
    page_tree_doubling,
    page_count_lies,
    children_odd,
    boxes_odd,
    boxes_large,
    nested_deep,
    giant_words,
    side_trees_ring,
    root_odd,
)
