"""Put thousands of damaged and hostile PDFs through the sandbox: ``try_mutants.py --count 5000 --seed 1``.

Prints how each kind fared and which were slowest; exits 1 when one of them was
neither refused for a known reason nor shown. A name from the list makes that one
mutant again: ``--write damage.bits_flipped:1:7 FILE``.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402  # after the path

django.setup()

from kakunin.adapters.pdf.limits import Limits  # noqa: E402
from kakunin.adapters.pdf.sandbox import Sandbox  # noqa: E402
from tests import mutants  # noqa: E402
from tests.mutants import bases, trial  # noqa: E402

_SLOWEST = 10


def main() -> int:
    """1 when the rule was broken."""
    options = _options()
    bases.add(options.base)
    if options.write:
        kind, seed, number = options.write[0].split(":")
        Path(options.write[1]).write_bytes(mutants.make(kind, int(seed), int(number)).content)
        return 0
    kinds = [kind for kind in mutants.KINDS if options.kind in kind]
    outcomes = []
    with Sandbox(Limits(seconds=options.seconds)) as sandbox:
        for mutant in mutants.mutants(options.count, options.seed, kinds):
            outcome = trial.try_mutant(sandbox, mutant)
            outcomes.append(outcome)
            if outcome.violation:
                print(f"VIOLATION {mutant} ({outcome.verdict}): {outcome.violation}", flush=True)
            if outcome.verdict in options.name:
                print(f"{outcome.verdict} {mutant}", flush=True)
    _report(outcomes)
    return 1 if any(outcome.violation for outcome in outcomes) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="", help="only kinds whose name contains this")
    parser.add_argument("--seconds", type=float, default=3, help="the sandbox's limit of time")
    parser.add_argument("--base", type=Path, nargs="*", default=[], help="more files to make mutants of")
    parser.add_argument("--name", nargs="*", default=[], help="name the mutants that end so, e.g. crashed")
    parser.add_argument("--write", nargs=2, metavar=("MUTANT", "FILE"), help="make one mutant again")
    return parser.parse_args()


def _report(outcomes: list[trial.Outcome]) -> None:
    verdicts = sorted({outcome.verdict for outcome in outcomes})
    by_kind = Counter((outcome.mutant.kind, outcome.verdict) for outcome in outcomes)
    print(f"{'':36}", *verdicts)
    for kind in sorted({outcome.mutant.kind for outcome in outcomes}):
        print(f"{kind:36}", *(f"{by_kind[kind, each] or '':>{len(each)}}" for each in verdicts))
    total = Counter(outcome.verdict for outcome in outcomes)
    print(f"{'all':36}", *(f"{total[each]:>{len(each)}}" for each in verdicts))
    for outcome in sorted(outcomes, key=lambda each: -each.seconds)[:_SLOWEST]:
        print(f"{outcome.seconds:6.1f} s {outcome.mutant} {outcome.verdict}")
    violations = sum(bool(outcome.violation) for outcome in outcomes)
    print(
        f"{len(outcomes)} mutants in {sum(each.seconds for each in outcomes):.0f} s, {violations} violations"
    )


if __name__ == "__main__":
    sys.exit(main())
