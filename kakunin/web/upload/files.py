"""What every form with PDFs has: its file fields, their count, and what is wrong with which file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from kakunin.flows.delivery.documents import UploadedPdf
from kakunin.foundation.errors import DocumentRefused, Text
from kakunin.models.document import Document


@dataclass(frozen=True)
class RefusedFile:
    """Why one of a field's files is refused; ``position`` is its place in that field, from 0."""

    position: int
    name: str
    reason: str


class FilesMixin(forms.BaseForm):
    """For a form whose fields named in ``FILE_FIELDS`` are ``FilesField``."""

    # In the order of the page, which is that in which viewers see the documents.
    FILE_FIELDS: Mapping[str, Document.Kind]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused: dict[str, list[RefusedFile]] = {}

    @property
    def file_fields(self) -> Iterator[tuple[BoundField, Sequence[RefusedFile]]]:
        """Each with its refused files, for the template."""
        return ((self[name], self.refused.get(name, ())) for name in self.FILE_FIELDS)

    def count_files(self) -> int:
        """Over all fields, as far as they could be read."""
        return sum(len(self.cleaned_data.get(name, ())) for name in self.FILE_FIELDS)

    def check_count(self, most: int, message: Text) -> None:
        """Put ``message``, which may name %(most)d and %(files)d, to the first field when they are more."""
        files = self.count_files()
        if files > most:
            problem = ValidationError(str(message), params={"most": most, "files": files})
            self.add_error(next(iter(self.FILE_FIELDS)), problem)

    @property
    def pdfs(self) -> Sequence[UploadedPdf]:
        """All files in the order in which viewers see them."""
        return [
            UploadedPdf(kind, file)
            for name, kind in self.FILE_FIELDS.items()
            for file in self.cleaned_data[name]
        ]

    def refuse_files(self, reasons: Mapping[int, DocumentRefused]) -> None:
        """Put each reason, found by the flow at a position of ``pdfs``, to its file."""
        places = [
            (name, position) for name in self.FILE_FIELDS for position in range(len(self.cleaned_data[name]))
        ]
        names = [pdf.file.name or "" for pdf in self.pdfs]
        for index, refusal in reasons.items():
            name, position = places[index]
            refused = RefusedFile(position, names[index], str(refusal.message))
            self.refused.setdefault(name, []).append(refused)
        for name, files in self.refused.items():
            self.add_error(name, [f"「{file.name}」：{file.reason}" for file in files])
