"""Every address for staff × every kind of organisation × both roles × what is another's (T13).

The addresses are those of the URLconf: one that has no line here fails.
"""

from collections.abc import Callable
from typing import NamedTuple
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import UUIDConverter

from kakunin.models.audit import AuditEvent
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Organisation
from kakunin.models.staff import Staff
from tests.architecture.test_urls import ADDRESSES, PUBLIC, address, foreign
from tests.world import MadeCertificate, make_agency, make_association, make_insurer, make_staff

__all__ = ["foreign"]

pytestmark = pytest.mark.django_db

ANY, ONLY_ADMINISTRATORS = "any role", "administrators"
INSURER, AGENCY, ASSOCIATION = "insurer", "agency", "association"
EVERYBODY = {INSURER, AGENCY, ASSOCIATION}


class Rule(NamedTuple):
    """For which kinds of organisations there is such a page, and for which of their people."""

    kinds: set[str]
    roles: str


CERTIFICATES = Rule({INSURER, AGENCY}, ANY)

RULES = {
    **dict.fromkeys(sorted(name for name in ADDRESSES if name.startswith("desk:")), CERTIFICATES),
    "desk:list": Rule(EVERYBODY, ANY),
    "upload:new": CERTIFICATES,
    "upload:further": CERTIFICATES,
    "members:list": Rule(EVERYBODY, ANY),
    "members:history": Rule(EVERYBODY, ANY),
    "members:invite": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:role": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:remove": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:factor": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:refuse_factor": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:resend": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:withdraw": Rule(EVERYBODY, ONLY_ADMINISTRATORS),
    "members:agencies": Rule({INSURER}, ANY),
    "members:agency": Rule({INSURER}, ANY),
    "members:add_agency": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:link_agency": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:renew": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:end": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:move": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:invite_agency": Rule({INSURER}, ONLY_ADMINISTRATORS),
    "members:insurers": Rule({ASSOCIATION}, ANY),
    "members:add_insurer": Rule({ASSOCIATION}, ONLY_ADMINISTRATORS),
    "members:invite_insurer": Rule({ASSOCIATION}, ONLY_ADMINISTRATORS),
    "members:figures": Rule({ASSOCIATION}, ANY),
}

# One's own account: what is not set up is not found, or set up first.
ACCOUNT = {name for name in ADDRESSES if name.startswith(("account_", "mfa_", "staff:"))} - PUBLIC
RULES |= dict.fromkeys(ACCOUNT, Rule(EVERYBODY, ANY))

MAKE: dict[str, Callable[[], Organisation]] = {
    INSURER: lambda: make_insurer("丁損害保険株式会社"),
    AGENCY: lambda: make_agency("丙代理店", insurers=[make_insurer("甲損害保険株式会社")]),
    ASSOCIATION: make_association,
}

# What a stranger's page must not contain of the certificate and the people behind it.
SECRETS = ["株式会社例示建設", "乙代理店", "招待 三郎", "new@example.jp"]


def test_every_address_for_staff_has_a_rule() -> None:
    assert set(ADDRESSES) - PUBLIC == set(RULES)


def allowed(name: str, kind: str, role: str) -> set[int]:
    """The answers that this address may give. 405: no such method there, for nobody."""
    rule = RULES[name]
    if kind not in rule.kinds or ADDRESSES[name].pattern.converters:
        return {404, 405}
    if rule.roles == ONLY_ADMINISTRATORS and role != Staff.Role.ADMINISTRATOR:
        return {403}
    return {200, 302, 404, 405} if name in ACCOUNT else {200, 303, 405, 422}


def written() -> tuple[int, int]:
    """Events, but for the logins of this test, and mails."""
    events = AuditEvent.objects.exclude(type=AuditEvent.Type.STAFF_LOGGED_IN)
    return events.count(), OutboxMail.objects.count()


@pytest.mark.parametrize("name", sorted(RULES))
def test_what_is_not_for_it_or_anothers_is_not_there(name: str, foreign: MadeCertificate) -> None:
    before = written()
    url = address(name, foreign.certificate.uuid)
    for kind, make in MAKE.items():
        home = make()
        for role in Staff.Role:
            client = Client()
            client.force_login(make_staff(home, role=role))
            for answer in (client.get(url), client.post(url)):
                assert answer.status_code in allowed(name, kind, role), (kind, role)
                for secret in SECRETS:
                    assert secret not in answer.content.decode()
    assert written() == before


@pytest.mark.parametrize("name", sorted(RULES))
def test_without_a_login_it_is_asked_for(name: str, foreign: MadeCertificate) -> None:
    client = Client()
    url = address(name, foreign.certificate.uuid)
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(RULES))
def test_numbers_beyond_every_column_are_not_found(name: str) -> None:
    if "int" not in {type(each).__name__[:3].lower() for each in ADDRESSES[name].pattern.converters.values()}:
        return
    for kind in RULES[name].kinds:
        client = Client()
        client.force_login(make_staff(MAKE[kind](), role=Staff.Role.ADMINISTRATOR))
        beyond = {
            word: uuid4() if type(converter) is UUIDConverter else 10**30
            for word, converter in ADDRESSES[name].pattern.converters.items()
        }
        assert client.get(reverse(name, kwargs=beyond)).status_code == 404


def test_the_rules_would_notice_an_open_door(foreign: MadeCertificate) -> None:
    """The same addresses do answer those whose people they are."""
    home = foreign.certificate.agency
    assert home
    client = Client()
    client.force_login(make_staff(home, role=Staff.Role.ADMINISTRATOR))
    for name in ("members:role", "members:remove", "members:factor", "members:resend", "members:withdraw"):
        assert client.get(address(name, foreign.certificate.uuid)).status_code == 200, name
    client.force_login(make_staff(foreign.certificate.insurer, role=Staff.Role.ADMINISTRATOR))
    for name in ("members:agency", "members:end"):
        assert client.get(address(name, foreign.certificate.uuid)).status_code == 200, name
