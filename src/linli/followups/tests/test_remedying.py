"""What a bad rating sets going: a call, a remedy, another call by somebody else, perhaps an appeal."""

from datetime import timedelta

import pytest

from linli.base.actor import system_actor
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.queries import timeline
from linli.cases.replay import standing_of
from linli.followups import actions, queries
from linli.followups.models import Callback, Remedy
from linli.followups.tests import given
from linli.followups.tests.given import DAY, HOUR, MONDAY_9AM, SYSTEM, do
from linli.notifications.models import Message
from linli.people.keeping import reasons_to_keep
from tests.refusing import refused

pytestmark = pytest.mark.django_db
WATCH = system_actor("followups.watch")


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def caller():
    return given.a_dispatcher()


@pytest.fixture
def resident():
    return given.a_resident()


@pytest.fixture
def rated(clerk, resident):
    case = given.a_resolved_case(clerk, resident)
    return do(cases.rate, case, level=1, comment="等了两个礼拜", by=resident, at=MONDAY_9AM + DAY)


def remedy_of(case):
    with acting_as(SYSTEM):
        return Remedy.objects.filter(case=case).latest("opened_at")


def call(case, caller, at, **said):
    return do(
        actions.answered, given.callback_of(case), **{"solved": False, "said": "还是老样子", **said}, by=caller, at=at
    )


def to_remedy(case, caller):
    call(case, caller, MONDAY_9AM + 2 * DAY)
    return remedy_of(case)


def test_a_bad_rating_is_asked_about_then_remedied_then_asked_about_again(rated, clerk, caller):
    assert remedy_of(rated).step == "verify"
    remedy = to_remedy(rated, caller)
    assert remedy.step == "remedy"
    do(actions.mend, remedy, words="重新换了线路。", by=clerk, at=MONDAY_9AM + 4 * DAY)
    assert (remedy_of(rated).step, given.callback_of(rated).kind) == ("revisit", "revisit")
    call(rated, caller, MONDAY_9AM + 5 * DAY, solved=True, said="")
    ended = remedy_of(rated)
    assert (ended.step, ended.outcome) == ("done", "remedied")


def test_the_resident_reads_every_step(rated, clerk, caller, resident):
    remedy = to_remedy(rated, caller)
    do(actions.mend, remedy, words="重新换了线路。", by=clerk, at=MONDAY_9AM + 4 * DAY)
    with acting_as(resident):
        said = [(line.verb, line.said) for line in timeline(Case.objects.get(), resident)]
    assert said[0] == ("followups.mended", "重新换了线路。")
    assert {"followups.opened", "followups.verified"} <= {verb for verb, _said in said}


def test_what_is_done_afterwards_leaves_a_case_as_its_journal_says(rated, clerk, caller):
    remedy = to_remedy(rated, caller)
    do(actions.appeal, remedy, reason="住户点错了", by=clerk, at=MONDAY_9AM + 3 * DAY)
    judge = given.a_clerk(None, "supervisor", given.COUNTY)
    do(actions.decide, remedy, holds=True, reason="本人说点错了", by=judge, at=MONDAY_9AM + 3 * DAY + HOUR)
    with acting_as(SYSTEM):
        case = Case.objects.get(pk=rated.pk)
        assert (case.rating, case.rating_set_aside, case.solved) == (None, True, False)
        assert standing_of(entries(on=case)) == case.standing
    assert remedy_of(case).outcome == "set_aside"


def test_a_rating_set_aside_is_not_given_again(rated, clerk, caller, resident):
    remedy = to_remedy(rated, caller)
    do(actions.appeal, remedy, reason="住户点错了", by=clerk, at=MONDAY_9AM + 3 * DAY)
    judge = given.a_clerk(None, "supervisor", given.COUNTY)
    do(actions.decide, remedy, holds=True, reason="本人说点错了", by=judge, at=MONDAY_9AM + 3 * DAY)
    with refused("cases.rated_already"):
        do(cases.rate, rated, level=5, by=resident, at=MONDAY_9AM + 4 * DAY)


def test_a_record_stays_until_what_is_being_put_right_for_somebody_is_done(rated, caller, resident):
    remedy = to_remedy(rated, caller)
    with acting_as(resident):
        reasons = [str(each) for each in reasons_to_keep(resident.user)]
    assert "还有 1 件差评整改没有办完" in reasons
    with acting_as(SYSTEM):
        Remedy.objects.filter(pk=remedy.pk).update(step="done", outcome="settled", closed_at=MONDAY_9AM)
    with acting_as(resident):
        assert "差评整改" not in " ".join(str(each) for each in reasons_to_keep(resident.user))


def test_the_unit_does_not_decide_its_own_appeal_nor_does_another_county(rated, clerk, caller):
    remedy = to_remedy(rated, caller)
    do(actions.appeal, remedy, reason="住户点错了", by=clerk, at=MONDAY_9AM + 3 * DAY)
    facts = {"holds": True, "reason": "点错了", "at": MONDAY_9AM + 3 * DAY}
    with refused("followups.decided_above"):
        do(actions.decide, remedy, by=clerk, **facts)
    with refused("followups.not_visible"):
        do(actions.decide, remedy, by=given.a_clerk(None, "supervisor", "131123"), **facts)


def test_another_unit_neither_remedies_nor_appeals(rated, caller):
    remedy = to_remedy(rated, caller)
    other = given.a_clerk(given.a_unit("school"), role="handler")
    for act, words in ((actions.mend, {"words": "办好了。"}), (actions.appeal, {"reason": "点错了"})):
        with refused("followups.not_visible"):
            do(act, remedy, **words, by=other, at=MONDAY_9AM + 3 * DAY)


def test_a_supervisor_puts_nothing_right(rated, caller):
    with refused("accounts.no_right"):
        judge = given.a_clerk(None, "supervisor", given.COUNTY)
        do(actions.mend, to_remedy(rated, caller), words="办好了。", by=judge, at=MONDAY_9AM + 3 * DAY)


def test_not_solved_told_too_late_to_reopen_begins_a_remedy(clerk, resident, caller):
    callback = given.a_called_case(clerk, resident)
    do(actions.answered, callback, solved=False, said="又漏了", by=caller, at=MONDAY_9AM + 9 * DAY)
    with acting_as(SYSTEM):
        remedy = Remedy.objects.get()
    assert (remedy.cause, remedy.step, remedy.unit_id) == ("unsolved", "remedy", clerk.units[0])
    with refused("followups.nothing_to_appeal"):
        do(actions.appeal, remedy, reason="不是这样", by=clerk, at=MONDAY_9AM + 10 * DAY)


def test_whoever_nobody_reaches_is_believed(rated, caller):
    for number in range(3):
        do(actions.not_reached, given.callback_of(rated), by=caller, at=MONDAY_9AM + 2 * DAY + number * HOUR)
    assert remedy_of(rated).step == "remedy"


def test_a_drawn_case_rated_badly_meanwhile_is_called_once(clerk, resident, caller):
    callback = given.a_called_case(clerk, resident, MONDAY_9AM + 3 * DAY)
    with acting_as(SYSTEM):
        case = Case.objects.get(pk=callback.case_id)
    do(cases.rate, case, level=2, by=resident, at=MONDAY_9AM + 9 * DAY)
    with acting_as(SYSTEM):
        assert Callback.objects.get(case=case).kind == "bad_rating"


def test_a_confidential_case_is_asked_about_by_nobody_outside_its_units(clerk, resident):
    case = do(cases.raise_audience, given.an_accepted_case(clerk, resident), by=clerk, at=MONDAY_9AM + HOUR)
    do(cases.resolve, case, reply="办好了。", by=clerk, at=MONDAY_9AM + 2 * HOUR)
    do(cases.rate, case, level=1, by=resident, at=MONDAY_9AM + 3 * HOUR)
    remedy = remedy_of(case)
    assert remedy.step == "remedy"
    do(actions.mend, remedy, words="重新办了。", by=clerk, at=MONDAY_9AM + DAY)
    assert remedy_of(case).outcome == "unconfirmed"
    with acting_as(SYSTEM):
        assert not Callback.objects.exists()


def test_a_late_remedy_is_told_once_to_the_unit_and_waits_on_its_today(rated, clerk, caller):
    remedy = to_remedy(rated, caller)
    with acting_as(clerk):
        [waiting] = queries.waiting_for(clerk, MONDAY_9AM + 3 * DAY)
    assert waiting.url == f"/desk/remedies/{rated.number}/"
    late = remedy.due_at + timedelta(hours=1)
    assert [do(actions.watch, by=WATCH, at=late + number * HOUR) for number in range(2)] == [1, 0]
    with acting_as(SYSTEM):
        assert Message.objects.filter(event="followups.overdue", to_organization=clerk.units[0]).count() == 1


def test_an_appeal_nobody_decides_is_told_one_level_up_once_and_waits_also_when_the_remedy_is_done(
    rated, clerk, caller
):
    above = given.a_unit("subdistrict_office", area=given.STREET)
    remedy = to_remedy(rated, caller)
    do(actions.appeal, remedy, reason="住户点错了", by=clerk, at=MONDAY_9AM + 3 * DAY)
    do(actions.mend, remedy, words="重新换了线路。", by=clerk, at=MONDAY_9AM + 4 * DAY)
    call(rated, caller, MONDAY_9AM + 5 * DAY, solved=True, said="")
    late = remedy_of(rated).appeal_due_at + HOUR
    assert [do(actions.watch, by=WATCH, at=late + number * HOUR) for number in range(2)] == [1, 0]
    with acting_as(SYSTEM):
        assert Message.objects.filter(event="followups.appeal_unanswered", to_organization=above).count() == 1
    judge = given.a_clerk(None, "supervisor", given.COUNTY)
    with acting_as(judge):
        [waiting] = queries.waiting_for(judge, late)
    assert waiting.due_at < late
    ended = do(actions.decide, remedy, holds=True, reason="本人说点错了", by=judge, at=late + HOUR)
    assert (ended.outcome, ended.appeal) == ("remedied", "upheld")
    with acting_as(judge):
        assert queries.waiting_for(judge, late) == []


def test_an_appeal_waits_on_the_today_of_who_decides_it(rated, clerk, caller):
    do(actions.appeal, to_remedy(rated, caller), reason="住户点错了", by=clerk, at=MONDAY_9AM + 3 * DAY)
    judge = given.a_clerk(None, "supervisor", given.COUNTY)
    with acting_as(judge):
        assert [each.url for each in queries.waiting_for(judge, MONDAY_9AM + 3 * DAY)] == [
            f"/desk/remedies/{rated.number}/"
        ]
