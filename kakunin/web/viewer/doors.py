"""The contractor's door behind the gate (V1); the obligee's leads to the login."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kakunin.flows.delivery.submission_form import Completion, FileKind, complete_form
from kakunin.foundation.text import validate_single_line
from kakunin.models.viewing_key import ViewingGrant
from kakunin.web.files import send_file
from kakunin.web.redirects import see_other
from kakunin.web.submission import FileForm, LockForm, mail_texts
from kakunin.web.viewer.access import while_viewing

_methods = require_http_methods(["GET", "HEAD", "POST"])  # POST: the password after an idle end


class _CompletionForm(forms.Form):
    """What the contractor adds to the sheet, and as what it is written."""

    project_name = forms.CharField(
        label=_("工事名（件名）"), max_length=200, validators=[validate_single_line]
    )
    contractor_name = forms.CharField(label=_("受注者名"), max_length=200, validators=[validate_single_line])
    obligee_name = forms.CharField(
        label=_("発注者名"), max_length=200, required=False, validators=[validate_single_line]
    )
    kind = forms.ChoiceField(
        label=_("ファイルの種類"),
        choices=((FileKind.PDF, _("PDF")), (FileKind.SPREADSHEET, _("Excel"))),
        initial=FileKind.PDF,
        widget=forms.RadioSelect,
    )

    @property
    def completion(self) -> Completion:
        given = self.cleaned_data
        return Completion(given["project_name"], given["contractor_name"], given["obligee_name"])


class _AskForm(_CompletionForm, LockForm):
    """The first step; the lock is asked last."""

    field_order = ("project_name", "contractor_name", "obligee_name", "kind", "lock")


class _SendForm(_CompletionForm, FileForm):
    """The second step: the same again, and the password that was shown."""


@_methods
@while_viewing
def contractor(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """The sheet completed in the browser, or by hand; then its file and what to write to the obligee (F2)."""
    certificate = grant.key.certificate
    known = ("project_name", "contractor_name", "obligee_name")
    form = _AskForm(request.POST or None, initial={name: getattr(certificate, name) for name in known})
    context: dict[str, Any] = {"grant": grant, "certificate": certificate, "form": form}
    if not form.is_valid():
        return render(request, "viewer/contractor.html", context, status=422 if form.is_bound else 200)
    context |= {"completion": form.completion, "file_password": form.file_password}
    given = {name: value for name, value in form.cleaned_data.items() if name != "lock"}
    context["values"] = [*given.items(), ("file_password", context["file_password"])]
    context["texts"] = mail_texts("viewer", context)
    return render(request, "viewer/form_ready.html", context)


@_methods
@while_viewing
def form_file(request: HttpRequest, grant: ViewingGrant) -> HttpResponse:
    """The finished sheet. Whoever comes here otherwise than by its button begins anew."""
    form = _SendForm(request.POST or None)
    if not form.is_valid():
        return see_other("viewer:contractor", certificate=grant.key.certificate.uuid)
    made = complete_form(
        grant=grant,
        completion=form.completion,
        kind=FileKind(form.cleaned_data["kind"]),
        file_password=form.cleaned_data["file_password"],
    )
    return send_file(made.name, made.content, made.content_type)
