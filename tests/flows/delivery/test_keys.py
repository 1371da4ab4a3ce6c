"""The key to a certificate: given out once, kept sealed, checked by its hash (design decision 2)."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kakunin.adapters.vault import secrets
from kakunin.flows.delivery import keys
from kakunin.foundation import clock, tokens
from kakunin.foundation.errors import Damaged
from kakunin.models.viewing_key import ViewingKey
from tests.world import MadeCertificate, make_certificate, make_insurer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> MadeCertificate:
    insurer = make_insurer("例示損害保険株式会社")
    return make_certificate(insurer=insurer, agency=None, by=make_staff(insurer))


@pytest.fixture
def key(made: MadeCertificate) -> ViewingKey:
    """A second key, after the first has ended."""
    made.certificate.viewing_keys.update(ended_at=clock.now())
    return keys.make_key(made.certificate)


def opened(key: ViewingKey) -> tuple[str, str]:
    return (
        secrets.unseal(key.sealed_locator, context=key.locator_context).decode(),
        secrets.unseal(key.sealed_password, context=key.password_context).decode(),
    )


def test_a_key_opens_with_what_was_sealed_in_it(key: ViewingKey) -> None:
    locator, password = opened(ViewingKey.objects.get(pk=key.pk))
    assert tokens.is_whole_locator(locator)
    assert keys.hash_locator(locator) == key.locator_hash
    assert keys.is_password_of(key, password)


def test_every_key_is_another(made: MadeCertificate, key: ViewingKey) -> None:
    locator, password = opened(key)
    assert locator != made.locator
    assert password != made.password
    assert not keys.is_password_of(key, made.password)


@pytest.mark.parametrize("wrong", ["", "A", "ABCDEFGHJKMN", "２２２２"])
def test_no_other_password_opens(key: ViewingKey, wrong: str) -> None:
    assert not keys.is_password_of(key, wrong)


def test_a_stolen_database_holds_neither_half(key: ViewingKey) -> None:
    row = str(ViewingKey.objects.values().get(pk=key.pk))
    for half in opened(key):
        assert half not in row
        assert half.encode().hex() not in row


def test_the_hashes_are_useless_without_the_pepper(key: ViewingKey, settings: Any) -> None:
    locator, password = opened(key)
    settings.PEPPER = "another"
    assert keys.hash_locator(locator) != key.locator_hash
    assert not keys.is_password_of(key, password)


def test_one_password_has_another_hash_in_every_row(key: ViewingKey) -> None:
    _, password = opened(key)
    other = ViewingKey(uuid=uuid.uuid4(), password_hash=key.password_hash)
    assert not keys.is_password_of(other, password)


def test_halves_moved_to_another_row_do_not_open(made: MadeCertificate, key: ViewingKey) -> None:
    first = made.certificate.viewing_keys.earliest("pk")
    key.sealed_locator, key.sealed_password = first.sealed_locator, first.sealed_password
    with pytest.raises(Damaged):
        opened(key)


def test_locator_and_password_do_not_open_in_each_others_place(key: ViewingKey) -> None:
    with pytest.raises(Damaged):
        secrets.unseal(key.sealed_locator, context=key.password_context)


def test_a_certificate_has_one_key_in_force(made: MadeCertificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        keys.make_key(made.certificate)
