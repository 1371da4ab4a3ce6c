"""A question about one certificate: it leads back to it, and tells which one it is."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kakunin.models.certificate import Certificate
from kakunin.web.question import Question, Text


def question_of(
    certificate: Certificate,
    title: Text,
    consequences: Sequence[Text],
    button: Text,
    *,
    facts: Sequence[tuple[Text, Text]] = (),
    danger: bool = False,
    version: int | None = None,
) -> Question:
    """``version`` only where something of the certificate changes."""
    return Question(
        here="list",
        title=title,
        consequences=consequences,
        button=button,
        back=reverse("desk:detail", args=[certificate.uuid]),
        back_name=_("証券番号 %(number)s") % {"number": certificate.number},
        facts=[
            (_("証券番号"), certificate.number),
            (_("受注者名"), certificate.contractor_name),
            *facts,
        ],
        danger=danger,
        version=version,
    )
