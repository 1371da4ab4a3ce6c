"""Browsers of the people of an insurer, its agency and the association."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from tests.world import make_administrator, make_agency, make_association, make_insurer, make_staff


@dataclass(frozen=True)
class People:
    """Ines administers the insurer, Anna and Bert its agency, where Mia is a member; Otto the association."""

    insurer: Insurer
    agency: Agency
    ines: Staff
    anna: Staff
    bert: Staff
    mia: Staff
    otto: Staff


@pytest.fixture
def people(db: None) -> People:
    insurer = make_insurer("甲損害保険株式会社")
    agency = make_agency("乙代理店", insurers=[insurer])
    return People(
        insurer,
        agency,
        ines=make_administrator(insurer, "保険 イネス"),
        anna=make_administrator(agency, "管理 アンナ"),
        bert=make_administrator(agency, "管理 ベルト"),
        mia=make_staff(agency, "利用 ミア"),
        otto=make_administrator(make_association(), "協会 オット"),
    )


def as_(staff: Staff) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def text_of(answer: Any) -> str:
    """The words of the page's main part."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def see(staff: Staff, name: str, /, *args: object, **query: str) -> str:
    """The page's words; it must be there."""
    answer = as_(staff).get(reverse(f"members:{name}", args=args), query)
    assert answer.status_code == 200
    return text_of(answer)


def press(staff: Staff, name: str, /, *args: object, **data: object) -> Any:
    """The form of a page, sent; where it leads is followed."""
    return as_(staff).post(reverse(f"members:{name}", args=args), data, follow=True)
