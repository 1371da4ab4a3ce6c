"""What is refused, and why; what is fine all the same (U2, T9, T10)."""

import io
from collections.abc import Callable, Iterator

import pytest

from kakunin.adapters.pdf.limits import Limits
from kakunin.adapters.pdf.refusals import REASONS
from kakunin.adapters.pdf.sandbox import Sandbox
from kakunin.foundation.errors import DocumentRefused
from tests import pdfs
from tests.adapters.pdf import memory_file

# Small limits, so that bombs go off quickly: an honest page needs far less.
LIMITS = Limits(seconds=4, memory=1024**3)

REFUSED: dict[str, list[Callable[[], bytes]]] = {
    "not_pdf": [pdfs.empty, pdfs.not_a_pdf, pdfs.html_named_pdf, pdfs.header_not_at_zero],
    "unreadable": [pdfs.truncated],
    "needs_password": [pdfs.needs_password],
    "no_pages": [pdfs.no_pages],
    "too_many_pages": [pdfs.many_pages],
    "page_too_large": [pdfs.huge_page],
    "javascript": [
        pdfs.javascript_open_action,
        pdfs.javascript_name_tree,
        pdfs.javascript_with_escaped_name,
        pdfs.javascript_hidden_in_object_stream,
        pdfs.javascript_in_annotation,
        pdfs.javascript_after_another_action,
    ],
    "launch_action": [pdfs.launch_action, pdfs.launch_action_in_link, pdfs.submit_form],
    "embedded_files": [pdfs.embedded_file, pdfs.file_attachment_annotation],
    "parsers_disagree": [pdfs.page_counts_disagree],
}
# Which of the refusals it is depends on where it blows up; that it is one does not.
HOSTILE = [
    pdfs.deflate_bomb,
    pdfs.object_stream_bomb,
    pdfs.image_bomb,
    pdfs.endless_content,
    pdfs.doubling_forms,
    pdfs.cyclic_page_tree,
    pdfs.deeply_nested,
]
ACCEPTED: list[tuple[Callable[[], bytes], int]] = [
    (pdfs.plain, 1),
    (pdfs.three_pages, 3),
    (pdfs.japanese, 1),
    (pdfs.scan, 1),
    (pdfs.permission_flags_only, 1),
    (pdfs.wrong_startxref, 3),
    (pdfs.cyclic_form, 1),
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    ("reason", "build"),
    [(reason, build) for reason, builders in REFUSED.items() for build in builders],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_it_is_refused_with_its_reason(sandbox: Sandbox, reason: str, build: Callable[[], bytes]) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.inspect(memory_file(build()))
    assert refusal.value.reason == reason
    assert refusal.value.message == REASONS[reason]


@pytest.mark.parametrize("build", HOSTILE, ids=lambda build: build.__name__)
def test_a_hostile_file_is_refused_and_the_next_one_is_served(
    sandbox: Sandbox, build: Callable[[], bytes]
) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        sandbox.inspect(memory_file(build()))
    assert refusal.value.reason in {"too_slow", "too_much_memory", "crashed", "unreadable", "no_pages"}
    assert sandbox.inspect(memory_file(pdfs.plain())).pages == 1


@pytest.mark.parametrize(("build", "pages"), ACCEPTED, ids=lambda value: getattr(value, "__name__", value))
def test_it_is_accepted_with_its_page_count(sandbox: Sandbox, build: Callable[[], bytes], pages: int) -> None:
    assert sandbox.inspect(memory_file(build())).pages == pages


def test_where_the_file_was_read_to_does_not_matter(sandbox: Sandbox) -> None:
    file = memory_file(pdfs.plain())
    file.seek(0, io.SEEK_END)
    assert sandbox.inspect(file).pages == 1


def test_every_reason_says_what_to_do_next() -> None:
    for reason, message in REASONS.items():
        assert str(message).endswith("ください。") or "お試しください" in str(message), reason
