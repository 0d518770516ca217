"""What somebody is told about their own sign-in, read at the desk."""

import pytest

from linli.accounts import actions
from linli.accounts.models import TotpReset, WhyReset
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.accounts.tests.given import COUNTY, MONDAY_9AM
from linli.base.scope import acting_as
from linli.notifications.models import Message
from linli.notifications.safety import WORDINGS, on_told
from linli.notifications.wording import address_of, text_of

pytestmark = pytest.mark.django_db


def test_who_is_helped_by_an_administrator_reads_it_and_finds_their_account():
    user, administrator = given.a_staff_user(), given.an_administrator()
    with acting_as(administrator):
        actions.reset_password(user, by=administrator, at=MONDAY_9AM)
    with acting_as(given.as_actor(user)):
        message = Message.objects.get(to_user=user)
    assert "重设了您的密码" in text_of(message)
    assert address_of(message, is_staff=True) == "/desk/me/"


def test_each_wording_has_all_its_facts_and_a_request_leads_to_its_page():
    user = given.a_staff_user(Role.ADMINISTRATOR, COUNTY)
    reset = TotpReset(user=user, reason=WhyReset.LOST, asked_by=user, asked_at=MONDAY_9AM)
    with acting_as(given.SYSTEM):
        for what in WORDINGS:
            on_told(to=user, what=what, about=reset, at=MONDAY_9AM, left=9, count=3)
        written = list(Message.objects.filter(to_user=user))
    assert len(written) == len(WORDINGS)
    assert {address_of(one, is_staff=True) for one in written} == {f"/desk/manage/resets/{reset.pk}/"}
