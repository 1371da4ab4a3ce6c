"""The pages of a document become pictures with the watermark (V2, design decision 1)."""

import os

from django.core.files.storage import storages

from kakunin.adapters.pdf import sandbox
from kakunin.adapters.vault import files, secrets
from kakunin.models.document import Document, Page, page_context


def render_document(document_id: int) -> None:
    """Draw each page that this renderer has not drawn yet; each is there as soon as it is ready."""
    document = Document.objects.get(pk=document_id)
    there = set(document.pages.filter(renderer=sandbox.RENDERER).values_list("number", flat=True))
    missing = [number for number in range(1, document.page_count + 1) if number not in there]
    if not missing:
        return
    # Only in memory: an unsealed document must never rest on a disk.
    with os.fdopen(os.memfd_create("document"), "w+b") as plain:
        for chunk in files.read(
            storages["default"], document.sealed_name, document.sealed_key, context=document.seal_context
        ):
            plain.write(chunk)
        plain.seek(0)
        for page in sandbox.shared().render_pages(plain, missing):
            _keep(document, page)


def _keep(document: Document, page: sandbox.RenderedPage) -> None:
    image = files.store(
        storages["pages"], [page.image], context=page_context(document.uuid, page.number, "image")
    )
    Page.objects.create(
        document=document,
        number=page.number,
        renderer=sandbox.RENDERER,
        image_name=image.name,
        image_key=image.key,
        image_type=page.content_type,
        width=page.width,
        height=page.height,
        sealed_text=secrets.seal(
            page.text.encode(errors="replace"), context=page_context(document.uuid, page.number, "text")
        ),
    )
