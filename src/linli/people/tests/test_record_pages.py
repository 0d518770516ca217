"""“我的资料”, requests and the number that changed hands, as browsers meet them."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.accounts.models import User
from linli.accounts.phones import phone_of, user_of_phone, user_with
from linli.accounts.tests import given as staff
from linli.accounts.tests.given import OTHER_COMMUNITY, a_unit, signed_in
from linli.base import events
from linli.base.clock import now
from linli.base.refusals import Unavailable
from linli.base.scope import acting_as
from linli.people.models import Consent, Merge, RecordRequest, RequestState, Resident
from linli.people.tests.given import a_resident, an_identity
from tests.signing_in import code_sent_to

pytestmark = pytest.mark.django_db
DESK = "/desk/residents/"


@pytest.fixture
def desk(client):
    return signed_in(client, staff.a_staff_user(unit=a_unit()))


def text_of(response):
    return response.content.decode()


def of(resident):
    return signed_in(Client(), resident.user)


def one(model, **wanted):
    with acting_as(staff.SYSTEM):
        return model.objects.get(**wanted)


# On record about me


def test_my_record_shows_everything_masked_and_nothing_of_others():
    phone, number = staff.a_phone(), an_identity()
    page = text_of(of(a_resident(phone=phone, identity=number)).get("/me/record/"))
    assert "王秀英" in page
    assert f"{number[0]}{'*' * 16}{number[-1]}" in page
    assert not any(word in page for word in (phone, number))
    assert "没有登记在哪一户里" in page


def test_a_mistake_is_named_answered_and_told(desk):
    me = a_resident(identity=an_identity())
    window, number = of(me), an_identity()
    assert 'value="identity" selected' in text_of(window.get("/me/wrong/?field=identity"))
    assert window.post("/me/wrong/", {"field": "identity", "words": ""}).status_code == 422
    window.post("/me/wrong/", {"field": "identity", "words": "最后一位写错了"})
    asked = one(RecordRequest)
    assert asked.number in text_of(desk.get(f"{DESK}requests/"))
    assert "最后一位写错了" in text_of(desk.get(f"{DESK}requests/{asked.number}/"))
    assert asked.number in text_of(desk.get(f"{DESK}{me.pk}/"))
    assert desk.post(f"{DESK}requests/{asked.number}/accept/", {"value": "123"}).status_code == 422
    assert desk.post(f"{DESK}requests/{asked.number}/accept/", {"value": number, "reply": "改好了"}).status_code == 302
    page = text_of(window.get("/me/requests/"))
    assert "改好了" in page
    assert "办好了" in page
    assert asked.number not in text_of(desk.get(f"{DESK}requests/"))
    assert asked.number in text_of(desk.get(f"{DESK}requests/?which=all"))
    assert asked.number in text_of(window.get("/me/messages/"))


NUMBERS = [
    "110101194912310012",
    "110101 19491231 0012",
    "１１０１０１１９４９１２３１００１２",
    "138-1234-5678",
    "一三八一二三四五六七八",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_a_resident_writes_is_starred_until_it_is_looked_up_on_record(desk, number):
    me = a_resident()
    of(me).post("/me/wrong/", {"field": "identity", "words": f"身份证号应该是 {number}，第 2 位写错了"})
    asked = one(RecordRequest).number
    page, address = text_of(desk.get(f"{DESK}requests/{asked}/")), f"{DESK}requests/{asked}/reveal/"
    assert number not in page
    assert "身份证号应该是 ＊" in page
    assert "第 2 位写错了" in page
    assert desk.post(address, {"purpose": "看"}).status_code == 422
    assert number not in text_of(desk.post(address, {"purpose": ""}))
    opened = desk.post(address, {"purpose": "对着身份证核对"})
    assert number in text_of(opened)
    assert opened["Cache-Control"] == "no-store"
    log = text_of(of(me).get("/me/who-looked/"))
    assert "您在申请里写的话" in log
    assert "对着身份证核对" in log


def test_once_answered_words_and_reply_are_looked_up_or_not_read_at_all(desk):
    me = a_resident()
    of(me).post("/me/wrong/", {"field": "other", "words": "我不叫王秀英"})
    asked = one(RecordRequest).number
    address = f"{DESK}requests/{asked}/"
    assert "我不叫王秀英" in text_of(desk.get(address))
    desk.post(f"{address}refuse/", {"reason": "证件上是这个名字"})
    page = text_of(desk.get(address))
    assert not any(words in page for words in ("我不叫王秀英", "证件上是这个名字"))
    assert "不再显示" in page
    opened = text_of(desk.post(f"{address}reveal/", {"purpose": "居民来电话问"}))
    assert "我不叫王秀英" in opened
    assert "证件上是这个名字" in opened
    assert "证件上是这个名字" in text_of(of(me).get("/me/requests/"))


def test_words_of_another_place_are_opened_by_nobody_here(desk):
    of(a_resident(area=OTHER_COMMUNITY)).post("/me/wrong/", {"field": "other", "words": "写错了"})
    number = one(RecordRequest).number
    assert desk.post(f"{DESK}requests/{number}/reveal/", {"purpose": "想看看写了什么"}).status_code == 404


def test_the_desk_reads_of_a_deletion_only_that_something_stands_against_it(desk, monkeypatch):
    monkeypatch.setattr("linli.people.keeping._reasons", [lambda _resident: "还有 3 件诉求没有办结"])
    window = of(a_resident())
    assert "还有 3 件诉求没有办结" in text_of(window.get("/me/delete/"))
    window.post("/me/delete/", {"is_sure": "on"})
    address = f"{DESK}requests/{one(RecordRequest).number}/"
    for page in (text_of(desk.get(address)), text_of(desk.post(f"{address}accept/", follow=True))):
        assert "还有事情没有办完" in page
        assert "3 件" not in page


def test_a_refusal_is_read_with_its_reason(desk):
    me = a_resident()
    window = of(me)
    window.post("/me/wrong/", {"field": "other", "words": "全都写错了"})
    asked = one(RecordRequest)
    assert desk.post(f"{DESK}requests/{asked.number}/refuse/", {"reason": ""}).status_code == 422
    desk.post(f"{DESK}requests/{asked.number}/refuse/", {"reason": "请说明是哪一项"})
    assert "请说明是哪一项" in text_of(window.get("/me/requests/"))


def test_the_same_thing_is_asked_once_and_can_be_taken_back():
    me = a_resident()
    window = of(me)
    for status in (302, 422):
        assert window.post("/me/wrong/", {"field": "phone", "words": "换号了"}).status_code == status
    number = one(RecordRequest).number
    assert of(a_resident("李四")).post(f"/me/requests/{number}/withdraw/").status_code == 404
    window.post(f"/me/requests/{number}/withdraw/")
    assert one(RecordRequest).state == RequestState.WITHDRAWN
    assert "已经有了结果" in text_of(window.post(f"/me/requests/{number}/withdraw/", follow=True))


def test_a_deletion_says_what_goes_and_what_stays_and_gets_its_day(desk):
    window = of(a_resident())
    assert "要留下的，为什么" in text_of(window.get("/me/delete/"))
    assert window.post("/me/delete/", {"words": ""}).status_code == 422
    window.post("/me/delete/", {"is_sure": "on"})
    number = one(RecordRequest).number
    assert "请删除我的资料" in text_of(desk.get(f"{DESK}requests/{number}/"))
    assert "删除王＊英的全部资料" in text_of(desk.get(f"{DESK}requests/"))
    assert "删除我的全部资料" in text_of(window.get("/me/requests/"))
    desk.post(f"{DESK}requests/{number}/accept/")
    assert one(RecordRequest).state == RequestState.SCHEDULED
    assert "删除</p>" in text_of(window.get("/me/requests/"))
    assert number not in text_of(desk.get(f"{DESK}requests/")), "nobody has to answer it any more"
    for which in ("scheduled", "all"):
        assert number in text_of(desk.get(f"{DESK}requests/?which={which}"))


def test_requests_of_another_place_do_not_exist(desk):
    of(a_resident(area=OTHER_COMMUNITY)).post("/me/wrong/", {"field": "other", "words": "写错了"})
    number = one(RecordRequest).number
    assert number not in text_of(desk.get(f"{DESK}requests/?which=all"))
    assert desk.get(f"{DESK}requests/{number}/").status_code == 404
    assert desk.post(f"{DESK}requests/{number}/refuse/", {"reason": "不归我管"}).status_code == 404


def test_consents_are_given_prolonged_and_withdrawn_in_the_portal():
    me = a_resident()
    window = of(me)
    assert "走访关爱" in text_of(window.get("/me/consents/"))
    window.post("/me/consents/care_visit/give/")
    window.post("/me/consents/care_visit/give/")
    given = one(Consent)
    assert "撤回同意" in text_of(window.get("/me/consents/"))
    assert of(a_resident("李四")).post(f"/me/consents/{given.pk}/withdraw/").status_code == 404
    before = text_of(window.get(f"/me/consents/{given.pk}/withdraw/"))
    assert "撤回“走访关爱”" in before
    assert "联系人" not in before
    window.post(f"/me/consents/{given.pk}/withdraw/")
    assert "已撤回" in text_of(window.get("/me/consents/"))
    assert "没有办成" not in text_of(window.post("/me/consents/no_such/give/", follow=True))


# One person, two records


def test_two_records_are_held_side_by_side_merged_and_taken_apart(desk):
    first, second = a_resident(), a_resident(phone="19977771111")
    page = f"{DESK}{first.pk}/"
    assert "有 2 个人对得上" in text_of(desk.post(f"{page}other/", {"other": "王秀英"}))
    assert "是同一个人吗" in text_of(desk.post(f"{page}other/", {"other": "19977771111"}))
    sent = {"other": f"{second.pk}", "keep": f"{first.pk}", "reason": ""}
    assert desk.post(f"{page}merge/", sent).status_code == 422
    sent["reason"] = "同一个身份证"
    assert "请本人念出" in text_of(desk.post(f"{page}merge/", sent))
    for each in (first, second):
        shown = text_of(desk.post(f"{page}merge/code/", {**sent, "to": f"{each.pk}"}))
        assert "验证码发出去了" in shown
        assert "同一个身份证" in shown
        sent[f"code_{each.pk.hex}"] = code_sent_to(phone_of(each.user))
    assert desk.post(f"{page}merge/", sent)["Location"] == page
    assert "合并进来的档案" in text_of(desk.get(page))
    assert desk.get(f"{DESK}{second.pk}/").status_code == 404
    undoing = f"{DESK}merges/{one(Merge).pk}/undo/"
    assert "是两个人，分开" in text_of(desk.get(undoing))
    assert desk.post(undoing)["Location"] == page
    assert desk.get(f"{DESK}{second.pk}/").status_code == 200


def test_a_record_is_not_merged_with_itself_or_with_one_out_of_sight(desk):
    first, far = a_resident(), a_resident("赵远来", OTHER_COMMUNITY, "19977772222")
    page = f"{DESK}{first.pk}/"
    assert "这是同一份档案" in text_of(desk.post(f"{page}other/", {"other": "王秀英"}))
    assert "没有找到这个人" in text_of(desk.post(f"{page}other/", {"other": "19977772222"}))
    for other, status in ((far.pk, 404), ("x", 302)):
        assert desk.post(f"{page}merge/", {"other": f"{other}", "keep": f"{first.pk}"}).status_code == status


# The number that came to somebody else


def test_staff_give_and_take_back_a_phone(desk):
    me = a_resident(phone="19977773333")
    page = f"{DESK}{me.pk}/phone/"
    assert "199****3333" in text_of(desk.get(page))
    assert desk.post(f"{page}release/", {"reason": ""}).status_code == 422
    desk.post(f"{page}release/", {"reason": "号码停机了"})
    assert "正在收回" in text_of(desk.get(page))
    assert "社区要收回您的手机号" in text_of(of(me).get("/me/"))
    desk.post(f"{page}cancel/")
    assert desk.post(f"{page}give/", {"phone": "19977774444"}).status_code == 422
    desk.post(f"{page}give/", {"phone": "19977774444", "is_here": "on"})
    assert "请居民念 199****4444 收到的验证码" in text_of(desk.get(page))
    assert desk.post(f"{page}prove/", {"code": ""}).status_code == 422
    desk.post(f"{page}prove/", {"code": code_sent_to("19977774444")})
    assert user_with("19977774444") is None
    assert "正在换成 199****4444" in text_of(desk.get(page))
    desk.post(f"{page}ask-old/")
    assert desk.post(f"{page}confirm/", {"code": "x"}).status_code == 422
    desk.post(f"{page}confirm/", {"code": code_sent_to("19977773333")})
    assert user_with("19977774444") == me.user


def test_one_tap_stops_what_the_owner_did_not_ask_for(desk):
    me = a_resident(phone="19977775555")
    page, window = f"{DESK}{me.pk}/phone/", of(me)
    desk.post(f"{page}give/", {"phone": "19977776666", "is_here": "on"})
    desk.post(f"{page}prove/", {"code": code_sent_to("19977776666")})
    assert "199****6666" in text_of(window.get("/me/"))
    assert "停下了" in text_of(window.post("/me/phone/not-mine/", follow=True))
    assert "199****6666" not in text_of(window.get("/me/"))
    assert "已经有了结果" in text_of(window.post("/me/phone/not-mine/", follow=True))
    assert "登记本人的号码" in text_of(desk.get(page))


def test_where_no_message_goes_out_the_desk_says_so(desk, monkeypatch):
    def down(**_facts):
        raise Unavailable("sms")

    me = a_resident()
    page = f"{DESK}{me.pk}/phone/"
    monkeypatch.setattr(events, "_handlers", {**events._handlers, "accounts.code_wanted": [down]})
    answer = desk.post(f"{page}give/", {"phone": "19977774444", "is_here": "on"})
    assert answer.status_code == 422
    assert "短信现在发不出去" in text_of(answer)
    desk.post(f"{page}release/", {"reason": "号码停机了"})
    assert "短信现在发不出去" in text_of(desk.post(f"{page}ask-old/", follow=True))


def arrives(phone):
    """Somebody with the phone in their hand, after the code."""
    window = Client()
    window.post("/sign-in/", {"phone": phone})
    return window, window.post("/sign-in/code/", {"code": code_sent_to(phone)})


def last_signed_in(resident, days_ago):
    User.objects.filter(pk=resident.pk).update(signed_in_at=now() - timedelta(days=days_ago))


def test_who_was_here_lately_is_not_asked_who_they_are():
    phone = staff.a_phone()
    last_signed_in(a_resident(phone=phone), 89)
    window, answer = arrives(phone)
    assert answer["Location"] == "/"
    assert "王秀英" in text_of(window.get("/me/"))


@pytest.mark.parametrize("days_ago", [90, None])
def test_after_a_long_time_a_name_is_asked_and_nothing_shown(days_ago):
    phone = staff.a_phone()
    me = a_resident(phone=phone)
    if days_ago:
        last_signed_in(me, days_ago)
    window, answer = arrives(phone)
    assert answer["Location"] == "/me/who/"
    page = text_of(window.get("/me/who/"))
    assert not any(word in page for word in ("王秀英", "王＊英", "游园", phone))
    assert window.get("/me/")["Location"].startswith("/sign-in/")
    wrong = window.post("/me/who/", {"name": "李四"})
    assert wrong.status_code == 422
    assert "王" not in text_of(wrong)
    assert window.post("/me/who/", {"name": " 王 秀英"})["Location"] == "/"
    assert "王秀英" in text_of(window.get("/me/"))
    assert User.objects.get(pk=me.pk).signed_in_at > now() - timedelta(minutes=1)


def test_who_says_that_it_was_somebody_else_begins_afresh_and_the_old_record_is_left_alone():
    phone = staff.a_phone()
    old = a_resident(phone=phone)
    before = of(old)
    window, _answer = arrives(phone)
    assert window.post("/me/who/other/")["Location"].startswith("/me/start/")
    assert user_with(phone) not in (None, old.user)
    assert before.get("/me/")["Location"].startswith("/sign-in/")
    assert one(Resident, pk=old.pk).name == "王秀英"
    assert "王秀英" not in text_of(window.get("/me/start/"))


def test_names_are_not_guessed_for_ever():
    phone = staff.a_phone()
    a_resident(phone=phone)
    window, _answer = arrives(phone)
    for _try in range(5):
        window.post("/me/who/", {"name": "李四"})
    assert "试得太勤了" in text_of(window.post("/me/who/", {"name": "王秀英"}))


def test_without_a_code_nobody_is_asked_and_nobody_disowns():
    phone = staff.a_phone()
    me = a_resident(phone=phone)
    window = Client()
    assert window.get("/me/who/")["Location"] == "/sign-in/"
    assert window.post("/me/who/other/")["Location"] == "/sign-in/"
    assert user_with(phone) == me.user


def test_a_new_number_is_not_asked_who_it_was():
    phone = staff.a_phone()
    assert arrives(phone)[1]["Location"].startswith("/me/start/")
    user_of_phone(phone)


def test_whoever_sees_another_person_s_things_says_so_and_they_part():
    phone = staff.a_phone()
    old = a_resident(phone=phone)
    window = of(old)
    assert "不是用这个号码登录的" in text_of(window.post("/me/not-me/", {"phone": staff.a_phone()}))
    assert window.post("/me/not-me/", {"phone": phone})["Location"] == "/sign-in/"
    assert window.get("/me/")["Location"].startswith("/sign-in/")
    assert user_with(phone) is None
    assert one(Resident, pk=old.pk).name == "王秀英"
