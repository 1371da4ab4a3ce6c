"""How much a document may cost."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """``seconds`` for the examination of a document; ``memory`` in bytes of address space;
    ``pixels`` of one drawn page."""

    pages: int = 100
    seconds: float = 10
    memory: int = 1024**3
    pixels: int = 40_000_000

    @property
    def seconds_to_draw(self) -> float:
        """For one page: what was accepted in time must be shown, also by a busier machine."""
        return 3 * self.seconds


# Drawn pages: 144 dots an inch; a PDF counts 72 units an inch.
SCALE = 2.0
