"""What the desk's questions ask."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kakunin.flows.delivery.correct_data import CORRECTABLE
from kakunin.foundation.text import validate_single_line
from kakunin.models.certificate import Certificate
from kakunin.web.upload.fields import AddressesField
from kakunin.web.upload.forms import MOST_ADDRESSES, DataForm


class AddressesForm(forms.Form):
    """The contractor's addresses from now on."""

    addresses = AddressesField(
        label=_("受注者のメールアドレス"),
        most=MOST_ADDRESSES,
        help_text=_("複数あるときは、1行に1件ずつ入力してください（5件まで）。"),
    )

    @classmethod
    def of(cls, certificate: Certificate, data: Any) -> "AddressesForm":
        """Filled in with those that are there."""
        addresses = [contractor.address for contractor in certificate.contractor_addresses.all()]
        return cls(data, initial={"addresses": "\n".join(addresses)})


class ReasonForm(forms.Form):
    """Why something is withdrawn: one of four, and more words where they help."""

    OTHER = "other"
    REASONS = (
        ("wrong_pdf", _("誤ったPDFを登録した")),
        ("wrong_contractor", _("受注者や宛先を誤った")),
        ("cancelled", _("契約が取りやめになった")),
        (OTHER, _("その他")),
    )

    reason = forms.ChoiceField(
        label=_("理由"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("理由を選んでください。")},
    )
    details = forms.CharField(
        label=_("くわしい理由"),
        required=False,
        max_length=200,
        validators=[validate_single_line],
        help_text=_("「その他」のときは入力してください。履歴に残ります。受注者・発注者には表示されません。"),
    )

    def clean(self) -> dict[str, Any]:
        """その他 alone tells nobody anything."""
        data = self.cleaned_data
        if data.get("reason") == self.OTHER and not data.get("details") and "details" not in self.errors:
            raise ValidationError({"details": _("くわしい理由を入力してください。")})
        return data

    @property
    def words(self) -> str:
        """As the history keeps it."""
        label = str(dict(self.REASONS)[self.cleaned_data["reason"]])
        details = self.cleaned_data["details"]
        return f"{label}（{details}）" if details else label


class CorrectionForm(DataForm):
    """What was typed beside the PDFs, but for what makes it this certificate."""

    class Meta(DataForm.Meta):
        fields = CORRECTABLE

    @property
    def values(self) -> dict[str, Any]:
        """By the names that the flow knows."""
        return {name: self.cleaned_data[name] for name in CORRECTABLE}
