"""A request without a name: who has the code opens it, and nobody else outside; staff see it as any other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given as drawn
from hypothesis import strategies as st

from linli.accounts.models import Attempt
from linli.base.actor import Actor, Kind
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases import actions, codes, queries
from linli.cases.models import Case, CaseAttachment, CaseCode, CaseParty, Rating
from linli.cases.tests import given
from linli.cases.tests.calling import Caller, a_repair
from linli.cases.tests.given import MONDAY_9AM, do
from linli.notifications.models import Message
from tests.refusing import refused
from tests.world import WATCHER

pytestmark = pytest.mark.django_db
ASKED = {
    "area": given.COMMUNITY, "place": "3 号楼 2 单元", "where": "stairs", "danger": "no",
    "description": "三楼的灯坏了，晚上看不见。",
}  # fmt: skip


def opened(case: Case, code: str, whence: str = "10.0.0.1") -> Actor:
    return actions.opened(number=case.number, code=code, whence=whence, at=now())


def test_the_database_shows_it_to_its_asker_and_to_no_resident_or_other_asker():
    unit, resident = given.a_unit(), given.a_resident()
    case, ticket = given.a_nameless_case()
    _other, another = given.a_nameless_case()
    given.a_case(resident)
    seen = {}
    for name, actor in {
        "asker": actions.asker(ticket), "another": actions.asker(another), "resident": resident,
        "nobody known": Actor(Kind.RESIDENT), "clerk": given.a_clerk(unit),
    }.items():  # fmt: skip
        with acting_as(actor):
            held = set(Case.objects.filter(resident__isnull=True).values_list("pk", flat=True))
            assert (
                set(Case.objects.visible_to(actor).filter(resident__isnull=True).values_list("pk", flat=True)) == held
            )
            seen[name] = case.pk in held, len(held), CaseCode.objects.count()
    assert seen == {
        "asker": (True, 1, 1), "another": (False, 1, 1), "resident": (False, 0, 0), "nobody known": (False, 0, 0),
        "clerk": (True, 2, 0),
    }  # fmt: skip


def test_staff_see_it_as_any_case_of_their_area_and_another_county_does_not():
    given.a_unit()
    given.a_nameless_case()
    for area, count in ((given.COMMUNITY, 1), (given.COUNTY, 1), (given.OTHER_COUNTY, 0)):
        with acting_as(given.a_clerk(area=area)):
            assert Case.objects.count() == count


def test_its_asker_reads_what_hangs_on_it_and_nothing_else_of_anybody():
    clerk = given.a_clerk(given.a_unit())
    case, ticket = given.a_nameless_case()
    given.a_resolved_case(clerk, given.a_resident())
    asker = actions.asker(ticket)
    with acting_as(asker):
        assert [line.who for line in queries.timeline(case, asker)] == ["您"]
        assert len(queries.parties(case)) == 1
        assert JournalEntry.objects.exclude(subject_id=case.pk).count() == 0
        for model in (Message, Rating, CaseAttachment):
            assert not model.objects.exists()
        assert not CaseParty.objects.exclude(case=case).exists()


def test_an_item_that_needs_a_name_and_a_confidential_one_are_refused():
    for code in ("living-allowance", "child-protection"):
        with refused("cases.name_needed"):
            given.a_nameless_case(item=given.an_item(code))


def test_a_ticket_opens_no_other_case():
    _case, ticket = given.a_nameless_case()
    with refused("cases.not_a_resident"):
        do(
            actions.submit_nameless, given.a_request(), ticket=codes.new_ticket(MONDAY_9AM), at=MONDAY_9AM,
            by=actions.asker(ticket),
        )  # fmt: skip


def test_nothing_of_who_asked_is_kept_but_what_they_wrote():
    case, _ticket = given.a_nameless_case()
    with acting_as(WATCHER):
        kept = Case.objects.get(pk=case.pk)
        entry = JournalEntry.objects.get(subject_id=case.pk)
    assert (kept.resident_id, kept.submitted_by_id, kept.client_key) == (None, None, None)
    assert (entry.actor_kind, entry.actor_user, entry.actor_unit) == ("resident", None, None)
    assert "10.0.0.1" not in str(list(Attempt.objects.values()))


def test_sent_twice_it_is_one_case():
    ticket = codes.new_ticket(MONDAY_9AM)
    asker = actions.asker(ticket)
    first, again = (
        do(actions.submit_nameless, given.a_request(), ticket=ticket, by=asker, at=MONDAY_9AM) for _each in range(2)
    )
    assert first == again


def test_number_and_code_open_it_wrong_ones_do_not_and_are_counted():
    case, ticket = given.a_nameless_case()
    other, _ticket = given.a_nameless_case()
    assert opened(case, codes.in_groups(ticket.code)).asked == case.pk
    for number, code in ((case, "0" * 12), (other, ticket.code)):
        with refused("cases.code_wrong"):
            opened(number, code)
    for _each in range(8):
        with refused("cases.code_wrong"):
            opened(case, "1" * 12)
    with refused("cases.too_many_codes"):
        opened(case, ticket.code)


def test_a_case_with_a_name_is_opened_by_no_code():
    case = given.a_case()
    with refused("cases.code_wrong"):
        opened(case, "")


def test_only_the_hash_of_the_code_is_kept():
    case, ticket = given.a_nameless_case()
    with acting_as(WATCHER), connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM cases_code WHERE case_id = %s", [case.pk])
        assert ticket.code not in cursor.fetchone()[0]


def test_too_many_from_one_address_are_refused_and_another_address_is_not():
    for _each in range(10):
        actions.count_asking("10.0.0.1", MONDAY_9AM)
    with refused("cases.too_many_nameless"):
        actions.count_asking("10.0.0.1", MONDAY_9AM)
    actions.count_asking("10.0.0.2", MONDAY_9AM)
    actions.count_asking("10.0.0.1", MONDAY_9AM + timedelta(hours=2))


def test_it_is_handled_told_to_nobody_outside_and_rated_once():
    case = given.a_nameless_rating(given.a_clerk(given.a_unit()), 1, "还是不亮")
    asker = Actor(Kind.RESIDENT, name="cases.nameless", asked=case.pk)
    with refused("cases.rated_already"):
        do(actions.rate, case, level=5, by=asker, at=MONDAY_9AM + timedelta(hours=6))
    with acting_as(WATCHER):
        assert {message.to_user_id for message in Message.objects.all()} == {None}
        assert Case.objects.get(pk=case.pk).rating == 1


def test_nobody_speaks_for_who_left_no_name():
    unit, other = given.a_unit(), given.a_dispatcher()
    clerk = given.a_clerk(unit)
    case, _ticket = given.a_nameless_case()
    do(actions.accept, case, by=clerk, at=MONDAY_9AM)
    with refused("cases.no_name_left"):
        do(actions.reveal, case, purpose="打电话问问", by=clerk, at=MONDAY_9AM)
    do(actions.resolve, case, reply="换了灯泡和开关。", by=clerk, at=MONDAY_9AM)
    with refused("cases.nobody_to_ask"):
        do(actions.hear, case, solved=True, by=other, at=MONDAY_9AM)


def test_a_clerk_registers_without_a_name_and_reads_no_code_of_it():
    clerk = given.a_clerk(given.a_unit())
    ticket = codes.new_ticket(MONDAY_9AM)
    case = do(actions.submit_nameless, given.a_request(), ticket=ticket, by=clerk, at=MONDAY_9AM, channel="window")
    assert (case.resident_id, case.submitted_by_id) == (None, clerk.user)
    with acting_as(clerk):
        assert queries.shown_name(Case.objects.get(pk=case.pk)) == "未留姓名"
        assert not CaseCode.objects.exists()
        assert entries(on=case)[0].actor_user == clerk.user
    assert opened(case, ticket.code).asked == case.pk


def test_the_portal_takes_it_without_a_sign_in_and_number_and_code_lead_back():
    given.a_unit()
    browser = Client()
    page = browser.get("/ask/public-repair/")
    ticket = page.context["ticket_form"].initial["ticket"]
    done = browser.post("/ask/public-repair/", {**ASKED, "ticket": ticket, "client_key": str(uuid4())})
    assert done.status_code == 200, done.content.decode()
    number, code = done.context["case"].number, done.context["code"]
    again = browser.post("/ask/public-repair/", {**ASKED, "ticket": ticket, "client_key": str(uuid4())})
    assert (again.context["case"].number, again.context["code"]) == (number, code)
    shown = browser.post("/track/", {"number": number, "code": code})
    assert "三楼的灯坏了，晚上看不见。" in shown.content.decode()
    assert code not in shown.content.decode()
    assert shown["Cache-Control"].count("no-store")
    for address in (f"/cases/{number}/", f"/desk/cases/{number}/"):
        assert browser.get(address).status_code == 302


def test_what_is_held_from_the_page_of_a_code_lasts_half_an_hour_and_cannot_be_made():
    case, ticket = given.a_nameless_case()
    assert actions.holder(actions.held(actions.asker(ticket))).asked == case.pk
    assert actions.holder(f"{case.pk}:1abc:xyz") is None


def test_a_program_registers_without_a_name_and_is_given_the_code_once():
    clerk = given.a_clerk(given.a_unit())
    key = str(uuid4())
    sent = Caller(clerk).post("/cases", a_repair(nameless=True, client_key=key))
    assert sent.status_code == 201, sent.content
    row = sent.json()
    assert row["applicant"] == "未留姓名"
    assert len(row["code"]) == codes.DIGITS
    again = Caller(clerk).post("/cases", a_repair(nameless=True, client_key=key))
    assert (again.status_code, again.json()["number"], again.json()["code"]) == (200, row["number"], None)
    assert Caller(given.a_resident()).post("/cases", a_repair(nameless=True)).status_code == 422


@drawn(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_a_code_reads_the_same_however_it_is_written(code):
    wide = code.translate({48 + n: 0xFF10 + n for n in range(10)})
    for typed in (codes.in_groups(code), f" {code} ", wide, codes.in_groups(code).replace(" ", "-")):
        assert codes.code_typed(typed) == code


@drawn(st.text(max_size=80))
def test_no_text_is_a_ticket_but_one_of_ours(text):
    assert codes.ticket_of(text, MONDAY_9AM) is None


def test_a_ticket_comes_back_whole_and_only_for_a_day():
    ticket = codes.new_ticket(MONDAY_9AM)
    assert codes.ticket_of(ticket.in_a_form(), MONDAY_9AM) == ticket
    assert codes.ticket_of(ticket.in_a_form(), MONDAY_9AM + timedelta(days=2)) is None
