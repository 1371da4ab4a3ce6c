"""What happens to stored files that nobody looks after."""

from pathlib import Path


def flip_a_bit(path: Path, at: int = -1) -> None:
    """One bit of the byte at this place turns over: whatever it was, it is another now."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
