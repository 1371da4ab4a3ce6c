"""The pages that explain, open to everybody (S3, S4)."""

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ["site:home", "site:how", "site:help", "site:environment"]


@pytest.mark.parametrize("name", PAGES)
def test_it_opens_without_a_login_a_session_or_a_query(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("name", PAGES)
def test_it_is_only_for_reading(client: Client, name: str) -> None:
    assert client.head(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


def test_the_addresses_are_those_that_people_were_told() -> None:
    assert [reverse(name) for name in PAGES] == ["/", "/how/", "/help/", "/environment/"]
