"""Damaged and hostile files by the hundred: each is shown, or refused for a reason that we explain (T9, T10).

``scripts/try_mutants.py`` puts thousands through the same rule, and makes one of them again by its name.
"""

from collections.abc import Iterator

import pytest

from kakunin.adapters.pdf.limits import Limits
from kakunin.adapters.pdf.sandbox import Sandbox
from tests import mutants
from tests.mutants.trial import ACCEPTED, try_mutant

EACH = 3  # of every kind
SEED = 2026


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    # An honest page needs a fraction of it; a bomb would make the tests wait.
    with Sandbox(Limits(seconds=2)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("kind", mutants.KINDS)
def test_it_is_shown_or_refused_and_the_next_document_is_served(sandbox: Sandbox, kind: str) -> None:
    for mutant in mutants.mutants(EACH, SEED, [kind]):
        outcome = try_mutant(sandbox, mutant)
        assert not outcome.violation, f"{mutant}: {outcome.violation}"


def test_not_everything_is_refused(sandbox: Sandbox) -> None:
    some = mutants.mutants(20, SEED, ["damage.bits_flipped", "damage.cut_off"])
    verdicts = {try_mutant(sandbox, mutant).verdict for mutant in some}
    assert ACCEPTED in verdicts
    assert len(verdicts) > 1
