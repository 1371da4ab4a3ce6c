"""Who may open which address: every address has its rule here, or this fails (T13)."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kakunin.flows.membership.invite import invite_member
from kakunin.models.certificate import Certificate
from kakunin.models.invitation import Invitation
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from kakunin.web.demo import urls as demo_urls
from tests.world import (
    MadeCertificate,
    make_administrator,
    make_agency,
    make_certificate,
    make_insurer,
    make_staff,
)

# Open to everybody. Adding a line here is a decision.
PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_set_password",
    "account_signup",
    "download:archive",
    "download:document",
    "download:documents",
    "gate:gate",
    "login:address",
    "login:code",
    "login:logout",
    "login:resend",
    "members:accept",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "site:environment",
    "site:help",
    "site:home",
    "site:how",
    "site:style",
    "staff:forgotten_password",
    "staff:new_password",
    "staff:password_mailed",
    "viewer:active",
    "viewer:contractor",
    "viewer:end",
    "viewer:form_file",
    "viewer:image",
    "viewer:page",
    "viewer:start",
}
ONLY_IN_THE_DEMO = {"demo:mail", "demo:mail_html", "demo:mails", "demo:styleguide"}

# What an address is about: nothing of anybody's, a certificate of an
# organisation, or a certificate that this browser has unlocked.
NOBODYS, ORGANISATIONS, UNLOCKED, CLOSED = "nobody's", "organisation's", "unlocked", "closed"
RULES: dict[str, str] = {
    "account_change_password": NOBODYS,
    "account_inactive": CLOSED,
    "account_login": NOBODYS,
    "account_logout": NOBODYS,
    "account_reauthenticate": NOBODYS,
    "account_reset_password": CLOSED,
    "account_set_password": CLOSED,
    "account_signup": CLOSED,
    "desk:addresses": ORGANISATIONS,
    "desk:data": ORGANISATIONS,
    "desk:detail": ORGANISATIONS,
    "desk:form": ORGANISATIONS,
    "desk:form_file": ORGANISATIONS,
    "desk:history": ORGANISATIONS,
    "desk:image": ORGANISATIONS,
    "desk:list": NOBODYS,
    "desk:new_password": ORGANISATIONS,
    "desk:new_url": ORGANISATIONS,
    "desk:page": ORGANISATIONS,
    "desk:password": ORGANISATIONS,
    "desk:password_again": ORGANISATIONS,
    "desk:restore": ORGANISATIONS,
    "desk:restore_document": ORGANISATIONS,
    "desk:table": NOBODYS,
    "desk:url_again": ORGANISATIONS,
    "desk:withdraw": ORGANISATIONS,
    "desk:withdraw_document": ORGANISATIONS,
    "download:archive": UNLOCKED,
    "download:document": UNLOCKED,
    "download:documents": UNLOCKED,
    # Whoever has the address has half of the key; what it opens is tested with the gate.
    "gate:gate": NOBODYS,
    "login:address": UNLOCKED,
    "login:code": UNLOCKED,
    "login:logout": UNLOCKED,
    "login:resend": UNLOCKED,
    # Whoever has the link may use it; what it opens is tested with the invitations.
    "members:accept": NOBODYS,
    "members:add_agency": NOBODYS,
    "members:add_insurer": NOBODYS,
    "members:agencies": NOBODYS,
    "members:agency": ORGANISATIONS,
    "members:end": ORGANISATIONS,
    "members:factor": ORGANISATIONS,
    "members:figures": NOBODYS,
    "members:history": NOBODYS,
    "members:insurers": NOBODYS,
    "members:invite": NOBODYS,
    "members:invite_agency": ORGANISATIONS,
    "members:invite_insurer": ORGANISATIONS,
    "members:link_agency": NOBODYS,
    "members:list": NOBODYS,
    "members:move": ORGANISATIONS,
    "members:refuse_factor": ORGANISATIONS,
    "members:remove": ORGANISATIONS,
    "members:renew": ORGANISATIONS,
    "members:resend": ORGANISATIONS,
    "members:role": ORGANISATIONS,
    "members:withdraw": ORGANISATIONS,
    "mfa_activate_totp": NOBODYS,
    "mfa_add_webauthn": NOBODYS,
    "mfa_authenticate": NOBODYS,
    "mfa_deactivate_totp": NOBODYS,
    "mfa_download_recovery_codes": NOBODYS,
    "mfa_edit_webauthn": ORGANISATIONS,
    "mfa_generate_recovery_codes": NOBODYS,
    "mfa_index": NOBODYS,
    "mfa_login_webauthn": NOBODYS,
    "mfa_reauthenticate": NOBODYS,
    "mfa_reauthenticate_webauthn": NOBODYS,
    "mfa_remove_webauthn": ORGANISATIONS,
    "mfa_view_recovery_codes": NOBODYS,
    "site:environment": NOBODYS,
    "site:help": NOBODYS,
    "site:home": NOBODYS,
    "site:how": NOBODYS,
    "site:style": NOBODYS,
    "staff:account": NOBODYS,
    "staff:end_session": ORGANISATIONS,
    "staff:forgotten_password": NOBODYS,
    # As with an invitation: tests/web/staff/test_password.py.
    "staff:new_password": NOBODYS,
    "staff:password_mailed": NOBODYS,
    "staff:second_factor": NOBODYS,
    "staff:sessions": NOBODYS,
    "upload:further": ORGANISATIONS,
    "upload:new": NOBODYS,
    "viewer:active": UNLOCKED,
    "viewer:contractor": UNLOCKED,
    "viewer:end": UNLOCKED,
    "viewer:form_file": UNLOCKED,
    "viewer:image": UNLOCKED,
    "viewer:page": UNLOCKED,
    "viewer:start": UNLOCKED,
}


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URLconf with its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            assert entry.name, f"an address without a name: {entry.pattern}"
            yield prefix + entry.name, entry


ADDRESSES = dict(patterns(get_resolver()))


def address(name: str, certificate: uuid.UUID) -> str:
    """The address with this certificate, or its people and organisations, wherever it wants one."""
    wanted = ADDRESSES[name].pattern.converters
    about = Certificate.objects.get(uuid=certificate)
    values = {
        "uuid": certificate,
        "certificate": certificate,
        "member": about.created_by_id,
        "agency": about.agency_id or 1,
        "insurer": about.insurer_id,
        # Any certificate's will do where there is no invitation: it is nobody's.
        "invitation": getattr(Invitation.objects.first(), "uuid", certificate),
        "token": "0" * 30,
        "pk": getattr(Authenticator.objects.first(), "pk", 1),
        "name": getattr(Session.objects.filter(staff__authenticator__isnull=False).first(), "pk", "0" * 40),
        "position": 1,
        "number": 1,
        "part": 1,
        "version": "0",
        "locator": "0" * 30,
    }
    return reverse(name, kwargs={word: values[word] for word in wanted})


def test_every_address_has_a_rule() -> None:
    assert set(ADDRESSES) == set(RULES)


def test_only_these_addresses_are_open_to_everybody() -> None:
    is_open = {
        name for name, entry in ADDRESSES.items() if not getattr(entry.callback, "login_required", True)
    }
    assert is_open == PUBLIC


def test_the_demo_adds_only_these() -> None:
    assert {f"demo:{entry.name}" for entry in demo_urls.urlpatterns} == ONLY_IN_THE_DEMO
    assert not ONLY_IN_THE_DEMO & set(ADDRESSES)


@pytest.fixture
def foreign() -> MadeCertificate:
    """The certificate that is none of the visitors', nor are the people behind it."""
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    make_administrator(insurer)
    boss = make_administrator(agency)
    Authenticator.objects.create(user=boss, type="webauthn", data={"name": "乙代理店のPC", "credential": {}})
    Client().force_login(boss)
    invite_member(
        organisation=agency, address="new@example.jp", name="招待 三郎", role=Staff.Role.MEMBER, by=boss
    )
    return make_certificate(insurer=insurer, agency=agency, by=make_staff(agency))


def visitor(role: str, foreign: MadeCertificate) -> Client:
    """A browser of each kind of person who has nothing to do with the certificate."""
    client = Client()
    insurer = foreign.certificate.insurer
    if role == "other agency of the insurer":
        client.force_login(make_staff(make_agency("丙代理店", insurers=[insurer])))
    elif role == "other insurer":
        client.force_login(make_staff(make_insurer("丁損害保険株式会社")))
    elif role == "agency whose contract ended":
        agency = foreign.certificate.agency
        assert agency
        agency.contracts.update(starts_on="2020-04-01", ends_on="2021-03-31")
        client.force_login(make_staff(agency))
    elif role == "contractor of another certificate":
        other = make_insurer("戊損害保険株式会社")
        own = make_certificate(insurer=other, agency=None, by=make_staff(other))
        answer = client.post(reverse("gate:gate", args=[own.locator]), {"password": own.password})
        assert answer.status_code == 303
    return client


ROLES = [
    "nobody",
    "contractor of another certificate",
    "other agency of the insurer",
    "agency whose contract ended",
    "other insurer",
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(RULES))
def test_what_is_foreign_is_not_found(name: str, foreign: MadeCertificate) -> None:
    for role in ROLES:
        with transaction.atomic():
            check_is_not_found(name, role, foreign)
            transaction.set_rollback(True)


def check_is_not_found(name: str, role: str, foreign: MadeCertificate) -> None:
    client = visitor(role, foreign)
    logged_in = "_auth_user_id" in client.session
    url = address(name, foreign.certificate.uuid)
    for answer in (client.get(url), client.post(url)):
        if RULES[name] in {UNLOCKED, CLOSED} or (RULES[name] == ORGANISATIONS and logged_in):
            # 405: no such method there, for nobody; it tells as little.
            assert answer.status_code in {404, 405}, role
        elif name not in PUBLIC and not logged_in:
            assert answer.status_code == 302, role
            assert answer.headers["Location"].startswith(reverse("account_login")), role
        else:
            assert answer.status_code < 500, role
        assert foreign.certificate.contractor_name.encode() not in answer.content, role


@pytest.mark.django_db
def test_the_rules_would_notice_an_open_door(foreign: MadeCertificate) -> None:
    """The same addresses do answer those whose certificate it is."""
    client = Client()
    client.force_login(foreign.certificate.created_by)
    assert client.get(address("desk:detail", foreign.certificate.uuid)).status_code == 200
    answer = client.post(reverse("gate:gate", args=[foreign.locator]), {"password": foreign.password})
    assert answer.status_code == 303
    assert client.get(address("viewer:start", foreign.certificate.uuid)).status_code == 200
