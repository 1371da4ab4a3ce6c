"""Looking at the pages, until it ends (V1, V2, V4)."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import storages
from django.db import transaction

from kakunin.adapters.pdf import sandbox
from kakunin.adapters.vault import files, secrets
from kakunin.foundation import clock
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import NotFound, ViewingEnded
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document, Page
from kakunin.models.job import Job
from kakunin.models.obligee_login import ObligeeLogin
from kakunin.models.one_time_password import OneTimePassword
from kakunin.models.viewing_key import ViewingGrant, ViewingKey

# Writing the time at every page turn would cost a write each; twenty minutes don't need seconds.
_PRECISION = timedelta(seconds=20)


def find_grant(*, browser: uuid.UUID | None, certificate: uuid.UUID) -> ViewingGrant:
    """What this browser once unlocked, alive or not; NotFound for everybody else (T8).

    The password may have changed since; whoever had another URL is a stranger (U8).
    """
    grants = ViewingGrant.objects.of_browser(browser) if browser else ViewingGrant.objects.none()
    grant = grants.filter(key__certificate__uuid=certificate).first()
    if grant is None or (grant.key.ended_at and not _is_url_in_force(grant.key)):
        raise NotFound
    return grant


def _is_url_in_force(key: ViewingKey) -> bool:
    return ViewingKey.objects.filter(locator_hash=key.locator_hash, ended_at__isnull=True).exists()


def keep_alive(grant: ViewingGrant) -> None:
    """Somebody is there: the idle time of viewing and login starts anew (V4, D4).

    Raises ViewingEnded when the viewing is over.
    """
    if not grant.is_alive:
        raise ViewingEnded
    now = clock.now()
    if now - grant.last_active_at > _PRECISION:
        # Only what is alive at this moment: another tab may have ended it.
        if not ViewingGrant.objects.filter(pk=grant.pk).alive().update(last_active_at=now):
            raise ViewingEnded
        ObligeeLogin.objects.touch(grant.browser)
        grant.last_active_at = now


@transaction.atomic
def end_viewing(grant: ViewingGrant) -> None:
    """The reader is done; the next one at this browser needs the password, and no code wakes it again."""
    now = clock.now()
    OneTimePassword.objects.filter(grant=grant, ended_at__isnull=True).update(ended_at=now)
    ViewingGrant.objects.filter(pk=grant.pk, ended_at__isnull=True).update(ended_at=now)


def find_page(*, browser: uuid.UUID | None, certificate: uuid.UUID, position: int, number: int) -> Page:
    """A drawn page for a browser whose viewing is alive; NotFound otherwise, or while not drawn yet.

    One query: this is the most frequent request of all.
    """
    if browser is None:
        raise NotFound
    grants = ViewingGrant.objects.filter(browser=browser, key__certificate__uuid=certificate).alive()
    wanted = ("number", "image_name", "image_key", "image_type", "document__uuid")
    pages = (
        Page.objects.select_related("document")
        .only(*wanted)
        .filter(
            document__position=position,
            document__withdrawn_at__isnull=True,
            renderer=sandbox.RENDERER,
            number=number,
            document__certificate__in=grants.values("key__certificate"),
        )
    )
    return get_or_not_found(pages)


def find_page_for_staff(certificate: Certificate, *, position: int, number: int) -> Page:
    """The same for those to whom ``certificate`` is visible; of what was withdrawn too."""
    pages = Page.objects.select_related("document").filter(
        document__certificate=certificate, document__position=position, renderer=sandbox.RENDERER
    )
    return get_or_not_found(pages, number=number)


def first_pages(certificate: Certificate) -> set[int]:
    """The positions of the documents whose first page is drawn, for their thumbnails."""
    pages = Page.objects.filter(document__certificate=certificate, number=1, renderer=sandbox.RENDERER)
    return set(pages.values_list("document__position", flat=True))


def drawn_pages(document: Document) -> dict[int, Page]:
    """The pages that are there, by number; their texts are fetched one by one."""
    pages = document.pages.filter(renderer=sandbox.RENDERER).defer("sealed_text", "image_key")
    return {page.number: page for page in pages}


def read_image(page: Page) -> Iterator[bytes]:
    """The picture's bytes; Damaged when they are not what we stored."""
    return files.read(storages["pages"], page.image_name, page.image_key, context=page.image_context)


def read_text(page: Page) -> str:
    """The page's text for those who can't see the picture."""
    return secrets.unseal(page.sealed_text, context=page.text_context).decode()


@transaction.atomic
def hurry_rendering(document: Document) -> None:
    """Somebody waits for a page that is not drawn yet: the worker takes it first."""
    Job.objects.enqueue(Job.Kind.RENDER_DOCUMENT, document.pk, urgent=True)
