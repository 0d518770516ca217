"""What the product never holds and never does."""

import re

from django.apps import apps

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
