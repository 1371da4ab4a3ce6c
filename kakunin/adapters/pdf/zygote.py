"""Inside the sandbox: a lean process that has everything loaded and forks a child per document.

Documents of competing insurers never share a child, and a child that one of
them has taken over ends with it.
"""

import ctypes
import io
import os
import select
import signal
import socket
import sys
from typing import Any

import pikepdf

from kakunin.adapters.pdf import draw, examine, fonts, lockdown, wire
from kakunin.adapters.pdf.limits import Limits

_LOOK_UP = 1.0  # seconds between looks whether the parent is still there
_MAX_REQUEST = 65536


def main() -> None:
    """Serve the line on descriptor 0 until it closes."""
    parent = int(sys.argv[1])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave no zombies
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _keep_memory()
    fonts.provide()
    _warm_up()
    line = socket.socket(fileno=os.dup(0))
    line.send(wire.READY)
    # Not the kernel's death signal: it comes already when the thread ends that started us.
    while os.getppid() == parent:
        if not select.select([line], [], [], _LOOK_UP)[0]:
            continue
        request, files, *_ = socket.recv_fds(line, _MAX_REQUEST, 2)
        if not request:
            return
        _serve(request, files)
        for file in files:
            os.close(file)


def _keep_memory() -> None:
    """Let malloc keep what a page needed for the next page; to ask the kernel anew costs 15 ms a page."""
    libc = ctypes.CDLL(None)
    trim_threshold, mmap_threshold = -1, -3  # glibc's names for mallopt
    libc.mallopt(mmap_threshold, 32 * 1024**2)
    libc.mallopt(trim_threshold, 256 * 1024**2)


def _warm_up() -> None:
    """Load now what would be loaded at the first document: a child can open no file."""
    limits = Limits()
    # Each way of encrypting has libraries of its own to load.
    rc4 = pikepdf.Encryption(owner="x", user="", R=3, aes=False, metadata=False)
    old_aes = pikepdf.Encryption(owner="x", user="", R=4)
    aes = pikepdf.Encryption(owner="x", user="", R=6)
    for encryption in (None, rc4, old_aes, aes):
        page = _a_page(encryption)
        examine.examine(page, limits)
        draw.draw(examine.open_document(page), 1, limits)
    for word in ("cp932", "utf-16-le", "idna"):
        "".encode(word)
    draw.watermark((500, 700))
    picture = draw.watermark((1190, 1684))
    for name in ("JPEG", "PNG"):
        picture.save(open(os.devnull, "wb"), name)  # noqa: SIM115  # closed with the process


def _a_page(encryption: pikepdf.Encryption | None) -> bytes:
    """A document with one word on it."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.obj.Contents = pdf.make_stream(b"BT /F 9 Tf 9 9 Td (warm) Tj ET")
    out = io.BytesIO()
    pdf.save(out, encryption=encryption or False)
    return out.getvalue()


def _serve(request: bytes, files: list[int]) -> None:
    zygote = os.getpid()
    if os.fork():
        return
    try:
        lockdown.die_with_parent(zygote)
        line = socket.socket(fileno=os.dup(files[1]))
        asked = wire.parse(request)
        limits = Limits(**asked["limits"])
        content = _read_all(files[0])
        _close_all_but(line.fileno())
        lockdown.enter(limits)
        wire.send(line, {"locked": True})
        _answer(line, asked, content, limits)
    finally:
        os._exit(0)


def _answer(line: socket.socket, asked: dict[str, Any], content: bytes, limits: Limits) -> None:
    try:
        if asked["do"] == "examine":
            _start_clock(limits.seconds)
            wire.send(line, {"pages": examine.examine(content, limits)})
            return
        _start_clock(limits.seconds_to_draw)
        document = examine.open_document(content)
        for number in asked["numbers"]:
            _start_clock(limits.seconds_to_draw)
            page = draw.draw(document, number, limits)
            head = {"number": number, "type": page.content_type, "text": page.text}
            wire.send(line, {**head, "width": page.width, "height": page.height}, page.image)
    except examine.RefusedError as refusal:
        wire.send(line, {"refused": refusal.reason})
    except MemoryError:
        wire.send(line, {"refused": "too_much_memory"})


def _start_clock(seconds: float) -> None:
    """The kernel ends a child that takes too long; whoever waits outside has a clock too."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _read_all(file: int) -> bytes:
    """From the beginning, wherever the sender's own position is."""
    content = bytearray()
    while part := os.pread(file, 1 << 24, len(content)):
        content += part
    return bytes(content)


def _close_all_but(kept: int) -> None:
    """Not even the outside's other lines are left open."""
    os.closerange(0, kept)
    os.closerange(kept + 1, 256)
