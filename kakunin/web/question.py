"""Before something is changed a page says what follows from it; its button does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kakunin.foundation.errors import ChangedMeanwhile, Refused, TooOften

Text = str | Promise

# Where a refusal stands, if the form has this field.
_FIELDS = {
    "address_in_use": "address",
    "already_invited": "address",
    "name_taken": "name",
    "no_such_agency": "code",
    "contract_running": "code",
    "ends_before_it_starts": "ends_on",
}


def version_of(request: HttpRequest) -> int:
    """The version of what the question was asked about; one that never was, when it is not told."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


@dataclass(frozen=True)
class Question:
    """``back`` is the page that it came from, and to which it leads when it is done."""

    here: str
    title: Text
    consequences: Sequence[Text]
    button: Text
    back: str
    back_name: Text
    facts: Sequence[tuple[Text, Text]] = ()
    danger: bool = False
    # What the one who presses has seen; sent along with the form.
    version: int | None = None


def ask(
    request: HttpRequest,
    question: Question,
    do: Callable[[forms.Form], Text],
    form: forms.Form,
) -> HttpResponse:
    """The question; or, after its button, ``do`` with the valid form and the words that it returns.

    What the flow refuses stands at the field that it is about, and what was typed is kept.
    """
    if request.method != "POST":
        return _show(request, question, form)
    if not form.is_valid():
        return _show(request, question, form, status=422)
    try:
        done = do(form)
    except (Refused, TooOften) as refusal:
        field = _FIELDS.get(refusal.code)
        form.add_error(field if field in form.fields else None, str(refusal.message))
        if isinstance(refusal, ChangedMeanwhile):
            _tell_what_is_there(form)
        return _show(request, question, form, status=refusal.status)
    messages.success(request, str(done))
    return HttpResponseRedirect(question.back, status=303)


def _tell_what_is_there(form: forms.Form) -> None:
    """Beside what was typed: what it would replace, which somebody else may have put there (ADR 17)."""
    for name in form.changed_data:
        if name not in form.initial:
            continue
        there = _("、").join(localize(form.initial[name] or "").split("\n")) or _("（なし）")
        form.add_error(name, _("今は「%(there)s」と登録されています。") % {"there": there})


def _show(request: HttpRequest, question: Question, form: forms.Form, status: int = 200) -> HttpResponse:
    return render(request, "question.html", {"question": question, "form": form}, status=status)
