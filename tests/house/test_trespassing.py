"""Ways in that somebody would try: each is tried here, and leads nowhere."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import HeldPost, User
from linli.accounts.rights import Role
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases import actions, queries
from linli.cases.attachments import keep_uploads, kept_of, token_of
from linli.cases.models import Case, CaseAttachment, CasePart, CaseParty, Rating
from linli.cases.tests import given
from linli.cases.tests.given import do
from linli.notifications.models import Message, PushDevice
from linli.people import actions as people
from linli.people.models import Consent, Contact, Household, HouseholdMember, Merge, RecordRequest, Resident
from tests import world
from tests.refusing import refused
from tests.world import HIDDEN_FROM_MOST, staff

ELSEWHERE = ["https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "javascript:alert(1)"]


@pytest.fixture(autouse=True)
def nothing_stays(house):
    """The world is everybody's: what a test writes is taken back."""
    with world.undone():
        yield


def browser_of(actor: Actor) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = world.session_of(actor)
    return client


def pages_of(client: Client, *addresses: str) -> str:
    return "".join(client.get(address).content.decode() for address in addresses)


# Sight


@pytest.mark.parametrize("person", ["neighbour", "stranger"])
def test_no_list_search_or_message_of_another_place_names_the_case(house, person):
    case = house.cases["taken"]
    shown = pages_of(
        house.client(person),
        "/desk/?which=mine", "/desk/?which=new", "/desk/?which=late", "/desk/cases/", "/desk/cases/?q=楼道",
        "/desk/cases/?whose=mine", "/desk/messages/",
    )  # fmt: skip
    for word in (case.number, case.title, case.place, "王＊英", "王秀英"):
        assert word not in shown
    assert f"/desk/cases/{case.number}/" not in pages_of(house.client(person), f"/desk/cases/?q={case.number}")


@pytest.mark.parametrize("person", ["school", "supervisor", "neighbour", "stranger"])
def test_a_confidential_case_is_on_nobody_s_list_but_its_unit_s(house, person):
    addresses = ("/desk/", "/desk/?which=new", "/desk/cases/", f"/desk/cases/?q={HIDDEN_FROM_MOST}", "/desk/messages/")
    assert house.cases["secret"].number not in pages_of(house.client(person), *addresses)
    assert house.cases["secret"].number in pages_of(house.client("worker"), *addresses)


def test_a_post_that_reads_no_cases_opens_none_whatever_other_posts_one_holds(house):
    mixed = staff(
        "mixed",
        (Role.ADMINISTRATOR, given.COUNTY, house.units["committee"]),
        (Role.HANDLER, given.OTHER_COMMUNITY, house.units["far"]),
    )
    with acting_as(mixed):
        assert Case.objects.visible_to(mixed).count() == 0
        assert [each.objects.count() for each in (Case, CaseParty, CasePart, CaseAttachment, Rating, Resident)] == [
            0
        ] * 6
        assert list(queries.search("楼道")) == queries.parties(house.cases["taken"]) == []
    assert browser_of(mixed).get(f"/desk/cases/{house.cases['taken'].number}/").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.DISPATCHER])
def test_a_post_that_keeps_no_register_adds_no_resident_to_those_of_a_post_that_does(house, role):
    """A clerk of the neighbours who oversees the county as well: the register read is still the neighbours' alone."""
    mixed = staff(
        "mixed", (Role.COMMUNITY_WORKER, given.NEIGHBOUR, house.units["neighbours"]), (role, given.COUNTY, None)
    )
    given.a_resident("周近邻", given.NEIGHBOUR)
    with acting_as(mixed):
        theirs = set(Resident.objects.values_list("home_area_id", flat=True))
        asked = Resident.objects.filter(home_area=given.COMMUNITY).count()
        hanging = [
            each.objects.count() for each in (Consent, Contact, Household, HouseholdMember, RecordRequest, Merge)
        ]
    assert theirs == ({given.NEIGHBOUR} if role is Role.ADMINISTRATOR else {given.NEIGHBOUR, given.COMMUNITY})
    assert asked == (0 if role is Role.ADMINISTRATOR else 1)  # who asked for the cases that are read
    assert hanging == [0] * 6


@pytest.mark.parametrize("person", ["worker", "street"])
def test_who_keeps_the_register_is_not_told_of_a_confidential_case_by_the_looks_at_its_resident(house, person):
    owner = house.actors["owner"]
    station = given.a_unit("child_protection_station")
    secret = given.a_case(owner, item=given.an_item("child-protection"), at=now())
    handler = staff("station", (Role.HANDLER, given.COMMUNITY, station))
    do(actions.reveal, secret, purpose="社区矫正报到", by=handler, at=now())
    with acting_as(house.actors["street"]):
        people.look_up(Resident.objects.get(pk=owner.resident), purpose="核实住址", by=house.actors["street"], at=now())
    shown = pages_of(house.client(person), f"/desk/residents/{owner.resident}/")
    assert "核实住址" in shown  # what was looked up from the record itself
    for word in ("社区矫正报到", station.short_name, secret.number):
        assert word not in shown
    told = pages_of(house.client("owner"), "/me/who-looked/", "/me/record/")
    assert "社区矫正报到" in told
    assert "核实住址" in told


def test_who_looks_on_in_one_unit_does_not_read_names_by_the_right_held_in_another(house):
    mixed = staff(
        "mixed",
        (Role.SUPERVISOR, given.COMMUNITY, house.units["committee"]),
        (Role.HANDLER, given.OTHER_COMMUNITY, house.units["far"]),
    )
    with refused("accounts.no_right"):
        do(actions.reveal, house.cases["taken"], purpose="上门前打电话", by=mixed, at=now())
    assert "需写明用途" not in pages_of(browser_of(mixed), f"/desk/cases/{house.cases['taken'].number}/")


def test_name_and_phone_stand_on_no_page_of_staff_before_they_are_revealed(house):
    with acting_as(world.WATCHER):
        name = Resident.objects.get(pk=house.actors["owner"].resident).name
    for person in ("worker", "school", "supervisor"):
        shown = pages_of(house.client(person), "/desk/", "/desk/cases/", f"/desk/cases/{house.cases['taken'].number}/")
        assert name not in shown


def test_who_registers_for_another_unit_what_only_that_one_reads_is_told_the_number(house):
    """A dispatcher takes down a child's distress for the station, and does not see it afterwards."""
    given.a_unit("child_protection_station")
    browser = browser_of(staff("switchboard", (Role.DISPATCHER, given.COUNTY, None)))
    sent = {
        "name": "赵六", "phone": "19955557777", "channel": "phone", "consent": "phone", "area": given.COMMUNITY, "place": "3 号楼",
        "client_key": str(uuid4()), "description": "孩子没人管", "who_tells": "child", "safe_now": "yes",
    }  # fmt: skip
    page = browser.post("/desk/register/child-protection/", sent, follow=True)
    with acting_as(world.WATCHER):
        case = Case.objects.latest("submitted_at")
    assert page.status_code == 200
    assert f"编号 {case.number}" in page.content.decode()
    assert browser.get(f"/desk/cases/{case.number}/").status_code == 404


# Sign-ins


def test_a_sign_in_without_a_post_belongs_to_whoever_made_it(house):
    newcomer = User.objects.get(username="newcomer")
    stranger, administrator = house.actors["stranger"], house.actors["administrator"]
    for act in (accounts.reset_password, accounts.close, accounts.give_totp):
        with refused("accounts.no_right"):
            do(act, newcomer, by=stranger, at=now())
    facts = {"role": Role.SUPERVISOR, "area": given.OTHER_COUNTY, "organization": None}
    with refused("accounts.not_yours"):
        do(accounts.give_post, newcomer, **facts, by=stranger, at=now())
    do(accounts.reset_password, newcomer, by=administrator, at=now())


def test_who_had_posts_stays_with_the_places_they_were_in(house):
    HeldPost.objects.filter(user=house.actors["neighbour"].user).update(ends_at=now())
    left = User.objects.get(username="neighbour")
    with refused("accounts.no_right"):
        do(accounts.reset_password, left, by=house.actors["stranger"], at=now())
    address = f"/desk/manage/staff/{left.pk}/"
    assert house.client("stranger").get(address).status_code == 404
    assert house.client("administrator").get(address).status_code == 200


def test_a_button_nobody_offered_does_not_open_a_closed_account(house):
    worker, address = house.actors["worker"], f"/desk/manage/staff/{house.actors['worker'].user}/"
    do(accounts.close, User.objects.get(pk=worker.user), by=house.actors["administrator"], at=now())
    house.client("administrator").post(address, {"do": "something"})
    assert not User.objects.get(pk=worker.user).is_active


# Forms with what belongs to others


def test_a_case_is_not_handed_to_a_unit_that_was_not_offered(house):
    case, far = house.cases["taken"], house.units["far"]
    for verb, name in (("assign", "to"), ("call-in", "unit")):
        answer = house.client("worker").post(
            f"/desk/cases/{case.number}/{verb}/", {"seen": case.version, name: str(far.pk)}
        )
        assert answer.status_code == 422
    with acting_as(world.WATCHER):
        assert Case.objects.get(pk=case.pk).version == case.version


def test_registering_where_one_does_not_work_leaves_no_resident_behind(house):
    sent = {
        "name": "赵六", "phone": "19955556666", "channel": "window", "consent": "spoken", "area": given.NEIGHBOUR, "place": "3 号楼",
        "where": "stairs", "danger": "no", "description": "灯坏了", "client_key": str(uuid4()),
    }  # fmt: skip
    before = User.objects.count()
    answer = house.client("worker").post("/desk/register/public-repair/", sent)
    assert answer.status_code == 422
    with acting_as(world.WATCHER):
        assert not Resident.objects.filter(name="赵六").exists()
    assert User.objects.count() == before


def test_a_file_kept_for_one_person_cannot_be_put_on_the_case_of_another(house):
    owner, other = house.actors["owner"], house.actors["resident"]
    with acting_as(owner):
        token = token_of(keep_uploads([world.a_photo()], field="photos"), by=owner)
    assert len(kept_of(token, by=owner)) == 1
    assert kept_of(token, by=other) == ()
    assert kept_of(token[:-1], by=owner) == ()
    assert kept_of("", by=owner) == ()


@pytest.mark.parametrize(("person", "message"), [("resident", "owner"), ("neighbour", "committee")])
def test_the_message_of_another_is_not_marked_as_read(house, person, message):
    door = "/me/messages" if person == "resident" else "/desk/messages"
    assert house.client(person).post(f"{door}/{house.messages[message]}/read/").status_code == 404
    assert house.client(person).post(f"{door}/read/").status_code == 302
    with acting_as(world.WATCHER):
        assert Message.objects.get(pk=house.messages[message]).read_at is None


@pytest.mark.parametrize(("person", "whose"), [("resident", "owner"), ("neighbour", "worker")])
def test_the_browser_of_another_is_not_turned_off(house, person, whose):
    door = "/me/messages" if person == "resident" else "/desk/messages"
    assert house.client(person).post(f"{door}/push/{house.devices[whose]}/off/").status_code == 302
    with acting_as(world.WATCHER):
        assert PushDevice.objects.filter(pk=house.devices[whose]).exists()
    assert "Chrome · Android" not in pages_of(house.client(person), f"{door}/ways/")


@pytest.mark.parametrize(
    "endpoint", ["https://127.0.0.1/x", "https://evil.example/x", "http://fcm.googleapis.com/x", ""]
)
def test_no_address_of_somebody_s_choice_is_ever_called(house, endpoint):
    said = {"endpoint": endpoint, "p256dh": "B" * 87, "auth": "A" * 22}
    page = house.client("owner").post("/me/messages/push/", said, follow=True)
    assert "没有开通" in page.content.decode()
    with acting_as(world.WATCHER):
        assert PushDevice.objects.filter(user_id=house.actors["owner"].user).count() == 1


def test_who_looked_is_told_to_the_one_it_is_about(house):
    assert "上门前打电话" in pages_of(house.client("owner"), "/me/who-looked/")
    assert "上门前打电话" not in pages_of(house.client("resident"), "/me/who-looked/")


# On the way


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize(
    ("person", "address", "sent"),
    [
        ("visitor", "/desk/sign-in/", {"username": "worker", "password": world.PASSWORD}),
        ("worker", "/desk/sign-in/", {}),
        ("owner", "/sign-in/", {}),
        ("owner", "/me/start/", {}),
        ("visitor", "/elder/", {"on": "1"}),
    ],
)
def test_no_link_sends_people_to_another_site(house, person, address, sent, target):
    client = house.client(person)
    for answer in (client.post(address, {**sent, "next": target}), client.get(address, {"next": target})):
        assert answer.get("Location", "/").startswith("/")
        assert not answer.get("Location", "/").startswith(("//", "/\\"))


def test_a_link_to_rate_that_is_handed_on_opens_nothing_for_who_got_it(house):
    case = house.cases["resolved"]
    address = f"/cases/{case.number}/"
    assert house.client("visitor").get(address)["Location"].startswith("/sign-in/")
    assert house.client("resident").get(address).status_code == 404
    for person in ("visitor", "resident", "worker"):
        house.client(person).post(f"{address}rate/", {"level": "1", "seen": case.version})
    with acting_as(world.WATCHER):
        assert not Rating.objects.filter(case=case).exists()


def test_nothing_is_written_on_a_request_from_another_site(house):
    careful = Client(enforce_csrf_checks=True)
    careful.cookies[settings.SESSION_COOKIE_NAME] = world.session_of(house.actors["worker"])
    case = house.cases["new"]
    for address in (f"/desk/cases/{case.number}/accept/", "/sign-out/", "/desk/messages/read/", "/elder/"):
        assert careful.post(address, {"seen": case.version}).status_code == 403


def test_no_cache_between_keeps_a_page_of_a_person(house):
    case = house.cases["taken"].number
    for person, address in (
        ("owner", f"/cases/{case}/"), ("owner", "/cases/"), ("owner", "/"), ("owner", "/apply/public-repair/"),
        ("worker", f"/desk/cases/{case}/"), ("worker", "/desk/"), ("worker", "/desk/cases/"),
    ):  # fmt: skip
        assert "private" in house.client(person).get(address).get("Cache-Control", ""), address
