"""The languages of the screen. The source of every text is Chinese; another language is a catalogue over it."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import TypeVar

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

SOURCE = "zh-hans"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ARABIC_SCRIPT = "-arab"
Read = TypeVar("Read")


def known(code: str) -> str:
    """The code where it is one of ours, else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""


def added(said: str) -> list[tuple[str, str]]:
    """The languages an installation adds: `ug=ئۇيغۇرچە, kk-arab=قازاقشا` is their codes, each with its own name.

    Raises ValueError where a code has no name.
    """
    pairs = [each.partition("=") for each in said.split(",") if each.strip()]
    found = [(code.strip().lower(), name.strip()) for code, _sign, name in pairs]
    if any(not code or not name for code, name in found):
        raise ValueError(f"LINLI_LANGUAGES: {said!r}")
    return found


def direction(code: str) -> str:
    """rtl for what is written from right to left, as Uyghur, or Kazakh in Arabic script; else ltr."""
    return "rtl" if code.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT or code.endswith(ARABIC_SCRIPT) else "ltr"


def active() -> str:
    """The language now spoken: the reader's during a request, Chinese in jobs and on the command line."""
    return known(translation.get_language() or "") or SOURCE


def spoken(text: object) -> list[str]:
    """A text of ours in each of our languages, Chinese first: what a file may say, whoever has written it."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(str(text))
    return list(dict.fromkeys(found))


def translated(text: str) -> str:
    """A text that a data file says, in the reader's language; as it stands where nobody has translated it."""
    return gettext(text) if text else ""


def in_a_row(names: Iterable[str]) -> str:
    """Several names one after another, as the reader's language sets them apart."""
    return gettext("、").join(names)


def once_a_language(read: Callable[[], Read]) -> Callable[[], Read]:
    """Like `functools.cache` for what is read from data files and told in the reader's language."""

    @cache
    def told(_language: str) -> Read:
        return read()

    @wraps(read)
    def remembered() -> Read:
        return told(active())

    return remembered
