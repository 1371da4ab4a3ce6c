"""The login form of staff."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth brings no types
    """Mail address and password; a session ends with the browser, so nothing to remember."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("メールアドレス")
        self.fields["password"].label = _("パスワード")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            # allauth links to a page for lost passwords that nobody is offered here.
            field.help_text = ""
