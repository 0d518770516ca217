"""A call at the desk: looked up on record, told what is open, read back, and a case by telephone."""

import re

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.accounts.tests.given import SYSTEM, signed_in
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases.models import Case, Channel
from linli.cases.tests.given import COMMUNITY, NEIGHBOUR, a_case, a_clerk, a_resident, a_unit

pytestmark = pytest.mark.django_db
CALL = "/desk/call/"
REPAIR = {"description": "三楼的灯坏了，晚上看不见。", "where": "stairs", "danger": "no", "place": "3 号楼"}
WHOLE = {**REPAIR, "item": "public-repair", "area": COMMUNITY, "client_key": "00000000-0000-4000-8000-000000000009"}


def at_the_desk(clerk) -> Client:
    return signed_in(Client(), User.objects.get(pk=clerk.user))


def phone(resident) -> str:
    return phone_of(User.objects.get(pk=resident.user))


def test_a_known_number_shows_who_it_is_masked_and_what_is_open_and_the_owner_reads_of_it():
    clerk, caller = a_clerk(a_unit()), a_resident()
    case = a_case(caller, now())
    page = at_the_desk(clerk).post(CALL, {"phone": phone(caller), "do": "find"}).content.decode()
    assert "王＊英" in page
    assert case.number in page
    assert "王秀英" not in page
    with acting_as(caller):
        looks = [
            entry for entry in entries(on=("people.resident", caller.resident)) if entry.verb == "people.asked_for"
        ]
    assert [look.actor_user for look in looks] == [clerk.user]


def looked_at(resident) -> int:
    with acting_as(resident):
        return sum(entry.verb == "people.asked_for" for entry in entries(on=("people.resident", resident.resident)))


def proof_in(page: str) -> str:
    return re.search(r'name="looked" value="([^"]+)"', page)[1]


def test_one_call_is_one_look_and_a_later_step_without_it_is_another():
    """Whoever begins in the middle is on record as well; what one call has shown opens no other number."""
    clerk, caller, another = a_clerk(a_unit()), a_resident(), a_resident("李大山")
    desk = at_the_desk(clerk)
    looked = proof_in(desk.post(CALL, {"phone": phone(caller), "do": "find"}).content.decode())
    same = {"phone": phone(caller), "looked": looked, "do": "items", "q": "灯"}
    assert proof_in(desk.post(CALL, same).content.decode()) == looked
    assert looked_at(caller) == 1

    desk.post(CALL, {"phone": phone(another), "looked": looked, "do": "items"})
    assert looked_at(another) == 1
    at_the_desk(a_clerk(a_unit())).post(CALL, same)
    assert looked_at(caller) == 2
    desk.post(CALL, {"phone": phone(caller), "do": "items"})
    assert looked_at(caller) == 3


def test_of_a_number_of_another_community_nothing_is_said():
    clerk, caller = a_clerk(a_unit(area=NEIGHBOUR)), a_resident()
    case = a_case(caller, now())
    page = at_the_desk(clerk).post(CALL, {"phone": phone(caller), "do": "find"}).content.decode()
    assert case.number not in page
    assert "王＊英" not in page


def test_everything_is_read_back_before_it_is_a_case_by_telephone():
    clerk, caller = a_clerk(a_unit()), a_resident()
    desk, known = at_the_desk(clerk), {"phone": phone(caller)}
    assert "public-repair" in desk.post(CALL, {**known, "do": "items", "q": "灯坏了"}).content.decode()
    assert "坏成什么样" in desk.post(CALL, {**known, "choose": "public-repair"}).content.decode()
    read_back = desk.post(CALL, {**known, **WHOLE, "do": "check"}).content.decode()
    assert "念给居民听" in read_back
    assert "三楼的灯坏了" in read_back
    with acting_as(SYSTEM):
        assert not Case.objects.exists()
    desk.post(CALL, {**known, **WHOLE, "do": "send"})
    with acting_as(SYSTEM):
        case = Case.objects.get()
    assert (case.channel, case.resident_id) == (Channel.PHONE, caller.resident)


def test_of_an_unknown_number_the_name_is_asked():
    desk = at_the_desk(a_clerk(a_unit()))
    unknown = {"phone": "19911112222", **WHOLE}
    assert desk.post(CALL, {**unknown, "do": "send"}).status_code == 422
    desk.post(CALL, {**unknown, "do": "send", "name": "赵六"})
    with acting_as(SYSTEM):
        assert Case.objects.get().resident.name == "赵六"
