"""Queries compiled once: the same rows as the query set's, whatever the values, and for each shape its own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.areas.models import Area
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.prepared import Prepared
from linli.base.scope import acting_as
from linli.cases import queries
from linli.cases.models import Case, sight_of
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM

pytestmark = pytest.mark.django_db

by_code = Prepared(lambda code: Area.objects.filter(code=code)[:1])
within = Prepared(lambda codes, level: Area.objects.filter(code__within=codes, level=level).order_by("code"))


def test_the_builder_is_asked_once_for_each_shape_and_the_values_come_anew():
    asked = []

    def build(codes):
        asked.append(codes)
        return Area.objects.filter(code__in=codes).order_by("code")

    some = Prepared(build)
    assert [area.code for area in some(["131102", "131123"])] == ["131102", "131123"]
    assert [area.code for area in some(["13", "1311"])] == ["13", "1311"]
    assert [area.code for area in some(["13"])] == ["13"]
    assert some([]) == []
    assert [len(codes) for codes in asked] == [2, 1, 0]
    assert not {"131102", "131123", "13", "1311"} & {code for codes in asked for code in codes}


def test_the_end_of_a_range_of_codes_moves_with_its_value():
    for county in (given.COUNTY, given.OTHER_COUNTY):
        expected = list(Area.objects.filter(code__within=[county], level=4).order_by("code"))
        assert within([county], 4) == expected
        assert expected


def test_a_value_full_of_signs_is_a_value():
    assert by_code.first("x' OR 1=1 --") is None
    assert by_code.first("%s") is None
    assert by_code.first(given.COUNTY).short_name == Area.objects.get(pk=given.COUNTY).short_name


def test_moments_and_ids_are_put_in_by_their_kind():
    resident, at = given.a_resident(), now()
    case = given.a_case(resident, at=at)
    since = Prepared(lambda who, moment: Case.objects.filter(resident=who, submitted_at__gte=moment))
    with acting_as(system_actor("tests")):
        assert since(resident.resident, at) == [case]
        assert since(resident.resident, at + timedelta(seconds=1)) == []
        assert since(new_id(), at) == []


def test_rows_are_the_objects_of_the_query_set_with_what_came_along():
    unit = given.a_unit()
    clerk, resident = given.a_clerk(unit), given.a_resident()
    number = given.a_case(resident, at=MONDAY_9AM).number
    for viewer in (clerk, resident, given.a_dispatcher(), system_actor("tests")):
        with acting_as(viewer):
            expected = queries.listed(Case.objects.visible_to(viewer)).get(number=number)
            found = queries.numbered(number, viewer)
            with CaptureQueriesContext(connection) as captured:
                assert (found.item, found.area, found.unit) == (expected.item, expected.area, expected.unit)
                assert found.resident.name == expected.resident.name
            assert [query["sql"] for query in captured if "FROM" in query["sql"]] == []
            assert found.get_deferred_fields() == expected.get_deferred_fields() == {"description", "answers"}
            assert queries.numbered(number, viewer, whole=True).answers == Case.objects.get(number=number).answers


def test_each_kind_of_viewer_has_a_query_of_its_own_and_no_ones_values_remain():
    unit, other = given.a_unit(), given.a_unit(area=given.NEIGHBOUR)
    case = given.a_case(given.a_resident(), at=MONDAY_9AM)
    far = given.a_dispatcher(area=given.OTHER_COUNTY)
    for viewer, sees in ((given.a_clerk(unit), True), (given.a_clerk(other), False), (far, False)):
        with acting_as(viewer):
            assert (queries.numbered(case.number, viewer) is not None) is sees
    kind, areas, units, resident = sight_of(far)
    assert (kind.value, areas, units, resident) == ("staff", [given.OTHER_COUNTY], [], None)


def test_annotations_are_refused_since_they_would_be_lost():
    from django.db.models import Count

    with pytest.raises(TypeError, match="annotations"):
        Prepared(lambda code: Area.objects.filter(code=code).annotate(count=Count("pk")))("13")


def test_a_nil_value_is_a_shape_of_its_own():
    gone = Prepared(lambda day: Area.objects.filter(valid_to=day)[:3])
    assert len(gone(None)) == 3
