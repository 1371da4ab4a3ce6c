"""Whether the time of a refusal tells a viewing URL that exists from one that does not (T3)."""

import secrets
from functools import partial

from bench import databases, papers, servers
from bench.client import Client
from bench.measure import middle, ms, take_turns
from bench.report import Line, Section
from bench.world import make_drawn_certificate, make_people
from kakunin.foundation import tokens

_REPETITIONS = 400  # below the limit of wrong tries from one origin, both together with warming up
_DATABASE = "bench_gate_timing"

HOW = (
    f"`POST` of a wrong viewing password, {_REPETITIONS} times to a viewing URL that exists and to one that"
    " does not, taking turns, each with a cookie of its own so that none has to wait. Besides the ratio of"
    " the medians: how often, of a pair drawn by chance, the answer to the existing URL was the slower one;"
    " 50 % tells nothing. One client over loopback; no worker runs."
)


def run() -> Section:
    databases.create(_DATABASE)
    databases.use(_DATABASE)
    made = make_drawn_certificate(make_people(), papers.weighing(200_000))
    with servers.site(_DATABASE) as site, Client(site.port) as client:
        known, unknown = take_turns(
            _REPETITIONS, partial(_guess, client, made.locator), partial(_guess, client, tokens.new_locator())
        )
    slower = share_of_slower(known, unknown)
    return Section(
        "gate timing",
        [
            Line(
                "a wrong password at a URL that exists",
                f"{ms(middle(known))}; slower in {slower:.0%} of pairs",
                f"{ms(middle(unknown))} at one that does not",
                middle(known) / middle(unknown),
            )
        ],
        HOW,
    )


def share_of_slower(these: list[float], those: list[float]) -> float:
    """The chance that one of these is above one of those: the statistic of Mann and Whitney, of 1."""
    above = sum((this > that) + (this == that) / 2 for this in these for that in those)
    return above / (len(these) * len(those))


def _guess(client: Client, locator: str) -> None:
    token = secrets.token_hex(16)  # 32 letters, as Django wants
    client.cookies = {"__Host-csrf": token}
    fields = {"csrfmiddlewaretoken": token, "password": "WRNGWRNGWRNG"}
    client.post(f"/v/{locator}", fields, expect=403)
