"""What a form does not ask is not listened to, whatever is sent with it (T15).

Forms come from the pages and names from the tables, so a new one can't escape.
The insurer of others, which a form does ask for: tests/web/upload/test_bad_values.py.
"""

from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models

from kakunin.foundation import clock
from tests.architecture.everybody import (
    Place,
    Visitors,
    find_forms,
    make_visitors,
    make_world,
    send,
    sound,
    stored,
    undone,
)
from tests.world import make_agency, make_domain, make_insurer, make_staff

pytestmark = pytest.mark.django_db

# Names that other systems listen to.
USUAL = [
    "role",
    "status",
    "uploaded_by",
    "key_version",
    "is_staff",
    "is_superuser",
    "user",
    "admin",
    "_method",
]


def forged(field: "models.Field[Any, Any]") -> str:
    """A value that the column would take, and that nobody else uses."""
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        return str(related._default_manager.latest("pk").pk)
    if isinstance(field, models.DateField):
        return "2020-02-29T00:00Z" if isinstance(field, models.DateTimeField) else "2020-02-29"
    if isinstance(field, models.IntegerField):
        return "31337"  # no sequence comes so far
    return "1" * 32 if isinstance(field, models.UUIDField) else "forged"


def smuggled() -> dict[str, str]:
    """A forged value for each column of each table, under both of Django's names for it."""
    columns = [field for model in apps.get_app_config("kakunin").get_models() for field in model._meta.fields]
    named = {name: forged(field) for field in columns for name in (field.name, field.attname)}
    return named | dict.fromkeys(USUAL, "forged")


def after(visitors: Visitors, place: Place, values: dict[str, Any]) -> tuple[int, dict[Any, object]]:
    """The status, and what stands in the tables afterwards."""
    with undone(visitors[place.who]):
        answer = send(visitors[place.who], place, values)
        return answer.status_code, stored()


def test_what_no_form_asks_changes_nothing() -> None:
    scene = make_world()
    visitors = make_visitors(scene)
    forms = find_forms(scene, visitors).fields
    make_domain("forged.example.jp")
    make_staff(make_agency("forged", insurers=[make_insurer("forged")]))
    forgeries = smuggled()
    changed = set()
    with time_machine.travel(clock.now(), tick=False):
        before = stored()
        for place, fields in forms.items():
            if place.method == "GET":
                continue
            first, again = (after(visitors, place, sound(scene, fields)) for _ in range(2))
            others = {name: value for name, value in forgeries.items() if name not in fields}
            then = after(visitors, place, others | sound(scene, fields))
            assert then[0] == first[0], place
            assert then[1].keys() == first[1].keys(), place
            for column, value in then[1].items():
                if first[1][column] == again[1][column]:
                    assert value == first[1][column], (place, column)
                else:  # new each time, such as a password
                    assert str(value) != forgeries.get(column[2]), (place, column)
            changed |= {column[0] for column in first[1] if first[1][column] != before.get(column)}
    # The forms did what they are for.
    assert changed >= {
        "Certificate",
        "Document",
        "ViewingKey",
        "ViewingGrant",
        "OneTimePassword",
        "ObligeeLogin",
    }
