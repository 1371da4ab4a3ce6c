"""What is asked of administrators, and of somebody who was invited. Other fields are ignored (T15)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kakunin.foundation import clock
from kakunin.foundation.mail_address import parse_mail_address
from kakunin.foundation.text import validate_single_line
from kakunin.models.certificate import Certificate
from kakunin.models.party import Agency, Insurer
from kakunin.models.staff import Staff
from kakunin.web.staff.forms import NewPasswordForm

_PLAIN = {"autocomplete": "off"}
# Short: the list of errors puts the field's name before it.
_ASK = {"required": _("入力してください。")}
_CHOOSE = {"required": _("選んでください。")}
OWN = "own"  # the insurer itself, as a destination


def _line(label: Any, most: int = 100, **more: Any) -> forms.CharField:
    field = forms.CharField(
        label=label, max_length=most, validators=[validate_single_line], error_messages=_ASK, **more
    )
    field.widget.attrs |= _PLAIN
    return field


def _day(label: Any, **more: Any) -> forms.DateField:
    # The browser's own date field; it wants this format whatever the language.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "width-m"})
    return forms.DateField(label=label, widget=widget, error_messages=_ASK, **more)


def _not_far_ahead(day: date) -> None:
    """A contract ends on its first day at the earliest: a mistyped year would bar the agency until then."""
    if day > clock.today() + timedelta(days=366):
        raise ValidationError(_("契約の開始日は、1年後までの日を入力してください。"))


def _start() -> forms.DateField:
    return _day(_("契約の開始日"), initial=clock.today, validators=[_not_far_ahead])


class PersonForm(forms.Form):
    """Whom to invite."""

    person = _line(_("氏名"))
    address = forms.CharField(
        label=_("メールアドレス"),
        help_text=_("招待メールの宛先です。ご本人だけが読めるアドレスを入力してください。"),
        error_messages=_ASK,
        widget=forms.TextInput(
            attrs={
                "inputmode": "email",
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
            }
        ),
    )

    def clean_address(self) -> str:
        """Raises ValidationError for what some mail server might read as another's address (T6)."""
        return str(parse_mail_address(self.cleaned_data["address"])).lower()


class InviteForm(PersonForm):
    """A member of one's own organisation."""

    role = forms.ChoiceField(
        label=_("役割"),
        choices=[(role.value, role.label) for role in reversed(Staff.Role)],
        initial=Staff.Role.MEMBER,
        widget=forms.RadioSelect,
        error_messages=_CHOOSE,
        help_text=_("管理者は、利用者の招待・役割の変更・削除などもできます。"),
    )


class _FirstForm(PersonForm):
    """The first administrator of a new organisation: beside its name, whose name is whose?"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("最初の管理者の氏名")
        self.fields["address"].label = _("最初の管理者のメールアドレス")


class InsurerForm(_FirstForm):
    """A new insurer, and its first administrator."""

    name = _line(_("損害保険会社の名称"))
    field_order = ["name", "person", "address"]


class AgencyForm(_FirstForm):
    """A new agency, its contract, and its first administrator."""

    name = _line(_("取扱代理店の名称"))
    starts_on = _start()
    field_order = ["name", "starts_on", "person", "address"]


class RenewForm(forms.Form):
    """A contract begins again."""

    starts_on = _start()


class LinkForm(RenewForm):
    """A contract with an agency that is there already."""

    code = forms.CharField(
        label=_("連携コード"),
        max_length=100,
        help_text=_(
            "代理店の「利用者」の画面に表示されている12文字です。全角と半角、ハイフンの有無は、どちらでもかまいません。"
        ),
        error_messages=_ASK,
        widget=forms.TextInput(attrs={"class": "code width-m", "autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["code", "starts_on"]


class EndForm(forms.Form):
    """A contract's last day: yesterday at the earliest, which ends it at once."""

    ends_on = _day(_("契約の最終日"), initial=clock.today)

    def clean_ends_on(self) -> date:
        """What has been cannot be rewritten."""
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < clock.today() - timedelta(days=1):
            raise ValidationError(_("最終日は、昨日か、それより後の日を入力してください。"))
        return ends_on


class MoveForm(forms.Form):
    """Where an agency's certificates go, and whom contractors and obligees call from then on."""

    to = forms.ChoiceField(label=_("移管先"), error_messages=_CHOOSE)
    office_name = _line(Certificate._meta.get_field("office_name").verbose_name, 200)
    office_phone = _line(Certificate._meta.get_field("office_phone").verbose_name, 30)
    office_contact = _line(Certificate._meta.get_field("office_contact").verbose_name)

    def __init__(self, *args: Any, agency: Agency, insurer: Insurer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Another insurer's agency is not a choice, whatever the browser sends (T15).
        heirs = Agency.objects.serving(insurer).exclude(pk=agency.pk)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("選んでください")),
            (OWN, _("自社で引き継ぐ")),
            *((str(heir.pk), heir.name) for heir in heirs),
        ]
        self.fields["office_phone"].widget.input_type = "tel"
        self.fields["office_name"].help_text = _(
            "移管した証券等の問い合わせ先として、受注者・発注者の画面に表示されます。"
        )

    def clean_to(self) -> int | None:
        """The agency's id; None is the insurer itself."""
        to = self.cleaned_data["to"]
        return None if to == OWN else int(to)


class AcceptForm(NewPasswordForm):
    """Name and password of somebody who was invited: the rest stands in the invitation."""

    name = _line(_("氏名"))
    field_order = ["name"]

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, staff=Staff(email=address), **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        """Known when the password is checked."""
        self.staff.name = self.cleaned_data["name"]
        return self.staff.name
