"""The contractor completes the submission form in the browser (F2)."""

import html
import io
import re
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone

from kakunin.foundation import tokens
from kakunin.models.audit import AuditEvent
from kakunin.models.viewing_key import ViewingGrant
from tests import pdfs
from tests.scene import Scene, make_scene

pytestmark = pytest.mark.django_db
ASKED = {
    "project_name": "市道改良工事",
    "contractor_name": "株式会社髙﨑建設",
    "obligee_name": "例示市",
    "kind": "pdf",
    "lock": "locked",
}


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def completed(scene: Scene) -> int:
    return scene.made.certificate.events.filter(type=AuditEvent.Type.FORM_COMPLETED).count()


def hidden(page: str) -> dict[str, str]:
    """What the file's button sends."""
    form = page[page.index("contractor/file/") :].split("</form>")[0]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def ask(viewer: Client, scene: Scene, **values: str) -> tuple[int, str]:
    answer = viewer.post(scene.at("viewer:contractor"), ASKED | values)
    return answer.status_code, answer.content.decode()


def test_what_is_known_is_filled_in(scene: Scene) -> None:
    certificate = scene.made.certificate
    certificate.project_name, certificate.obligee_name = "舗装 <改良>", "例示市"
    certificate.save()
    page = scene.viewer.get(scene.at("viewer:contractor")).content.decode()
    for text in (certificate.contractor_name, "舗装 &lt;改良&gt;", "例示市"):
        assert f'value="{text}"' in page
    # The way by hand stays open.
    assert "取扱店から届いたファイルに記入する" in page


def test_the_finished_pdf_opens_with_the_password_on_the_screen(scene: Scene) -> None:
    viewer = scene.viewer
    status, page = ask(viewer, scene)
    values = hidden(page)
    assert (status, completed(scene)) == (200, 0)
    answer = viewer.post(scene.at("viewer:form_file"), values)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    with pypdfium2.PdfDocument(answer.content, password=values["file_password"]) as document:
        text = "".join(each.get_textpage().get_text_range() for each in document).replace("\r\n", "")
    for wanted in (scene.made.locator, tokens.group_password(scene.made.password), "市道改良工事"):
        assert wanted in text
    assert completed(scene) == 1


def test_as_a_spreadsheet_and_open(scene: Scene) -> None:
    viewer = scene.viewer
    _, page = ask(viewer, scene, kind="xlsx", lock="open")
    assert "暗号化されません" in page
    assert "<textarea" not in page  # it goes into no mail
    answer = viewer.post(scene.at("viewer:form_file"), hidden(page))
    inside = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert inside is not None
    values = [str(cell.value) for row in inside.iter_rows() for cell in row]
    assert any(scene.made.locator in value for value in values)


def test_it_is_the_form_and_nothing_of_a_document(scene: Scene) -> None:
    """V2: the only PDF that a viewer gets is the one made of what was typed."""
    viewer = scene.viewer
    _, page = ask(viewer, scene, lock="open")
    content = viewer.post(scene.at("viewer:form_file"), hidden(page)).content
    assert pdfs.plain()[:200] not in content
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        text = document[0].get_textpage().get_text_range()
    with pypdfium2.PdfDocument(pdfs.plain()) as uploaded:
        first_words = uploaded[0].get_textpage().get_text_range().split()[:2]
    assert " ".join(first_words) not in text


def test_no_mail_to_copy_holds_a_half_of_the_key_and_one_alone_the_files_password(scene: Scene) -> None:
    _, page = ask(scene.viewer, scene)
    texts = [html.unescape(text) for text in re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)]
    password = hidden(page)["file_password"]
    assert [password in text for text in texts] == [False, False, True]
    for text in texts:
        assert scene.made.locator not in text
        assert tokens.group_password(scene.made.password) not in text
    assert texts[0].startswith("【保証証券等の提出】市道改良工事（証券番号：A-1）")
    assert "例示市 御中" in texts[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("project_name", ""),
        ("project_name", "a\r\nBcc: x@evil.example"),
        ("project_name", "a\u2028b"),
        ("contractor_name", "あ" * 201),
        ("obligee_name", "a\x00b"),
        ("kind", "exe"),
        ("lock", ""),
    ],
)
def test_what_can_not_be_taken_is_said_and_the_rest_kept(name: str, value: str, scene: Scene) -> None:
    status, page = ask(scene.viewer, scene, **{name: value})
    assert status == 422
    assert 'role="alert"' in page or "error-summary" in page
    if name != "contractor_name":
        assert 'value="株式会社髙﨑建設"' in page


@pytest.mark.parametrize("change", [{"file_password": "1"}, {"kind": "exe"}, {"project_name": "a\nb"}])
def test_a_button_that_was_tampered_with_begins_anew(change: dict[str, str], scene: Scene) -> None:
    viewer = scene.viewer
    _, page = ask(viewer, scene)
    answer = viewer.post(scene.at("viewer:form_file"), hidden(page) | change)
    assert (answer.status_code, answer.headers["Location"]) == (303, scene.at("viewer:contractor"))
    assert completed(scene) == 0


def test_loading_the_files_address_leads_to_the_form(scene: Scene) -> None:
    answer = scene.viewer.get(scene.at("viewer:form_file"))
    assert answer.headers["Location"] == scene.at("viewer:contractor")


def test_after_the_idle_end_the_password_comes_first_and_no_file(scene: Scene) -> None:
    viewer = scene.viewer
    _, page = ask(viewer, scene)
    ViewingGrant.objects.update(last_active_at=timezone.now() - timedelta(hours=1))
    answer = viewer.post(scene.at("viewer:form_file"), hidden(page))
    assert answer.status_code == 403
    assert "閲覧用パスワード" in answer.content.decode()
    assert completed(scene) == 0
    again = viewer.post(scene.at("viewer:form_file"), {"password": scene.made.password}, follow=True)
    assert again.request["PATH_INFO"] == scene.at("viewer:contractor")


def test_another_browser_gets_nothing(scene: Scene) -> None:
    _, page = ask(scene.viewer, scene)
    for name in ("viewer:contractor", "viewer:form_file"):
        assert scene.nobody.post(scene.at(name), hidden(page)).status_code == 404
    assert completed(scene) == 0
