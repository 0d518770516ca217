"""The sentences people read are ours, also where Django would have its own."""

import gettext
import re
from pathlib import Path

from django import forms
from django.conf import settings

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"


def test_the_compiled_catalogue_says_what_its_source_says():
    said = re.findall(
        r'^msgid "(.+)"\n(?:msgid_plural ".+"\n)?msgstr(?:\[0\])? "(.+)"$',
        (CATALOGUE / "django.po").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert len(said) > 10
    assert [
        sentence for key, sentence in said if sentence not in (compiled.gettext(key), compiled.ngettext(key, key, 1))
    ] == []


def test_a_field_left_empty_asks_like_a_person():
    form = forms.Form({})
    form.fields["name"] = forms.CharField(max_length=3)
    assert form.errors["name"] == ["请填一下这里。"]
