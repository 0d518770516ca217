"""What people say fits the form of the item they say it about."""

from dataclasses import replace

import pytest

from linli.catalog.forms import item_form
from linli.catalog.models import ServiceItem
from linli.demo import phrases
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.errors import DemoError
from linli.demo.phrases import filled
from linli.demo.tests.given import MONDAY, SAID, an_asking, the_world
from linli.organizations.models import OrganizationType

CODES = sorted(SAID.items)


def test_every_item_of_the_catalogue_is_asked_for(db):
    assert set(ServiceItem.objects.values_list("code", flat=True)) == set(CODES)


def test_every_request_is_one_the_form_would_have_taken(db):
    asking = an_asking(Cast(the_world()))
    places = asking.cast.world.places.by_code
    for code, number, ask in [(each, *one) for each in CODES for one in enumerate(SAID.items[each].asks)]:
        place = places["131102001046" if ask.where_is != "village" else "131102100201"]
        said = replace(SAID.items[code], asks=(replace(ask, months=()),))
        one = replace(asking, phrases=replace(SAID, items={code: said}))
        asked = one.about(Draw("tests", code, number), code, asking.cast.world.people[1], place=place, at=MONDAY)
        form = item_form(asked.request.item.details)({**asked.request.answers})
        assert form.is_valid(), (ask, form.errors)
        assert form.answers() == asked.request.answers
        assert asked.request.place or not asked.request.item.details.needs_place
        assert asked.request.description == asked.request.answers.get("description", "")
        assert "{" not in asked.request.description + asked.request.place


def test_cases_are_passed_to_kinds_of_unit_that_handle(db):
    handling = set(OrganizationType.objects.filter(handles=True).values_list("code", flat=True))
    for code in CODES:
        assert set(SAID.items[code].passed_to) <= handling, code


def test_every_gap_in_a_reply_or_reason_is_filled():
    draw = Draw("tests")
    for item in SAID.items.values():
        for words in (*item.extend, *item.reopen, *(reply for ask in item.asks for reply in ask.replies)):
            assert "{" not in filled(words, draw)
    assert len(SAID.common.reveals) > 3
    assert all(len(purpose) >= 4 for purpose in SAID.common.reveals)


def test_confidential_things_are_rare(db):
    weights = {code: SAID.items[code].weight for code in CODES}
    quiet = ServiceItem.objects.filter(audience="confidential").values_list("code", flat=True)
    assert 0.01 <= sum(weights[code] for code in quiet) / sum(weights.values()) <= 0.02


def test_a_fault_in_the_file_is_named(tmp_path):
    file = tmp_path / "phrases.toml"
    file.write_text('[common]\nreturns = []\n[[item]]\ncode = "public-repair"\n', encoding="utf-8")
    with pytest.raises(DemoError, match="读不懂"):
        phrases.load(file)
