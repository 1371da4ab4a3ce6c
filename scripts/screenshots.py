"""Pictures of the running demo: ``make screenshots`` writes those of the README, in docs/screenshots/.

``python scripts/screenshots.py --sizes all --into FOLDER`` takes each page at three sizes, for looking at.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.demo.running import Demo  # noqa: E402  # found by the line above
from tests.e2e import browsers, pages  # noqa: E402
from tests.e2e.pages import Visitor  # noqa: E402
from tests.e2e.watch import Watch  # noqa: E402
from tests.mail_server import closed_port  # noqa: E402

USUAL = (1440, 900)
ALL = [(1024, 768), USUAL, (390, 844)]
MOST_BYTES = 150_000  # a repository remembers every picture for ever
CASE, CONTRACTOR, CLERK = "DEMO-2026-000001", "keiyaku@kensetsu.example.co.jp", "agency@example.jp"
OBLIGEE = "keiyaku@city.example.lg.jp"

Shoot = Callable[[Visitor, str], None]


def walk(clerk: Visitor, contractor: Visitor, password: str, shoot: Shoot) -> None:
    """The story from the first page to the viewer, with a picture at each step."""
    clerk.page.goto(clerk.url)
    shoot(clerk, "home")
    clerk.page.goto(f"{clerk.url}/staff/login/")
    shoot(clerk, "login")
    pages.log_in(clerk, CLERK, password)
    shoot(clerk, "list")
    pages.fill_in(clerk, "A-2026-001234")
    pages.choose(clerk, pages.BOND, pages.ATTACHMENT)
    clerk.page.evaluate("scrollTo(0, 0)")
    shoot(clerk, "upload")
    clerk.page.goto(f"{clerk.url}/desk/")
    clerk.page.get_by_role("link", name=CASE).click()
    shoot(clerk, "desk")

    pages.open_mail(contractor, CASE, to=CLERK)
    viewing_password = pages.read_password(contractor)
    pages.open_mail(contractor, CASE, to=CONTRACTOR)
    shoot(contractor, "mail")
    pages.follow_the_viewing_url(contractor)
    shoot(contractor, "gate")
    pages.unlock(contractor, viewing_password)
    pages.see_page(contractor, "証券の1ページ目")
    shoot(contractor, "certificate")
    contractor.page.get_by_role("link", name="ページを大きく表示する").click()
    pages.see_page(contractor, "証券の1ページ目")
    shoot(contractor, "viewer")


def walk_on(obligee: Visitor, shoot: Shoot) -> None:
    """From the certificate on the screen, where ``walk`` ended, to the files."""
    obligee.page.get_by_role("link", name="登録内容").click()
    obligee.page.get_by_role("link", name="発注者の方（ダウンロード）").click()
    shoot(obligee, "obligee-login")
    obligee.page.get_by_role("link", name="証券等の内容").click()
    reference = pages.ask_for_a_code(obligee, OBLIGEE)
    shoot(obligee, "code")
    code = pages.read_code(obligee, reference, to=OBLIGEE)
    pages.enter_code(obligee, code)
    pages.meet(obligee, "証券等PDFのダウンロード")
    shoot(obligee, "download")


def take(browser: Browser, demo: Demo, size: tuple[int, int], shoot: Shoot) -> None:
    """One walk at one size of screen."""

    def arrive() -> Visitor:
        width, height = size
        context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": height})
        # Not "scripted": accessibility is for the tests to judge.
        return Visitor(context.new_page(), demo.url, Watch(context, demo.url), scripted=False)

    reader = arrive()
    walk(arrive(), reader, demo.password, shoot)
    walk_on(reader, shoot)


def save_small(png: bytes, path: Path) -> None:
    """In as many colours as fit into the limit."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MOST_BYTES:
            break
    path.write_bytes(out.getvalue())
    print(f"{path}  {out.tell() // 1000} KB")


def main() -> None:
    """Start a demo of our own, walk, stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", choices=["usual", "all"], default="usual")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "screenshots")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    looking = given.sizes == "all"
    with (
        tempfile.TemporaryDirectory(prefix="kakunin-screenshots-") as folder,
        Demo(Path(folder), closed_port()) as demo,
        sync_playwright() as driver,
    ):
        browser = browsers.launch(driver, "chromium")
        for size in ALL if looking else [USUAL]:

            def shoot(who: Visitor, name: str, width: int = size[0]) -> None:
                path = given.into / (f"{name}-{width}.png" if looking else f"{name}.png")
                save_small(who.page.screenshot(full_page=looking), path)

            take(browser, demo, size, shoot)
        browser.close()


if __name__ == "__main__":
    main()
