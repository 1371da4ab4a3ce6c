"""What a list is narrowed down by: words, and the days of the upload."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.text import searchable, validate_single_line
from kakunin.web.desk.lists import List, day_begins
from kakunin.web.desk.rows import Certificates

_MOST_WORDS = 10
_DAY = timedelta(days=1)  # Japan has no summer time


class FilterForm(forms.Form):
    """Of a GET: empty fields narrow nothing."""

    q = forms.CharField(
        label=_("検索する言葉"),
        required=False,
        max_length=100,
        validators=[validate_single_line],
        help_text=_(
            "証券番号・受注者名・工事名（件名）・発注者名の一部（2文字以上）。空白で区切ると、すべてを含むものを探します。"
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=_("アップロード日（から）"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("アップロード日（まで）"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ours says it in Japanese.
        self.fields["q"].validators = [
            v for v in self.fields["q"].validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]

    def clean_q(self) -> list[str]:
        """The words as the search compares them; blanks, wide ones too, stand between them."""
        words = [searchable(word) for word in self.cleaned_data["q"].split()]
        if any(len(word) < 2 for word in words):
            raise ValidationError(_("検索する言葉は、2文字以上で入力してください。"))
        if len(words) > _MOST_WORDS:
            raise ValidationError(_("検索する言葉は、10個までにしてください。"))
        return words

    def clean(self) -> dict[str, Any]:
        """From before until."""
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("「まで」の日は、「から」の日と同じ日か後の日を入力してください。"))
        return data

    @property
    def is_narrowed(self) -> bool:
        """Something was asked, right or wrong."""
        return any(self.data.get(name, "").strip() for name in self.fields)

    def narrow(self, certificates: Certificates) -> Certificates:
        """What is left of them; of a valid form."""
        asked = self.cleaned_data
        found = certificates.holding(asked["q"])
        if asked["since"]:
            found = found.filter(created_at__gte=day_begins(asked["since"]))
        if asked["until"]:
            found = found.filter(created_at__lt=day_begins(asked["until"]) + _DAY)
        return found

    def query(self, chosen: List) -> str:
        """For addresses that keep what was asked, with a & behind; empty when nothing was."""
        asked = {"list": chosen.name} | {name: self.data.get(name, "") for name in self.fields}
        kept = {name: text for name, text in asked.items() if text}
        return f"{urlencode(kept)}&" if kept else ""
