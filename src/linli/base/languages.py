"""The languages of the screen. The source of every text is Chinese; another language is a catalogue over it."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

SOURCE = "zh-hans"


def known(code: str) -> str:
    """The code where it is one of ours, else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""


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
