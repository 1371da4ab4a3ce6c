"""May this be a member's password? Length and commonness are Django's to say (6.2.11 of ASVS)."""

import re
import unicodedata
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kakunin.models.staff import Staff

# What whoever guesses tries first: the system, the trade, the paper.
OWN_WORDS = (Path(__file__).parent / "own_words.txt").read_text(encoding="utf-8").split()
_LEAST = 6  # letters beside such a word


class OwnWordsValidator:
    """Own words, the member's name, address and organisation may stand in it, but are not all of it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when there are any, and too little is left without them."""
        left = letters = _fold(password)
        words = [_fold(word) for word in (*OWN_WORDS, *_words_of(user))]
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < min(_LEAST, len(letters)):
            raise ValidationError(
                _(
                    "保証・保険などのよく使われる言葉、お名前、メールアドレス、組織の名称だけの組み合わせは使えません。ほかの言葉を加えてください。"
                ),
                code="own_words",
            )

    def get_help_text(self) -> str:
        """For pages that list all rules; ours have their own words."""
        return _("保証・保険などのよく使われる言葉だけの組み合わせは使えません。")


def _fold(text: str) -> str:
    """Letters alone, in one case and width."""
    return re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", text).casefold())


def _words_of(user: object) -> list[str]:
    if not isinstance(user, Staff):
        return []
    home = user.insurer or user.agency or user.association
    texts = (user.name, user.email, home.name if home else "")
    return [
        word
        for text in texts
        for word in re.split(r"[\s@.・]+", text)
        if len(word) > (2 if word.isascii() else 1)
    ]
