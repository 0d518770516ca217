"""The words of every message of every module: each can be looked at, and what comes with the product can be loaded."""

import pytest

from linli.base.clock import now
from linli.notifications import loading, previews, sheets, wording


def test_every_place_of_every_sentence_is_explained():
    named = {place for sentence in wording.known().values() for place in sheets.facts_of(sentence)}
    assert named - previews.PLACES.keys() == set()


def test_every_modules_events_have_a_title():
    assert {event for event in wording.known() if wording.title_of(event) == event.partition(".")[0]} == set()


def test_the_files_that_come_with_the_product_have_no_fault():
    shipped, _local = loading.folders()
    assert loading.read([shipped]).keys() == {path.stem for path in shipped.glob("*.toml")}


@pytest.mark.django_db
def test_every_event_has_a_preview_in_every_language_and_fits_two_text_messages():
    long = {
        event: each.parts
        for event in wording.known()
        for each in previews.previews(event, now())
        if each.parts > 2 and each.language == "中文"
    }
    assert long == {}
