"""Django's rules for passwords, told in words that say what to do."""

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """No shorter than ``min_length``."""

    def get_error_message(self) -> str:
        return _("%(least)d文字以上にしてください。") % {"least": self.min_length}


class Uncommon(CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        return _("よく使われるパスワードです。ほかの人が思いつかないものにしてください。")
