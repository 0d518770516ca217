"""Units: named once where they belong, serving the areas named and all below them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.organizations import actions, loading, queries
from linli.organizations.models import Organization, OrganizationType
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COMMUNITY, STREET, a_unit

pytestmark = pytest.mark.django_db
BY = system_actor("tests")
FILE = settings.DATA / "types" / "organizations.toml"


@pytest.fixture(autouse=True)
def acting():
    with acting_as(BY):
        yield


def created(**facts):
    values = {"name": "桃城区民政局", "type": OrganizationType.objects.get(pk="civil_affairs"), "area": COUNTY}
    return actions.create(**{**values, **facts}, by=BY, at=now())


def changed(unit, **facts):
    values = {field: getattr(unit, field) for field in ("name", "short_name", "phone", "address", "is_active")}
    return actions.change(unit, **{**values, **facts}, by=BY, at=now())


def refused(code, action, /, *args, **facts):
    with pytest.raises(Refused) as refusal:
        action(*args, **facts)
    assert refusal.value.code == code


def test_a_unit_serves_the_area_it_belongs_to_and_everything_below():
    unit = created()
    assert all(unit.serves(area) for area in (COUNTY, STREET, COMMUNITY))
    assert not unit.serves(OTHER_COMMUNITY)
    assert not unit.serves("1311")


def test_units_are_found_by_the_area_they_serve():
    county, community, neighbour = created(), a_unit(), a_unit(area=NEIGHBOUR)
    found = set(Organization.objects.serving(COMMUNITY))
    assert {county, community} <= found
    assert neighbour not in found
    changed(county, is_active=False)
    assert county not in Organization.objects.serving(COMMUNITY)


def test_a_unit_that_serves_two_areas_is_found_once():
    unit = created(serving=[COUNTY, COMMUNITY])
    assert list(Organization.objects.serving(COMMUNITY).of_type("civil_affairs")) == [unit]


def test_what_a_unit_serves_is_replaced_as_a_whole_and_journalled():
    unit = created(serving=[STREET])
    actions.serve(unit, [COMMUNITY, NEIGHBOUR], by=BY, at=now())
    assert queries.serving_codes(unit) == [COMMUNITY, NEIGHBOUR]
    last = entries(on=unit)[-1]
    assert (last.verb, last.facts["ended"]) == ("organizations.serving_changed", [STREET])


def test_a_name_is_given_once_in_an_area():
    created()
    refused("organizations.name_taken", created)
    assert created(area=OTHER_COMMUNITY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.create(name="桃城区民政局", short_name="x", type_id="civil_affairs", area_id=COUNTY)


def test_an_unknown_area_is_refused():
    refused("organizations.area_unknown", created, area="999999")
    refused("organizations.area_unknown", actions.serve, created(), ["131102", "999999"], by=BY, at=now())
    refused("organizations.area_unknown", actions.serve, created(name="甲"), [], by=BY, at=now())


def test_changing_nothing_writes_nothing():
    unit = created()
    before = len(entries(on=unit))
    changed(unit)
    assert len(entries(on=unit)) == before
    changed(unit, phone="0318-1111111")
    assert entries(on=unit)[-1].verb == "organizations.changed"


def test_units_are_searched_by_name_within_areas():
    unit = created()
    assert list(queries.found("民政", within=["1311"])) == [unit]
    assert not queries.found("民政", within=[OTHER_COMMUNITY])
    assert not queries.found("民政", within=["1311"], type="housing")


def test_the_shipped_kinds_are_loaded_and_loading_again_changes_nothing():
    assert not loading.difference(FILE)
    assert OrganizationType.objects.filter(pk="property_company", handles=True).exists()
    assert not loading.load(FILE, at=now())


def test_a_changed_file_shows_its_difference_first(tmp_path):
    file = tmp_path / "types.toml"
    changed_name = FILE.read_text(encoding="utf-8").replace('name = "民政局"', 'name = "民政和养老局"')
    more = '\n[[type]]\ncode = "library"\nname = "图书馆"\nhandles = false\nlevel = "county"\n'
    file.write_text(changed_name + more, encoding="utf-8")
    found = loading.difference(file)
    assert (found.added, found.changed) == (("library",), ("civil_affairs",))
    with acting_as(system_actor("organizations.load")):
        assert loading.load(file, at=now()) == found
    assert OrganizationType.objects.get(pk="civil_affairs").name == "民政和养老局"
    assert loading.difference(FILE).absent == ("library",)


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        '[[type]]\ncode = "a"\nname = "甲"\nhandles = "yes"\nlevel = "county"',
        '[[type]]\ncode = "a"\nname = "甲"\nhandles = true\nlevel = "world"',
        '[[type]]\ncode = "a"\nname = "甲"\nhandles = true\nlevel = "county"\nmembers = []',
        '[[type]]\ncode = "a"\nname = "甲"\nhandles = true\nlevel = "county"\n' * 2,
    ],
)
def test_a_faulty_file_is_refused_whole(tmp_path, text):
    file: Path = tmp_path / "types.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        loading.load(file, at=now())
