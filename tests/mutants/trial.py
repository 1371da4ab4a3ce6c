"""The rule that every mutant is held to: accepted and shown, or refused for a reason that we know (T9)."""

import io
import time
from dataclasses import dataclass

from kakunin.adapters.pdf.refusals import REASONS
from kakunin.adapters.pdf.sandbox import Sandbox
from kakunin.foundation.errors import DocumentRefused
from tests import pdfs
from tests.mutants import Mutant

ACCEPTED = "accepted"
# After these the next document is tried at once: a child has ended before its time.
_VIOLENT = {"too_slow", "too_much_memory", "crashed"}


@dataclass(frozen=True)
class Outcome:
    """``verdict``: accepted, or the reason; ``violation`` is empty when the rule holds."""

    mutant: Mutant
    verdict: str
    seconds: float
    violation: str = ""


def try_mutant(sandbox: Sandbox, mutant: Mutant) -> Outcome:
    """Never raises: whatever comes out of the sandbox that may not is the violation."""
    began = time.monotonic()
    verdict = violation = ""
    before = _zygote(sandbox)
    try:
        verdict = _inspect_and_draw(sandbox, mutant.content)
        if verdict not in {ACCEPTED, *REASONS}:
            violation = "a reason that nobody explains"
        elif verdict in _VIOLENT and sandbox.inspect(io.BytesIO(pdfs.plain())).pages != 1:
            violation = "the next document was not served"
    except DocumentRefused as refusal:
        violation = f"accepted, but not drawn: {refusal.reason}"
    except Exception as failure:
        violation = repr(failure)
    if before and _zygote(sandbox) != before:
        violation = violation or "the zygote did not outlive it"
    return Outcome(mutant, verdict, time.monotonic() - began, violation)


def _inspect_and_draw(sandbox: Sandbox, content: bytes) -> str:
    """The verdict. DocumentRefused only for a page that was accepted before."""
    try:
        pages = sandbox.inspect(io.BytesIO(content)).pages
    except DocumentRefused as refusal:
        return refusal.reason
    drawn = list(sandbox.render_pages(io.BytesIO(content), range(1, pages + 1)))
    assert [page.number for page in drawn] == list(range(1, pages + 1))
    return ACCEPTED


def _zygote(sandbox: Sandbox) -> int:
    return sandbox._zygote.pid if sandbox._zygote else 0
