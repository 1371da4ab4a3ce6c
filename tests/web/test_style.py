"""One style sheet for all pages, kept by the browser until it changes."""

import re
from pathlib import Path

import pytest
from django.test import Client

from kakunin.web.style import style_url

pytestmark = pytest.mark.django_db


def test_every_style_sheet_of_the_house_is_in_it(client: Client) -> None:
    sheet = client.get(style_url()).content.decode()
    for path in Path("kakunin/static/css").rglob("*.css"):
        assert path.read_text().strip() in sheet, path


def test_it_may_be_kept_for_ever_and_an_older_version_not_at_all(client: Client) -> None:
    assert client.get(style_url()).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "no-store" in client.get("/style/0123456789ab.css").headers["Cache-Control"]


def test_a_page_asks_for_one_sheet_only(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.count('rel="stylesheet"') == 1
    assert style_url() in page


def test_no_style_asks_for_a_file_beside_itself() -> None:
    """All sheets come as one from another address, where a relative one would lead nowhere."""
    for sheet in Path("kakunin/static/css").rglob("*.css"):
        for asked in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text()):
            assert asked.startswith(("data:", "#")), (sheet, asked)
