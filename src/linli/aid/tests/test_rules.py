"""The rules of helping, by themselves."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from linli.aid import rules
from linli.aid.kinds import kinds, limits
from linli.aid.rules import Basis, Clock, Result, Stage
from linli.base.calendar import calendar
from linli.base.clock import SHANGHAI, local_day
from linli.base.refusals import Refused
from tests.refusing import refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)
COMMITTEE, STREET, HEALTH = (UUID(int=number) for number in (1, 2, 3))


def clock(at=AT):
    return Clock(at, limits(), calendar())


def begun(basis=Basis.CONSENT):
    return rules.found(COMMITTEE, basis, clock())


def accepted():
    return rules.accept(rules.report(begun(), STREET, clock()), STREET, clock(AT + DAY))


def test_two_working_days_to_report_and_one_in_danger():
    due = {basis: local_day(begun(basis).due_at) for basis in (Basis.CONSENT, Basis.URGENT)}
    assert due == {Basis.CONSENT: date(2026, 11, 25), Basis.URGENT: date(2026, 11, 24)}


def test_it_lasts_ninety_days():
    assert begun().ends_on == date(2027, 2, 21)


def test_until_another_unit_accepts_the_first_one_answers():
    asked = rules.report(begun(), STREET, clock())
    assert (asked.unit, asked.awaited) == (COMMITTEE, STREET)
    assert rules.accept(asked, STREET, clock()).unit == STREET
    back = rules.give_back(asked, STREET, clock(AT + DAY))
    assert (back.unit, back.awaited, back.stage, back.returned_count) == (COMMITTEE, COMMITTEE, Stage.FOUND, 1)


def test_a_referral_given_back_leaves_it_where_it_was():
    asked = rules.refer(accepted(), HEALTH, clock(AT + 2 * DAY))
    back = rules.give_back(asked, HEALTH, clock(AT + 3 * DAY))
    assert (back.unit, back.stage, back.referred_count) == (STREET, Stage.ACCEPTED, 1)


def test_only_who_is_asked_accepts():
    with refused("aid.not_asked"):
        rules.accept(rules.report(begun(), STREET, clock()), HEALTH, clock())


def test_nothing_goes_to_another_unit_before_somebody_was_asked():
    with refused("aid.ask_first"):
        rules.report(begun(Basis.NOBODY), STREET, clock())
    with refused("aid.ask_first"):
        rules.keep(begun(Basis.NOBODY), clock())


def test_an_address_may_go_to_the_community_s_own_committee_to_ask():
    assert rules.report(begun(Basis.NOBODY), STREET, clock(), is_home=True).offered_to == STREET


def test_whoever_was_in_danger_is_told_before_it_ends():
    known = begun(Basis.URGENT)
    with refused("aid.tell_first"):
        rules.close(known, Result.MOVED, AT, is_named=True)
    assert rules.close(rules.told(known, clock()), Result.MOVED, AT, is_named=True).result is Result.MOVED


def test_helped_is_only_what_was_given():
    with refused("aid.nothing_given"):
        rules.close(accepted(), Result.HELPED, AT, is_named=True)


def test_first_help_may_come_before_anything_else_and_stops_no_clock():
    assert rules.serve(begun(), clock(AT + DAY)) == begun()


def test_looked_at_again_it_lasts_from_that_day():
    assert rules.review(accepted(), clock(AT + 80 * DAY)).ends_on == local_day(AT + 170 * DAY)
    with refused("aid.reviewed_already"):
        rules.review(begun(), clock())


def test_it_ends_after_its_last_day_and_not_before():
    with refused("aid.not_over"):
        rules.lapse(begun(), AT + 90 * DAY)
    assert rules.lapse(begun(), AT + 91 * DAY).result is Result.LAPSED


def test_every_kind_names_units_that_exist():
    from tomllib import loads

    from django.conf import settings

    text = (settings.DATA / "types" / "organizations.toml").read_text(encoding="utf-8")
    types = {each["code"] for each in loads(text)["type"]}
    assert {unit for kind in kinds().values() for unit in kind.units} <= types


VERBS = some.sampled_from(
    ["named", "report", "keep", "refer", "accept", "give_back", "recall", "serve", "told", "review", "close",
     "decline", "lapse"]
)  # fmt: skip
STEPS = some.lists(
    some.tuples(VERBS, some.sampled_from([COMMITTEE, STREET, HEALTH]), some.integers(1, 900)), max_size=14
)


def done(verb, known, unit, at):
    when = clock(at)
    match verb:
        case "named":
            return rules.named(known, Basis.CONSENT, when)
        case "report" | "refer" | "accept" | "give_back":
            return getattr(rules, verb)(known, unit, when)
        case "close":
            return rules.close(known, Result.NOT_ELIGIBLE, at, is_named=True)
        case "decline" | "lapse":
            return getattr(rules, verb)(known, at)
    return getattr(rules, verb)(known, when)


@given(some.sampled_from(list(Basis)), STEPS)
def test_on_every_way_exactly_one_unit_answers_until_it_ends_with_a_result(basis, steps):
    at, known = AT, begun(basis)
    for verb, unit, hours in steps:
        at, before = at + timedelta(hours=hours), known
        try:
            known = done(verb, known, unit, at)
        except Refused:
            continue
        is_over = known.stage is Stage.CLOSED
        assert before.stage is not Stage.CLOSED  # nothing moves any more
        assert is_over == (known.result is not None) == (known.closed_at is not None) == (known.due_at is None)
        assert known.unit is not None
        assert known.offered_to != known.unit
        assert not (is_over and known.offered_to)
        assert known.unit == before.unit or (verb == "accept" and known.unit == before.offered_to)
        assert known.stage is not Stage.REPORTED or known.offered_to is not None
        assert known.basis is not Basis.NOBODY or known.stage in (Stage.FOUND, Stage.CLOSED)


@given(some.integers(0, 400), some.integers(0, 400))
def test_clocks_run_forward_and_are_the_same_whoever_asks(earlier, later):
    first, second = sorted((AT + timedelta(hours=earlier), AT + timedelta(hours=later)))
    assert clock(first).after(2) <= clock(second).after(2)
    assert clock(first).after(2) == replace(clock(second), at=first).after(2)
    assert rules.is_late(begun(), first) <= rules.is_late(begun(), second)
