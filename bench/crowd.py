"""Thousands of certificates with all that hangs on them, as years of use would leave them."""

import random
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Field, Max, Model, UUIDField

from bench import databases, papers
from bench.world import People, make_drawn_certificate, make_people
from kakunin.adapters.pdf import sandbox
from kakunin.foundation import clock
from kakunin.models.audit import AuditEvent
from kakunin.models.certificate import Certificate, ContractorAddress
from kakunin.models.document import Document, Page
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.outbox import OutboxMail
from kakunin.models.party import Agency, Insurer
from kakunin.models.session import Session
from kakunin.models.viewing_key import ViewingGrant, ViewingKey
from tests.world import CLERK, MadeCertificate, make_domain

_BATCH = 1000
_MADE = 2000  # by Django, one by one
_DIFFERENT = {"comparable_number", "locator_hash"}
_INSURERS, _AGENCIES = 8, 40
_SEALED_KEY, _SEALED_TEXT = bytes(70), bytes(900)
_PAST, _LOOKED_AT, _HOUR = timedelta(days=730), timedelta(days=30), timedelta(hours=1)
_OBLIGEES = 0.5  # of all who look
_MODELS: tuple[type[Model], ...] = (
    Certificate,
    ContractorAddress,
    Document,
    Page,
    ViewingKey,
    OutboxMail,
    ViewingGrant,
    OneTimePassword,
    ObligeeLogin,
    AuditEvent,
)


def fill(sizes: Mapping[str, int], agencies: int = _AGENCIES) -> tuple[People, MadeCertificate]:
    """Databases by name, each with so many certificates; the people and the one to look at are the same."""
    first, *others = sizes
    databases.create(first)
    databases.use(first)
    people = make_people()
    made = make_drawn_certificate(people, papers.text(1))
    for name in others:
        databases.create(name, copy_of=first)
    for name, number in sizes.items():
        databases.use(name)
        add_certificates(people, number, agencies)
        databases.tidy(name)
    return people, made


def add_certificates(people: People, number: int, agencies: int = _AGENCIES) -> None:
    """So many, spread over the insurers and agencies; some of them those of ``people``."""
    first = {model: _highest(model) + 1 for model in _MODELS}
    made = min(number, _MADE)
    _Crowd(people, first, agencies).write(made)
    if number > made:
        _multiply(first, copies=number // made - 1)
    with connection.cursor() as cursor:
        # The ids were given by us: the database's own counting goes on behind them.
        for statement in connection.ops.sequence_reset_sql(no_style(), _MODELS):
            cursor.execute(statement)


def _multiply(first: dict[type[Model], int], copies: int) -> None:
    """More of the same, made by the database itself because that takes seconds, not minutes."""
    span = max(_highest(model) for model in _MODELS)
    with connection.cursor() as cursor:
        for model in _MODELS:
            table, fields = model._meta.db_table, model._meta.concrete_fields
            columns = ", ".join(f'"{field.column}"' for field in fields)
            values = ", ".join(_value_of_copy(field, span) for field in fields)
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {values}'  # noqa: S608  # our own names
                f' FROM "{table}", generate_series(1, {copies}) AS copy WHERE id >= {first[model]}'
            )


def _value_of_copy(field: "Field[Any, Any]", span: int) -> str:
    """Ids are shifted, what must be unique is new, all else is as it was."""
    if field.primary_key or field.related_model in _MODELS:
        return f'"{field.column}" + copy * {span}'
    if isinstance(field, UUIDField):
        return "gen_random_uuid()"
    if field.unique or field.name in _DIFFERENT:
        return "md5(random()::text)"
    return f'"{field.column}"'


class _Crowd:
    def __init__(self, people: People, first: dict[type[Model], int], agencies: int) -> None:
        self._random = random.Random(20260401)  # the same crowd in every run
        self._now = clock.now()
        self._staff = people.clerk
        self._domain = make_domain()
        others = [Insurer(name=f"例示第{number}損害保険株式会社") for number in range(2, _INSURERS + 1)]
        self._insurers = [people.insurer, *Insurer.objects.bulk_create(others)]
        more = [Agency(name=f"例示代理店{number}") for number in range(2, agencies + 1)]
        self._agencies = [people.agency, *Agency.objects.bulk_create(more)]
        self._ids: dict[type[Model], Iterator[int]] = {}
        for model in _MODELS:
            self._ids[model] = count(first[model])

    def write(self, number: int) -> None:
        """In the order of the foreign keys, many rows a statement."""
        rows: defaultdict[type[Model], list[Model]] = defaultdict(list)
        for index in range(number):
            for row in self.certificate(index):
                rows[type(row)].append(row)
        for model, made in rows.items():
            model._default_manager.bulk_create(made, batch_size=_BATCH)

    def certificate(self, index: int) -> Iterator[Model]:
        """One certificate and its rows: more than twenty."""
        # All that follows has happened too: what is newer than an hour would count for the caps on mails.
        at = self._now - _LOOKED_AT - _PAST * self._random.random()
        number = f"C-{index:08}"
        certificate = Certificate(
            id=next(self._ids[Certificate]),
            insurer=self._insurers[index % _INSURERS],
            agency=self._agencies[index // _INSURERS % len(self._agencies)],
            number=number,
            comparable_number=number.replace("-", ""),
            kind=Certificate.Kind.PERFORMANCE_BOND,
            contractor_name=f"株式会社例示建設{index}",
            office_name="例示保険事務所",
            office_phone="044-000-0000",
            office_contact="例示 太郎",
            project_name=f"例示市道第{index}号線舗装補修工事",
            obligee_name="例示市長",
            amount=1_000_000 + index,
            period_start=at.date(),
            period_end=at.date() + timedelta(days=self._random.randrange(90, 720)),
            created_at=at,
            created_by=self._staff,
        )
        certificate.search_text = certificate.searchable_text
        viewings = sorted(
            at + _LOOKED_AT * self._random.random() for _ in range(self._random.choice((0, 1, 2, 3)))
        )
        certificate.first_viewed_at = viewings[0] if viewings else None
        yield certificate
        for address in range(self._random.choice((1, 1, 1, 2))):
            yield ContractorAddress(
                id=next(self._ids[ContractorAddress]),
                certificate=certificate,
                address=f"contractor{address}@c{index}.example.co.jp",
            )
        for position in range(1, self._random.choice((1, 1, 2, 3)) + 1):
            yield from self._document(certificate, position, at)
        yield from self._key(certificate, at, viewings)
        if index % 5 == 0:
            yield Session(
                session_key=secrets.token_hex(16), session_data="e" * 120, expire_date=self._now + _PAST
            )

    def _document(self, certificate: Certificate, position: int, at: datetime) -> Iterator[Model]:
        pages = self._random.choice((1, 1, 2, 4))
        document = Document(
            id=next(self._ids[Document]),
            certificate=certificate,
            position=position,
            kind=Document.Kind.CERTIFICATE if position == 1 else Document.Kind.ATTACHMENT,
            file_name=f"証券{position}.pdf",
            sealed_name=_name(),
            sealed_key=_SEALED_KEY,
            size=200_000,
            sha256=secrets.token_hex(32),
            page_count=pages,
            added_at=at,
            added_by=self._staff,
        )
        yield document
        for number in range(1, pages + 1):
            yield Page(
                id=next(self._ids[Page]),
                document=document,
                number=number,
                renderer=sandbox.RENDERER,
                image_name=_name(),
                image_key=_SEALED_KEY,
                image_type="image/png",
                width=1190,
                height=1684,
                sealed_text=_SEALED_TEXT,
            )

    def _key(self, certificate: Certificate, at: datetime, viewings: Sequence[datetime]) -> Iterator[Model]:
        key = ViewingKey(
            id=next(self._ids[ViewingKey]),
            certificate=certificate,
            locator_hash=secrets.token_hex(32),
            sealed_locator=_SEALED_KEY,
            password_hash=secrets.token_hex(32),
            sealed_password=_SEALED_KEY,
            created_at=at,
        )
        yield key
        yield self._event(certificate, AuditEvent.Type.CERTIFICATE_UPLOADED, f"staff:{self._staff.pk}", at)
        for kind in (OutboxMail.Kind.VIEWING_URL, OutboxMail.Kind.VIEWING_PASSWORD):
            mail = self._mail(key, kind, at)
            certificate.mail_failed |= mail.state == OutboxMail.State.REFUSED
            yield mail
            yield self._event(certificate, AuditEvent.Type.MAIL_SENT, "system", at)
        for opened in viewings:
            browser = uuid.uuid4()
            grant = ViewingGrant(
                id=next(self._ids[ViewingGrant]),
                browser=browser,
                key=key,
                opened_at=opened,
                last_active_at=opened + timedelta(minutes=5),
            )
            yield grant
            yield self._event(certificate, AuditEvent.Type.CERTIFICATE_UNLOCKED, f"browser:{browser}", opened)
            if self._random.random() < _OBLIGEES:
                yield from self._login(grant)

    def _login(self, grant: ViewingGrant) -> Iterator[Model]:
        """Of an obligee who has left again."""
        at = grant.opened_at
        same = {"browser": grant.browser, "address": CLERK, "domain": self._domain, "ended_at": at + _HOUR}
        yield OneTimePassword(
            id=next(self._ids[OneTimePassword]), grant=grant, created_at=at, expires_at=at + _HOUR, **same
        )
        yield ObligeeLogin(id=next(self._ids[ObligeeLogin]), opened_at=at, last_active_at=at, **same)
        certificate, actor = grant.key.certificate, f"browser:{grant.browser}"
        for type_ in (AuditEvent.Type.LOGGED_IN, AuditEvent.Type.DOCUMENTS_DOWNLOADED):
            yield self._event(certificate, type_, actor, at)

    def _mail(self, key: ViewingKey, kind: str, at: datetime) -> OutboxMail:
        sent = self._random.random() < 0.98
        return OutboxMail(
            id=next(self._ids[OutboxMail]),
            kind=kind,
            key=key,
            recipient="contractor@example.co.jp",
            state=OutboxMail.State.SENT if sent else OutboxMail.State.REFUSED,
            created_at=at,
            sent_at=at if sent else None,
        )

    def _event(self, certificate: Certificate, type_: str, actor: str, at: datetime) -> AuditEvent:
        return AuditEvent(
            id=next(self._ids[AuditEvent]), at=at, type=type_, actor=actor, certificate=certificate, facts={}
        )


def _highest(model: type[Model]) -> int:
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0


def _name() -> str:
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"
