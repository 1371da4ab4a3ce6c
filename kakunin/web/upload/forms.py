"""The form of a new certificate."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from kakunin.foundation.errors import ContractOver
from kakunin.foundation.text import comparable_number
from kakunin.models.certificate import Certificate
from kakunin.models.document import Document
from kakunin.models.party import Insurer
from kakunin.models.staff import Staff
from kakunin.web.upload.fields import AddressesField, FilesField, YenField
from kakunin.web.upload.files import FilesMixin

MOST_ADDRESSES = 5
_OFFICE = ("office_name", "office_phone", "office_contact")


class DataForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What is typed of a certificate, now or to correct it later."""

    amount = YenField(
        label=_("保証金額（円）"), required=False, help_text=_("例：1,234,000（全角でも入力できます）")
    )

    class Meta:
        model = Certificate
        fields: tuple[str, ...] = ()
        widgets = {
            "kind": forms.RadioSelect,
            "number": forms.TextInput(attrs={"class": "width-m number", "autocomplete": "off"}),
            "office_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "office_contact": forms.TextInput(attrs={"class": "width-m", "autocomplete": "off"}),
            # The browser's own date field; it wants this format whatever the language.
            "period_start": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "period_end": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "number": _("証券に印字されている番号です。"),
            "contractor_name": _("共同企業体（JV）のときは、その名称を入力してください。"),
            "office_name": _("受注者・発注者からの問い合わせ先として、メールと閲覧画面に表示されます。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for text in self.fields.values():
            # Django's words for NUL are a riddle in Japanese; the model's validators refuse it with ours.
            text.validators = [
                v for v in text.validators if not isinstance(v, ProhibitNullCharactersValidator)
            ]

    def clean(self) -> dict[str, Any]:
        """What concerns several fields stands at the one to mend."""
        data = self.cleaned_data
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            self.add_error("period_end", _("保証期間の終期は、始期と同じ日か後の日を入力してください。"))
        return data


class CertificateForm(FilesMixin, DataForm):
    """Data, addresses and files of a new certificate; valid means ready for the flow."""

    addresses = AddressesField(
        label=_("受注者のメールアドレス"),
        most=MOST_ADDRESSES,
        help_text=_("閲覧用URLを送る宛先です。複数あるときは、1行に1件ずつ入力してください（5件まで）。"),
    )
    certificate_files = FilesField(
        label=Document.Kind.CERTIFICATE.label,
        error_messages={"required": _("証券のPDFを選んでください。")},
    )
    attachment_files = FilesField(label=Document.Kind.ATTACHMENT.label, required=False)
    change_notice_files = FilesField(label=Document.Kind.CHANGE_NOTICE.label, required=False)

    FILE_FIELDS = {
        "certificate_files": Document.Kind.CERTIFICATE,
        "attachment_files": Document.Kind.ATTACHMENT,
        "change_notice_files": Document.Kind.CHANGE_NOTICE,
    }

    class Meta(DataForm.Meta):
        # In the order of the page, which is that of the error summary.
        fields = (
            "insurer",
            "number",
            "kind",
            "contractor_name",
            "addresses",
            "certificate_files",
            "attachment_files",
            "change_notice_files",
            *_OFFICE,
            "project_name",
            "obligee_name",
            "amount",
            "period_start",
            "period_end",
        )

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing: Certificate | None = None
        insurers = Insurer.objects.served_by(staff)
        field = self.fields["insurer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        # Another's insurer is not a choice, whatever the browser sends (T15).
        field.queryset = insurers
        field.empty_label = str(_("選んでください"))
        # Among them an agency whose contract has ended while the page was open.
        field.error_messages["invalid_choice"] = ContractOver.message
        if insurers.count() == 1:
            field.initial, field.empty_label = insurers.get(), None
        self.fields["kind"].choices = Certificate.Kind.choices  # type: ignore[attr-defined]  # no "----"

    def clean_number(self) -> str:
        """Something must be left of it to compare, and that must fit its column."""
        number: str = self.cleaned_data["number"]
        if not 1 <= len(comparable_number(number)) <= 40:
            raise ValidationError(_("証券番号を、証券に印字されているとおりに入力してください。"))
        return number

    def clean(self) -> dict[str, Any]:
        """And the files, all together."""
        data = super().clean()
        self.check_count(
            settings.MAX_FILES,
            _("ファイルは、すべて合わせて%(most)d個までです（%(files)d個選ばれています）。"),
        )
        return data


def last_office_of(staff: Staff) -> dict[str, str]:
    """The handling office as this member of staff typed it last; at first only the organisation's name."""
    typed = Certificate.objects.visible_to(staff).filter(created_by=staff).order_by("-id").values(*_OFFICE)
    return typed.first() or {"office_name": str(staff.organisation)}
