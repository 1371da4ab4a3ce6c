"""The sandbox, tried with good, bad and hostile documents."""

import os
from typing import BinaryIO

opened: list[BinaryIO] = []  # closed after each test


def memory_file(content: bytes) -> BinaryIO:
    """A file with a descriptor, that never rests on a disk."""
    file = os.fdopen(os.memfd_create("test"), "w+b")
    opened.append(file)
    file.write(content)
    file.seek(0)
    return file
