"""Keeping ends by two people's word: words go, a tombstone and the figures stay, and what is held is left alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.archives import actions, queries
from linli.archives.models import CaseFile, Proposal, Tombstone
from linli.base.actor import system_actor
from linli.base.attachments import size_stored
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify
from linli.cases import actions as cases
from linli.cases.attachments import keep_uploads
from linli.cases.models import Case, CaseAttachment, Rating
from linli.cases.queries import shown_name, timeline
from linli.cases.retention import RetentionError, later, read, rule_for
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.indicators import actions as indicators
from linli.indicators import recount
from linli.indicators.rules import Period
from linli.notifications.models import Message
from tests.refusing import refused
from tests.world import WATCHER, a_photo

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(days=366 * 10 + 30)
REASON = "保管十年期满"
ALWAYS = Period(date(2026, 1, 1), date(2036, 12, 31))


@pytest.fixture
def clerk():
    return given.a_clerk(given.a_unit())


@pytest.fixture
def chief():
    return given.a_clerk(role="supervisor", area=given.COUNTY)


@pytest.fixture
def resident():
    return given.a_resident()


@pytest.fixture
def case(clerk, resident):
    return closed(clerk, resident)


def closed(clerk, resident, level=5):
    with acting_as(resident):
        photos = keep_uploads([a_photo()], field="photo")
    asked = do(cases.submit, given.a_request(attachments=photos), by=resident, at=MONDAY_9AM)
    do(cases.accept, asked, by=clerk, at=MONDAY_9AM)
    do(cases.resolve, asked, reply="换了灯泡和开关。", by=clerk, at=MONDAY_9AM + timedelta(hours=3))
    return do(cases.rate, asked, level=level, comment="师傅很好", by=resident, at=MONDAY_9AM + timedelta(hours=5))


def proposed(case, by, at=LATER):
    return do(actions.propose, [case.number], reason=REASON, by=by, at=at)


def destroyed(case, clerk, chief):
    proposal = proposed(case, clerk)
    do(actions.approve, proposal, by=chief, at=LATER)
    actions.destroy(proposal.pk, at=LATER)
    return proposal


def measures():
    """Counted anew, and equal to what the journal alone tells."""
    refresher = system_actor("indicators.refresh")
    with acting_as(refresher):
        indicators.rebuild(by=refresher, at=LATER)
        assert recount.compare(given.COUNTY, ALWAYS).differences == []
        return recount.stored(given.COUNTY, ALWAYS)


def test_a_case_is_due_when_its_years_are_over_and_not_a_day_before(case, clerk):
    with acting_as(clerk):
        assert queries.due(clerk, MONDAY_9AM + timedelta(days=3651)) == []
        (found,) = queries.due(clerk, MONDAY_9AM + timedelta(days=3653))
    assert (found.case, found.due_on, found.rule.code) == (case, date(2036, 11, 23), "general")


def test_who_proposes_does_not_approve_and_the_database_holds_it(case, clerk, chief):
    dispatcher = given.a_dispatcher()
    proposal = proposed(case, dispatcher)
    with refused("archives.own_proposal"):
        do(actions.approve, proposal, by=dispatcher, at=LATER)
    with acting_as(dispatcher), pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="approved", decided_by=dispatcher.user, decided_at=LATER)
    do(actions.approve, proposal, by=chief, at=LATER)
    with refused("archives.decided_already"):
        do(actions.refuse, proposal, reason="再留一留", by=given.a_dispatcher(), at=LATER)


def test_nothing_is_destroyed_that_nobody_approved(case, clerk):
    proposal = proposed(case, clerk)
    assert actions.destroy(proposal.pk, at=LATER) == 0
    with acting_as(WATCHER):
        assert Case.objects.get(pk=case.pk).description


def test_what_is_refused_stays_and_can_be_proposed_again(case, clerk, chief):
    do(actions.refuse, proposed(case, clerk), reason="再留一留", by=chief, at=LATER)
    proposed(case, clerk)
    with acting_as(clerk), refused("archives.not_due"):
        actions.propose([case.number], reason=REASON, by=clerk, at=LATER)


def test_words_pictures_messages_files_and_who_asked_go_a_tombstone_stays(case, clerk, chief, resident):
    with acting_as(WATCHER):
        key = CaseAttachment.objects.get(case=case).key
    file = do(actions.ask, case, by=resident, at=LATER)
    actions.make(file.pk, at=LATER)
    proposal = destroyed(case, clerk, chief)
    with acting_as(WATCHER):
        left = Case.objects.get(pk=case.pk)
        stone = Tombstone.objects.get(proposal=proposal)
        assert (left.resident_id, left.submitted_by_id, left.description, left.place, left.answers) == (
            None, None, "", "", {},
        )  # fmt: skip
        assert (left.number, left.stage, left.rating, left.due_at) == (case.number, "closed", 5, case.due_at)
        assert not CaseAttachment.objects.filter(case=case).exists()
        assert not CaseFile.objects.filter(case=case).exists()
        assert not Message.objects.filter(about_id=case.pk).exists()
        assert Rating.objects.get(case=case).comment == ""
        assert shown_name(left) == "已按期限销毁"
        said = {line.said for line in timeline(left, WATCHER)}
        assert said <= {"", "（内容已按规定销毁）"}
        entry = JournalEntry.objects.get(subject_id=case.pk, verb="cases.destroyed")
        assert (entry.facts["rule"], entry.facts["proposal"]) == ("general", str(proposal.pk))
    assert (stone.number, stone.rule, stone.years, len(stone.content_hash)) == (case.number, "general", 10, 64)
    assert size_stored(key)  # the job that throws files away comes after
    with acting_as(resident):
        assert not Case.objects.exists()


def test_the_figures_come_out_as_before_and_seals_hold(case, clerk, chief):
    before = measures()
    sealer = system_actor("journal.seal")
    with acting_as(sealer):
        seal()
    destroyed(case, clerk, chief)
    assert measures() == before
    assert before
    with acting_as(sealer):
        assert verify().broken is None


def test_what_is_held_when_the_job_comes_is_left_and_says_why(clerk, chief, resident):
    case = closed(clerk, resident, level=1)  # a bad rating is being put right
    with acting_as(clerk):
        (found,) = queries.due(clerk, LATER)
    assert found.held
    with refused("archives.not_due"):
        proposed(case, clerk)


def test_a_hold_that_comes_after_the_approval_still_holds(case, clerk, chief):
    proposal = proposed(case, clerk)
    do(actions.approve, proposal, by=chief, at=LATER)
    with acting_as(WATCHER):
        from linli.followups.models import Callback

        Callback.objects.create(
            case=case, area_id=case.area_id, kind="drawn", month=date(2026, 11, 1), made_at=LATER, due_at=LATER
        )
    assert actions.destroy(proposal.pk, at=LATER) == 0
    with acting_as(WATCHER):
        assert Case.objects.get(pk=case.pk).description
        assert Tombstone.objects.get(proposal=proposal).left_because == "还在等回访"


def test_of_another_county_nobody_sees_a_proposal(case, clerk):
    proposal = proposed(case, clerk)
    for who, seen in ((given.a_dispatcher(), True), (given.a_dispatcher(given.OTHER_COUNTY), False)):
        with acting_as(who):
            assert Proposal.objects.filter(pk=proposal.pk).exists() == seen
            assert Tombstone.objects.filter(proposal=proposal).exists() == seen


def test_the_first_rule_that_fits_is_the_one_and_a_leap_day_has_a_day_after():
    assert rule_for("living-allowance", "benefit", "ordinary").years == 30
    assert rule_for("child-protection", "protection", "confidential").code == "confidential"
    assert rule_for("policy-question", "question", "ordinary").code == "passing"
    assert later(date(2024, 2, 29), 1) == date(2025, 3, 1)


@pytest.mark.parametrize(
    "said",
    [
        "", "[[keep]]\ncode='a'", "[[keep]]\ncode='a'\nname='b'\nbasis='c'\nyears=0",
        "[[keep]]\ncode='a'\nname='b'\nbasis='c'\nyears=1\nkinds=['question']",
        "[[keep]]\ncode='a'\nname='b'\nbasis='c'\nyears=1\nkinds=['no-such']", "x = 1", "[[",
    ],
)  # fmt: skip
def test_a_file_that_says_what_cannot_be_is_refused(tmp_path, said):
    file = tmp_path / "retention.toml"
    file.write_text(said, encoding="utf-8")
    with pytest.raises(RetentionError):
        read(file)
