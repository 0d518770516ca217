"""What a resident says about themselves: a name and a community, nothing more."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas.forms import CommunityField
from linli.web.words import WordsField


class ResidentForm(forms.Form):
    """Name and community."""

    name = WordsField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("请填姓名。")},
    )
    home_area = CommunityField(label=_("您住在哪个社区或村"))
