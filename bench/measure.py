"""Times side by side: what is compared takes turns, so that the machine's moods hit both."""

import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles

import psutil


def seconds(move: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    move()
    return time.perf_counter() - began


def take_turns(repetitions: int, *moves: Callable[[], object], warm_up: int = 3) -> list[list[float]]:
    """The times of each move, in seconds; every second round runs backwards."""
    times: list[list[float]] = [[] for _ in moves]
    for round_ in range(-warm_up, repetitions):
        order = range(len(moves)) if round_ % 2 else reversed(range(len(moves)))
        for index in order:
            taken = seconds(moves[index])
            if round_ >= 0:
                times[index].append(taken)
    return times


def percentile(times: Sequence[float], percent: int) -> float:
    """By linear interpolation; 50 is the median."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def ms(seconds_: float) -> str:
    """For people: three significant digits."""
    value = seconds_ * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.3g} ms"


def middle(times: Sequence[float]) -> float:
    return median(times)


def peak_of(process: psutil.Process) -> int:
    """The most memory that it ever had, in bytes; psutil does not read the kernel's high-water mark."""
    with open(f"/proc/{process.pid}/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024
