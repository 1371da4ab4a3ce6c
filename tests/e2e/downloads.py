"""What a browser saves when a link or a button hands it a file."""

from collections.abc import Callable

from tests.e2e.pages import Visitor


def download(who: Visitor, press: Callable[[], None]) -> tuple[str, bytes]:
    """Name and content of the one file that is saved after ``press``.

    Raises playwright's Error when none comes, or when it breaks off.
    """
    with who.page.expect_download() as coming:
        press()
    saved = coming.value
    content = saved.path().read_bytes()  # waits until it is whole
    # Where one of the same name lies already, Firefox saves the next one under another.
    saved.delete()
    return saved.suggested_filename, content
