"""Every kind of visitor, and every form that any of them is shown; all found, nothing listed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse

from kakunin.flows.membership.invite import invite_member
from kakunin.flows.membership.reset_second_factor import ask_factor_reset
from kakunin.foundation import clock
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.invitation import Invitation
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency
from kakunin.models.session import Session
from kakunin.models.staff import Staff
from kakunin.models.viewing_key import ViewingGrant
from tests import pdfs
from tests.architecture.test_urls import ADDRESSES, RULES, UNLOCKED, address
from tests.scene import Scene
from tests.second_factors import Device, add_passkey, code, secret_on, type_password
from tests.world import (
    CLERK,
    PASSWORD,
    make_administrator,
    make_agency,
    make_association,
    make_certificate,
    make_domain,
    make_insurer,
    make_staff,
)

Visitors = dict[str, Client]
_TEMPLATES = Path("kakunin/templates")
_QUESTIONS = {"input", "textarea", "select", "button"}
_NOT_ASKED = {None, "csrfmiddlewaretoken"}


class Place(NamedTuple):
    """A form is known by who sees it and where it goes."""

    who: str
    action: str
    method: str


@dataclass
class Forms:
    """What each form of the site asks, by the type of its fields; ``templates``: those that were shown."""

    fields: dict[Place, dict[str, str]] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)

    def read(self, who: str, page: str, answer: Any) -> list[Place]:
        """The forms of this answer that were not known yet."""
        self.templates |= {str(template.name) for template in answer.templates or ()}
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return []
        parser = _Parser()
        parser.feed(answer.content.decode())
        found = {Place(who, urljoin(page, action), method): fields for action, method, fields in parser.found}
        new = [place for place in found if place not in self.fields]
        self.fields |= {place: found[place] for place in new}
        return new


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        entry = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((entry.get("action", ""), entry.get("method", "get").upper(), {}))
            self._inside = True
        elif self._inside and tag in _QUESTIONS and entry.get("name") not in _NOT_ASKED:
            self.found[-1][2][entry["name"]] = entry.get("type", tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


def make_world() -> Scene:
    """A certificate of three drawn pages and an attachment, of an insurer; the domain is registered."""
    make_domain()
    insurer = make_insurer("甲損保")
    sheets = [
        (Document.Kind.CERTIFICATE, "a.pdf", pdfs.three_pages()),
        (Document.Kind.ATTACHMENT, "b.pdf", pdfs.plain()),
    ]
    by = make_staff(make_agency(insurers=[insurer]))
    make_agency("例示取次")
    for home in (insurer, by.organisation, make_association()):
        boss, _ = make_administrator(home), make_administrator(home)
        invite_member(
            organisation=home, address=f"new{boss.pk}@example.jp", name="例", role=Staff.Role.MEMBER, by=boss
        )
        ask_factor_reset(staff=make_staff(home).pk, by=boss)
    made = make_certificate(
        insurer=insurer, agency=by.agency, by=by, number="A-1", documents=sheets, drawn=True
    )
    # They may be sent again.
    OutboxMail.objects.update(created_at=F("created_at") - settings.INVITATION_PAUSE)
    made.certificate.viewing_keys.get().mails.update(state=OutboxMail.State.SENT, sent_at=clock.now())
    return Scene(made)


def make_visitors(scene: Scene) -> Visitors:
    """One of each kind: how far somebody may have come with the certificate."""
    visitors = {"nobody": scene.nobody, "viewer": scene.viewer, "obligee": scene.obligee}
    visitors |= {"waiting for the code": scene.viewer, "asleep": scene.viewer, "clerk": scene.clerk}
    certificate = scene.made.certificate
    for home in (certificate.insurer, certificate.created_by.organisation, make_association()):
        visitors[f"administrator of {home}"] = logged_in(make_administrator(home))
    careful = make_staff(certificate.insurer)
    visitors["clerk with all factors"] = logged_in(careful)
    add_all_factors(visitors["clerk with all factors"])
    visitors["asked for the second factor"] = Client()
    type_password(visitors["asked for the second factor"], careful)
    visitors["waiting for the code"].post(scene.at("login:address"), {"address": f"b{CLERK}"})
    asleep = ViewingGrant.objects.filter(browser=visitors["asleep"].session["browser"])
    asleep.update(last_active_at=F("last_active_at") - timedelta(hours=1))
    for client in visitors.values():
        client.raise_request_exception = True  # so that a breakdown shows where
    return visitors


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """What happens inside has not happened afterwards: neither here nor in the browser."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()


def at_home(name: str) -> str:
    """The visitor to whom this address shows most."""
    return "obligee" if RULES[name] == UNLOCKED else "clerk"


def find_forms(scene: Scene, visitors: Visitors) -> Forms:
    """Those of all addresses, and those of the answers to them."""
    forms = Forms()
    pages = [
        scene.gate,
        *mailed_links(scene),
        *(address(name, scene.made.certificate.uuid) for name in ADDRESSES),
    ]
    for who, client in visitors.items():
        waiting: list[Place] = []
        for page in pages:
            with undone(client):
                waiting += forms.read(who, page, client.get(page))
        while waiting:
            place = waiting.pop()
            with undone(client):
                answer = send(client, place, sound(scene, forms.fields[place]))
                waiting += forms.read(who, place.action, answer)
    return forms


def mailed_links(scene: Scene) -> list[str]:
    """Of an invitation and of a forgotten password: no address has them by itself."""
    clerk = Staff.objects.get(pk=scene.made.certificate.created_by_id)
    token = default_token_generator.make_token(clerk)
    return [
        reverse("members:accept", args=[Invitation.objects.latest("pk").token]),
        reverse("staff:new_password", args=[clerk.pk, token]),
    ]


def send(client: Client, place: Place, values: dict[str, Any]) -> Any:
    """As the browser would."""
    if place.method == "GET":
        return client.get(urlsplit(place.action).path, values)
    return client.post(place.action, values)


def sound(scene: Scene, fields: dict[str, str]) -> dict[str, Any]:
    """A form filled in as it should be, so that the one odd field is what matters."""
    certificate = scene.made.certificate
    files = [SimpleUploadedFile("a.pdf", pdfs.plain(text="another"), "application/pdf")]
    known: dict[str, Any] = {
        "address": CLERK,
        "addresses": "keiyaku@example.co.jp",
        "attachment_files": files,
        "certificate_files": files,
        "change_notice_files": [],
        "code": linking_code() if "starts_on" in fields else OneTimePassword.objects.latest("pk").digits,
        "ends_on": clock.today().isoformat(),
        "insurer": certificate.insurer_id,
        "file_password": "ABCD-2345-EFGH",
        "kind": "pdf" if {"lock", "file_password"} & fields.keys() else "performance_bond",
        "list": "today",
        "lock": "locked",
        "q": "工事",
        "reason": "cancelled",
        "since": clock.today().isoformat(),
        "until": clock.today().isoformat(),
        "version": Certificate.objects.get(pk=certificate.pk).version,
        "starts_on": clock.today().isoformat(),
        "to": "own",
        "role": "member",
        "oldpassword": PASSWORD,
        "password1": f"{PASSWORD} of my own",
        "password2": f"{PASSWORD} of my own",
        "login": certificate.created_by.email,
        "page": "2",
        "password": PASSWORD if "login" in fields else scene.made.password,
    }
    if "certificate_files" in fields:
        known["attachment_files"] = []
    empty = {"amount": "", "period_start": "", "period_end": "", "next": ""}
    return {name: known.get(name, empty.get(name, "例")) for name in fields}


def linking_code() -> str:
    """Of an agency that works with nobody yet."""
    return Agency.objects.filter(contracts__isnull=True).latest("pk").linking_code


def logged_in(staff: Staff) -> Client:
    """By password."""
    client = Client()
    client.force_login(staff)
    return client


def add_all_factors(client: Client) -> None:
    """An app, a passkey, and the codes that come with them."""
    add_passkey(client, Device())
    page = reverse("mfa_activate_totp")
    secret = secret_on(client.get(page))
    client.post(page, {"code": code(secret)})


def templates_with_a_form() -> set[str]:
    """Of the site; the style guide is the demo's."""
    found = [path for path in _TEMPLATES.rglob("*.html") if "<form" in path.read_text()]
    names = {str(path.relative_to(_TEMPLATES)) for path in found}
    return {name for name in names if not name.startswith("styleguide")}


def query_words() -> set[str]:
    """Every word that our pages read behind the question mark."""
    source = "\n".join(path.read_text() for path in Path("kakunin/web").rglob("*.py"))
    found = re.findall(r'\.GET(?:\.get\(|\.getlist\(|\[)"(\w+)"|"(\w+)" in request\.GET', source)
    return {word for pair in found for word in pair if word}


def stored() -> dict[tuple[str, int, str], object]:
    """Every value that our tables hold, by table, place of the row and column; not what browsers carry."""
    return {
        (model.__name__, place, column): value
        for model in apps.get_app_config("kakunin").get_models()
        if model is not Session
        for place, row in enumerate(model._default_manager.order_by("pk").values())
        for column, value in row.items()
    }
