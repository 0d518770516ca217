"""What the product never holds and never does."""

import inspect
import re
from collections.abc import Iterator

from django import forms
from django.apps import apps

from linli.web.secrets import holds_secrets
from tests.addresses import pages

NEVER = re.compile(
    r"ethnic|religio|politic|party_member|face_|fingerprint|credit_score|risk_score|petitioner", re.IGNORECASE
)


def test_no_field_for_belief_origin_or_a_score_of_a_person():
    forbidden = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if NEVER.search(field.name)
    ]
    assert forbidden == []


def test_every_page_into_which_a_secret_is_typed_says_so():
    """Otherwise an outage would write it into the page that offers to try again."""
    asking = {name for name, pattern in pages().items() if any(map(asks_a_secret, forms_of(pattern.callback)))}
    assert {"accounts:staff_sign_in", "accounts:code", "accounts_desk:password"} <= asking
    assert sorted(name for name in asking if not holds_secrets(pages()[name].callback)) == []


def forms_of(view) -> Iterator[type[forms.Form]]:
    """The forms that a view names."""
    view = inspect.unwrap(view)
    for name in view.__code__.co_names:
        named = view.__globals__.get(name)
        if inspect.isclass(named) and issubclass(named, forms.Form):
            yield named


def asks_a_secret(form: type[forms.Form]) -> bool:
    """Whether a password or a code is typed into it."""
    widgets = [field.widget for field in form.base_fields.values()]
    return any(
        isinstance(widget, forms.PasswordInput) or widget.attrs.get("autocomplete") == "one-time-code"
        for widget in widgets
    )
