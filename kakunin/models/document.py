"""The PDFs of a certificate, and their pages as pictures."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kakunin.models.certificate import Certificate
from kakunin.models.staff import Staff
from kakunin.models.withdrawal import Withdrawable


class DocumentQuerySet(models.QuerySet["Document"]):
    def standing(self) -> DocumentQuerySet:
        """Those not withdrawn: what is shown and handed out (U8)."""
        return self.filter(withdrawn_at__isnull=True)


class Document(Withdrawable):
    """証券等PDF: exactly the bytes that were uploaded, sealed (D5, B2)."""

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("証券")
        ATTACHMENT = "attachment", _("証券別紙")
        CHANGE_NOTICE = "change_notice", _("契約内容変更のお知らせ")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="documents")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    file_name = models.CharField(max_length=200)
    sealed_name = models.CharField(max_length=100, unique=True)
    sealed_key = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    page_count = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("certificate", "position"), name="document_position_once"),
            models.CheckConstraint(
                condition=Q(page_count__gte=1) & Q(position__gte=1), name="document_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["certificate", "attachment", "change_notice"]),
                name="document_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def download_name(self) -> str:
        """``保険会社_証券番号_01_証券_20260401.pdf``: sorts, and tells what it is (D3)."""
        day = timezone.localtime(self.added_at)
        stem = self.certificate.download_name
        return f"{stem}_{self.position:02}_{self.get_kind_display()}_{day:%Y%m%d}.pdf"

    @property
    def seal_context(self) -> str:
        """What the sealed bytes are bound to: moved to another row they don't open."""
        return document_context(self.uuid)


def document_context(document: uuid.UUID) -> str:
    """The same before there is a row."""
    return f"document:{document}"


class Page(models.Model):
    """One page as a picture with the watermark, and its text; can be made again at any time."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField()
    renderer = models.CharField(max_length=40)
    image_name = models.CharField(max_length=100, unique=True)
    image_key = models.BinaryField()
    image_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sealed_text = models.BinaryField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("document", "renderer", "number"), name="page_once_per_renderer"),
            models.CheckConstraint(condition=Q(number__gte=1), name="page_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"

    @property
    def image_context(self) -> str:
        return page_context(self.document.uuid, self.number, "image")

    @property
    def text_context(self) -> str:
        return page_context(self.document.uuid, self.number, "text")


def page_context(document: uuid.UUID, number: int, part: str) -> str:
    """What the sealed picture or text of a page is bound to."""
    return f"page:{document}:{number}:{part}"
