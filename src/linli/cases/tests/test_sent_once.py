"""A request registered at the window twice under one key is one case, and the resident is told once."""

from uuid import uuid4

import pytest

from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.cases.models import Case
from linli.cases.tests import given
from linli.notifications.models import Message

pytestmark = pytest.mark.django_db


def test_a_clerk_who_sends_a_form_twice_makes_one_case_and_tells_the_resident_once():
    clerk, resident, key = given.a_clerk(given.a_unit()), given.a_resident(), uuid4()

    first = given.registered(resident, clerk, client_key=key)
    again = given.registered(resident, clerk, client_key=key)

    assert again == first
    with acting_as(system_actor("tests")):
        assert Case.objects.filter(client_key=key).count() == 1
        assert Message.objects.filter(event="cases.submitted_for_you").count() == 1
        assert Message.objects.filter(event="cases.submitted").count() == 1
