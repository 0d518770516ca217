"""The English of an item beside its Chinese: one line for each text of it, whichever part it belongs to.

What a catalogue of translations already says stands in its line; only what is typed otherwise is kept with the item.
"""

import hashlib
from typing import Any

from django import forms
from django.utils import translation

from linli.base.languages import translated
from linli.catalog.spec import ItemSpec, Said
from linli.catalog.telling import ENGLISH, own_english, texts
from linli.web.words import WordsField

LONGEST, LONG = 600, 14


class EnglishForm(forms.Form):
    """A field for each text; its label is the Chinese. Empty ones leave the Chinese to English readers."""

    def __init__(self, item: ItemSpec | None, sent: Any = None, *, of: ItemSpec | None = None) -> None:
        """`item` as it would be; `of` as it is, whose English holds until somebody types another one."""
        self.texts = {name_of(text): text for text in _all_of(item, sent)}
        known = {text: english for each in (of, item) if each for text, english in own_english(each).items()}
        begun = {name: known.get(text) or catalogued(text) for name, text in self.texts.items()}
        typed = {name: sent.get(name, value) for name, value in begun.items()} if sent is not None else None
        super().__init__(typed, initial=begun, prefix=None)
        for name, text in self.texts.items():
            area = forms.Textarea(attrs={"rows": 2, "lang": ENGLISH})
            line = forms.TextInput(attrs={"lang": ENGLISH})
            widget = area if len(text) > LONG else line
            self.fields[name] = WordsField(label=text, max_length=LONGEST, required=False, widget=widget)

    @property
    def said(self) -> tuple[Said, ...] | None:
        """What was typed and no catalogue says; nothing where that is nothing."""
        typed = [Said(text, self.cleaned_data[name].strip()) for name, text in self.texts.items()]
        return tuple(each for each in typed if each.english and each.english != catalogued(each.chinese)) or None

    @property
    def missing(self) -> int:
        """How many texts English readers would read in Chinese."""
        return sum(not self[name].value() for name in self.texts)


def name_of(text: str) -> str:
    """What the field of a text is called."""
    return f"english-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def catalogued(text: str) -> str:
    """What the catalogue of translations says of it; nothing where it has it not."""
    with translation.override(ENGLISH):
        said = translated(text)
    return "" if said == text else said


def _all_of(item: ItemSpec | None, sent: Any) -> list[str]:
    """Of an item that does not hold yet, the texts that were shown."""
    if item is not None:
        return texts(item)
    return list(dict.fromkeys(sent.getlist("chinese"))) if hasattr(sent, "getlist") else []
