"""The shape of what is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.words import WordsField


class PurposeForm(forms.Form):
    """What a whole file is needed for."""

    purpose = WordsField(label=_("为什么要整份档案"), max_length=100, help_text=_("居民会看到谁在什么时候为什么要过。"))
