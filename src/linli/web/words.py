"""What people type: words that can be read, with nothing in them that hides or turns them round."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, direction marks, halves of characters, private, unassigned
JOINERS = "\u200c\u200d"  # some scripts and emoji are not written without them
PASTED = str.maketrans(
    "", "", "\u200b\u2060\ufeff\u00ad"
)  # what comes along when words are pasted: dropped, since nobody could find it
UNREADABLE = _("里面有看不见的字符，请删掉重新打字。")


def is_readable(character: str) -> bool:
    """Whether a character can be seen, or belongs to how another one is written."""
    return character in JOINERS or unicodedata.category(character) not in UNSEEN


def clean_words(text: str, *, lines: bool) -> None:
    """Refuse characters that cannot be seen: they hide what is written, or turn it round."""
    if not all(is_readable(character) or (lines and character in "\n\t") for character in text):
        raise ValidationError(UNREADABLE, code="unseen")


class WordsField(forms.CharField):
    """Words with one kind of line end and nothing unseen; `lines` where they may have several lines."""

    default_error_messages = {
        "max_length": _("太长了，最多 %(limit_value)d 个字，您写了 %(show_value)d 个。"),
        "null_characters_not_allowed": UNREADABLE,
    }

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        if lines:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """A browser sends two characters for a new line; the limit is for what was typed."""
        typed = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return typed.translate(PASTED)

    def run_validators(self, value: str) -> None:
        """The length, then each character."""
        super().run_validators(value)
        clean_words(value, lines=self.lines)


def readable(text: str) -> str:
    """One line of a text, without what cannot be seen: for searches, which nobody should have to type twice."""
    return " ".join("".join(character if is_readable(character) else " " for character in text).split())


def asked(request: HttpRequest, name: str, longest: int = 40) -> str:
    """What is searched for in the address: one line of readable words, cut to what a search needs."""
    return readable(request.GET.get(name, ""))[:longest]
