"""Rows written by plain statements are the rows the ORM would have written."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import User, UserKind
from linli.base.actor import system_actor
from linli.base.ids import new_id
from linli.base.inserting import insert, update
from linli.base.scope import acting_as
from linli.cases.models import Case, CaseParty, PartyRole
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM
from linli.indicators.models import StaleDay

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")


def test_a_row_reads_back_as_it_was_written_and_knows_that_it_is_there():
    given.a_unit()
    case = given.a_case(given.a_resident(), at=MONDAY_9AM)
    with acting_as(SYSTEM):
        assert {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields} == dict(
            Case.objects.filter(pk=case.pk).values(*[field.attname for field in Case._meta.concrete_fields])[0]
        )
    assert (case._state.adding, case._state.db) == (False, "default")


def test_several_rows_go_in_one_statement():
    with acting_as(SYSTEM), CaptureQueriesContext(connection) as captured:
        insert(*(StaleDay(area_id=given.COMMUNITY, day=date(2026, 11, day)) for day in (1, 2, 3)))
        assert len(captured) == 1
        assert StaleDay.objects.filter(area=given.COMMUNITY).count() == 3


def test_what_the_database_decides_is_left_to_it():
    user = User(kind=UserKind.STAFF, username="wang.wu", name="王五", password="!")
    insert(user)
    assert User.objects.get(pk=user.pk).created_at is not None


def test_a_row_that_is_there_is_left_only_where_that_is_said():
    unit = given.a_unit()
    case = given.a_case(given.a_resident(), at=MONDAY_9AM)
    with acting_as(SYSTEM):
        again = CaseParty(case=case, unit=unit, role=PartyRole.FORMER, since=MONDAY_9AM)
        insert(again, unless_there=True)
        assert CaseParty.objects.get(case=case).role == PartyRole.LEAD
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(again)


def test_only_the_named_columns_change():
    given.a_unit()
    case = given.a_case(given.a_resident(), at=MONDAY_9AM)
    with acting_as(SYSTEM):
        before, case.title, case.version = case.title, "改过的", 7
        update(case, ["version"])
        stored = Case.objects.get(pk=case.pk)
        assert (stored.version, stored.title) == (7, before)


def test_a_row_nobody_sees_cannot_be_changed_in_silence():
    given.a_unit()
    case = given.a_case(given.a_resident(), at=MONDAY_9AM)
    with acting_as(given.a_dispatcher(area=given.OTHER_COUNTY)), pytest.raises(ObjectDoesNotExist):
        update(case, ["version"])
    with acting_as(SYSTEM), pytest.raises(ObjectDoesNotExist):
        update(Case(pk=new_id(), version=2), ["version"])
