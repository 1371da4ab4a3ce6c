"""The page on which staff add documents to a certificate that is out already (U5)."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.further_upload import add_documents
from kakunin.foundation.db import get_or_not_found
from kakunin.foundation.errors import DocumentsRefused, TooManyDocuments, Unavailable
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.web.staff.current import staff_of
from kakunin.web.upload.answers import go_to, show_form
from kakunin.web.upload.fields import FilesField
from kakunin.web.upload.files import FilesMixin


class FurtherForm(FilesMixin, forms.Form):
    """Files for a certificate that takes ``room`` more; valid means ready for the flow."""

    attachment_files = FilesField(label=Document.Kind.ATTACHMENT.label, required=False)
    change_notice_files = FilesField(label=Document.Kind.CHANGE_NOTICE.label, required=False)

    FILE_FIELDS = {
        "attachment_files": Document.Kind.ATTACHMENT,
        "change_notice_files": Document.Kind.CHANGE_NOTICE,
    }

    def __init__(self, *args: Any, room: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room = room

    def clean(self) -> dict[str, Any]:
        """At least one file, and no more than there is room for."""
        if not self.count_files():
            words = _("証券別紙または契約内容変更のお知らせのPDFを、1つ以上選んでください。")
            raise ValidationError({"attachment_files": words})
        few = _("追加できるのは、あと%(most)d個までです（%(files)d個選ばれています）。")
        none = _("この証券等には、これ以上書類を追加できません。")
        self.check_count(self.room, few if self.room else none)
        return self.cleaned_data


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, uuid: str) -> HttpResponse:
    """What adding brings with it; or the documents added; or the form with what to mend (U2)."""
    staff = staff_of(request)
    standing = Certificate.objects.visible_to(staff).filter(withdrawn_at__isnull=True)
    certificate = get_or_not_found(standing.select_related("insurer"), uuid=uuid)
    if request.method != "POST":
        return _show(request, certificate, FurtherForm(room=_room(certificate)))
    form = FurtherForm(request.POST, request.FILES, room=_room(certificate))
    if not form.is_valid():
        return _show(request, certificate, form, status=422)
    try:
        add_documents(certificate=certificate, pdfs=form.pdfs, by=staff)
    except DocumentsRefused as refusal:
        form.refuse_files(refusal.reasons)
        return _show(request, certificate, form, status=refusal.status)
    except (TooManyDocuments, Unavailable) as failure:
        # Not the page of its own: what was chosen stays.
        form.add_error(None, failure.message)
        return _show(request, certificate, form, status=failure.status)
    done = _(
        "書類を追加しました。閲覧用URLは変わりません。新しい閲覧用パスワードを%(email)sへ、閲覧用URLを受注者へ、別々のメールで送ります。"
    )
    return go_to(request, certificate, done % {"email": staff.email})


def _room(certificate: Certificate) -> int:
    """How many more documents it takes."""
    return max(0, settings.MAX_FILES - certificate.documents.standing().count())


def _show(
    request: HttpRequest, certificate: Certificate, form: FurtherForm, status: int = 200
) -> HttpResponse:
    return show_form(
        request,
        "upload/further.html",
        form,
        status=status,
        certificate=certificate,
        documents=certificate.documents.standing(),
        addresses=certificate.contractor_addresses.all(),
    )
