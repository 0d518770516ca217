"""The register and the households at the desk, as a browser meets them."""

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import COMMUNITY, COUNTY, OTHER_COMMUNITY, a_unit, signed_in
from linli.base.clock import local_day, now
from linli.base.ids import new_id
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.people.models import Consent, Contact, Household, HouseholdMember, Resident
from linli.people.tests.given import a_household, a_resident, an_identity

pytestmark = pytest.mark.django_db
LIST = "/desk/residents/"


@pytest.fixture
def desk(client):
    return signed_in(client, staff.a_staff_user(unit=a_unit()))


def text_of(response):
    return response.content.decode()


def all_of(model, **wanted):
    with acting_as(staff.SYSTEM):
        return list(model.objects.filter(**wanted))


def one(model, **wanted):
    (found,) = all_of(model, **wanted)
    return found


def test_the_register_shows_masked_rows_of_the_own_area_alone(desk):
    phone, number = staff.a_phone(), an_identity()
    a_resident("王秀英", phone=phone, identity=number), a_resident("赵远来", OTHER_COMMUNITY)
    page = text_of(desk.get(LIST))
    assert "王＊英" in page
    assert f"{phone[:3]}****{phone[-4:]}" in page
    assert f"{number[0]}{'*' * 16}{number[-1]}" in page
    assert not any(word in page for word in ("王秀英", phone, number, "赵＊来"))


@pytest.mark.parametrize("asked", ["王", "王秀", "王秀英", "19977770000", "199 7777 0000", "{number}"])
def test_somebody_is_found_by_the_beginning_of_the_name_or_by_a_whole_number(desk, asked):
    number = an_identity()
    a_resident("王秀英", phone="19977770000", identity=number), a_resident("李四")
    page = text_of(desk.post(LIST, {"q": asked.format(number=number)}))
    assert "王＊英" in page
    assert "李＊" not in page


@pytest.mark.parametrize(
    "asked", ["秀英", "1997777", "19977770001", "00000019491231", "%", "王_英", "110105194912310021"]
)
def test_parts_of_numbers_and_wild_cards_find_nobody(desk, asked):
    a_resident("王秀英", phone="19977770000", identity=an_identity())
    assert "没有找到" in text_of(desk.post(LIST, {"q": asked}))


def test_who_lives_elsewhere_is_not_found_by_any_number(desk):
    number = an_identity()
    a_resident("王秀英", OTHER_COMMUNITY, "19977770000", number)
    for asked in ("王秀英", "19977770000", number):
        assert "没有找到" in text_of(desk.post(LIST, {"q": asked}))


def test_a_county_s_register_is_narrowed_to_one_community(client):
    desk = signed_in(client, staff.a_staff_user(area=COUNTY, unit=a_unit()))
    a_resident("王秀英"), a_resident("李大山", "131102001046")
    assert "李＊山" not in text_of(desk.get(f"{LIST}?area={COMMUNITY}"))
    assert "李＊山" in text_of(desk.get(LIST))


def test_somebody_is_entered_and_stands_there(desk):
    number = an_identity()
    sent = {"name": "王秀英", "home_area": COMMUNITY, "phone": "", "identity": number}
    page = text_of(desk.post(f"{LIST}new/", sent, follow=True))
    assert "登记好了" in page
    assert "没有登记在哪一户里" in page
    again = desk.post(f"{LIST}new/", {**sent, "name": "李四"})
    assert again.status_code == 422
    assert "登记在您名册里的另一份档案上" in text_of(again)
    assert "王" not in again.context["form"].errors.as_text()


def test_a_wrong_number_is_refused_beside_its_field(desk):
    sent = {"name": "王秀英", "home_area": COMMUNITY, "identity": "110105194912310021"}
    answer = desk.post(f"{LIST}new/", sent)
    assert list(answer.context["form"].errors) == ["identity"]


def test_looking_up_needs_a_purpose_shows_what_was_asked_and_is_not_kept_by_the_browser(desk):
    number, phone = an_identity(), staff.a_phone()
    record = f"{LIST}{a_resident(phone=phone, identity=number).pk}/"
    assert desk.post(f"{record}reveal/", {"what": "name,phone", "purpose": ""}).status_code == 422
    answer = desk.post(f"{record}reveal/", {"what": "name,identity", "purpose": "代办医保"})
    assert number in text_of(answer)
    assert phone not in text_of(answer)
    assert answer["Cache-Control"] == "no-store"
    assert number not in text_of(desk.get(record))
    assert "代办医保" in text_of(desk.get(record))


def test_a_record_is_put_right_without_ever_being_shown(desk):
    resident = a_resident(identity=an_identity())
    page = f"{LIST}{resident.pk}/correct/"
    assert "王秀英" not in text_of(desk.get(page))
    desk.post(page, {"name": "", "identity": "", "drop_identity": "on", "home_area": COMMUNITY})
    stored = one(Resident, pk=resident.pk)
    assert (stored.name, stored.identity_hash) == ("王秀英", None)
    gone = desk.post(page, {"name": "王秀兰", "identity": "", "home_area": OTHER_COMMUNITY})
    assert gone["Location"] == LIST
    assert desk.get(page).status_code == 404


def test_consent_contact_and_withdrawal(desk):
    resident = a_resident()
    page = f"{LIST}{resident.pk}/"
    person = {"kind": "emergency", "relation": "child", "name": "李大山", "phone": "19911110000"}
    assert "先登记同意" in text_of(desk.post(f"{page}contacts/", person))
    paper = {"purpose": "family_contact", "way": "paper", "ends_on": ""}
    assert desk.post(f"{page}consents/", paper).status_code == 422
    desk.post(f"{page}consents/", {**paper, "has_paper": "on"})
    desk.post(f"{page}contacts/", person)
    shown = text_of(desk.get(page))
    assert "李＊山" in shown
    assert "199****0000" in shown
    contact = one(Contact)
    assert desk.post(f"{LIST}contacts/{contact.pk}/reveal/", {"purpose": "看"}).status_code == 422
    assert "19911110000" in text_of(desk.post(f"{LIST}contacts/{contact.pk}/reveal/", {"purpose": "老人摔倒了"}))
    withdrawal = f"{LIST}consents/{one(Consent).pk}/withdraw/"
    assert withdrawal in shown
    before = text_of(desk.get(withdrawal))
    assert "还有 1 位联系人" in before
    assert "马上销毁" in before
    assert "李＊山" in text_of(desk.get(page))
    desk.post(withdrawal)
    assert "李＊山" not in text_of(desk.get(page))
    assert desk.get(f"{LIST}consents/{new_id()}/withdraw/").status_code == 404


def test_a_contact_is_taken_off(desk):
    resident = a_resident()
    page = f"{LIST}{resident.pk}/"
    desk.post(f"{page}consents/", {"purpose": "family_contact", "way": "paper", "has_paper": "on"})
    desk.post(f"{page}contacts/", {"kind": "emergency", "relation": "child", "name": "李大山", "phone": "19911110000"})
    desk.post(f"{LIST}contacts/{one(Contact).pk}/end/")
    assert "没有登记，或者居民的同意" in text_of(desk.get(page))


def test_a_household_is_made_filled_changed_and_dissolved(desk):
    resident, today = a_resident(phone="19977770000"), local_day(now())
    made = desk.post("/desk/households/new/", {"area": COMMUNITY, "address": "3 号楼 101", "member_count": "2"})
    page = made["Location"]
    assert "3 号楼 101" in text_of(desk.get("/desk/households/?q=101"))
    joined = {"resident": "19977770000", "relation": "head", "since": f"{today}"}
    assert "请选" in text_of(desk.post(f"{page}join/", {**joined, "relation": ""}))
    assert "没有找到这个人" in text_of(desk.post(f"{page}join/", {**joined, "resident": "赵六"}))
    desk.post(f"{page}join/", joined)
    assert "王＊英" in text_of(desk.get(page))
    assert "3 号楼 101" in text_of(desk.get(f"{LIST}{resident.pk}/"))
    assert desk.post(page, {"address": "3 号楼 102", "member_count": "0"}).status_code == 422
    desk.post(page, {"address": "3 号楼 102", "member_count": "2"})
    member = one(HouseholdMember)
    desk.post(f"/desk/households/members/{member.pk}/relation/", {"relation": "parent"})
    assert desk.post(f"/desk/households/members/{member.pk}/leave/", {"until": "2099-01-01"}).status_code == 422
    desk.post(f"/desk/households/members/{member.pk}/leave/", {"until": f"{today}"})
    assert one(Household).member_count == 1
    assert desk.post(f"{page}dissolve/")["Location"] == "/desk/households/"
    assert desk.get(page).status_code == 404


def test_several_of_one_name_are_told_apart_by_a_number(desk):
    a_resident(), a_resident()
    page = f"/desk/households/{a_household().pk}/join/"
    answer = desk.post(page, {"resident": "王秀英", "relation": "head", "since": f"{local_day(now())}"})
    assert "有 2 个人对得上" in text_of(answer)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.DISPATCHER])
def test_who_does_not_keep_the_register_has_no_such_page(client, role):
    desk = signed_in(client, staff.a_staff_user(role, COUNTY, a_unit()))
    record = a_resident()
    for page in (LIST, f"{LIST}{record.pk}/", "/desk/households/", f"/desk/households/{a_household().pk}/"):
        assert desk.get(page).status_code == 404


def test_a_record_of_another_place_does_not_exist_and_nothing_is_written_about_it(desk):
    record, home = a_resident(area=OTHER_COMMUNITY), a_household(OTHER_COMMUNITY)
    for page in (f"{LIST}{record.pk}/", f"{LIST}{record.pk}/correct/", f"/desk/households/{home.pk}/"):
        assert desk.get(page).status_code == 404
    assert desk.post(f"{LIST}{record.pk}/reveal/", {"what": "name,phone", "purpose": "代办医保"}).status_code == 404
    with acting_as(staff.SYSTEM):
        assert entries(on=record) == []
