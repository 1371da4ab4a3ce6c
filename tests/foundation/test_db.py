"""What every step asks of the database."""

import pytest
from django.db import transaction

from kakunin.foundation.db import get_or_not_found, require_transaction
from kakunin.foundation.errors import NotFound
from kakunin.models.party import Insurer


@pytest.mark.django_db
def test_the_one_row_or_not_found() -> None:
    insurer = Insurer.objects.create(name="例示損害保険")
    assert get_or_not_found(Insurer.objects.all(), pk=insurer.pk) == insurer
    with pytest.raises(NotFound):
        get_or_not_found(Insurer.objects.all(), pk=insurer.pk + 1)


@pytest.mark.django_db
def test_a_row_outside_the_given_ones_is_not_found() -> None:
    insurer = Insurer.objects.create(name="例示損害保険")
    with pytest.raises(NotFound):
        get_or_not_found(Insurer.objects.none(), pk=insurer.pk)


@pytest.mark.django_db(transaction=True)
def test_what_goes_together_insists_on_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        require_transaction()
    with transaction.atomic():
        require_transaction()
