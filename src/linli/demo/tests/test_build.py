"""What a build leaves: once, the same every time, true to the journal, and nothing beside real data."""

from datetime import timedelta

import pytest

from conftest import own
from linli.accounts.models import User, UserKind
from linli.aid.models import Need
from linli.base.attachments import open_stored
from linli.base.clock import SHANGHAI
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.base.sealing import verify
from linli.cases import actions
from linli.cases.models import Case, Channel, Rating, RatingWay
from linli.cases.replay import standing_of
from linli.catalog import queries
from linli.catalog.models import ItemVersion, ServiceItem
from linli.demo import doors
from linli.demo.build import build, refuse_beside_demo
from linli.demo.cast import WATCHER
from linli.demo.errors import DemoError
from linli.demo.revising import CHANGED, TO_THE_FRONT
from linli.demo.tests.given import MONDAY, SCALE, the_world
from linli.notifications.models import Message
from linli.notifications.wording import text_of
from linli.organizations.models import Organization
from tests.owner import as_owner, connected_as_owner

SAME = {  # what is the same in two builds: everything but ciphertexts, hashes with a salt or a key, and the hour of building
    "organizations_organization": "id, name, short_name, type_id, area_id, phone, address, is_active",
    "organizations_servingarea": "*",
    "accounts_user": "id, kind, username, name, is_active, created_at",
    "accounts_post": "*",
    "people_resident": "*",
    "people_household": "*",
    "people_householdmember": "*",
    "people_consent": "*",
    "people_contact": "id, resident_id, kind, relation, other_id, consent_id, since, until",
    "people_request": "id, number, resident_id, kind, field, state, asked_at, due_at, settled_at, due_on",
    "people_merge": "*",
    "areas_area": "*",
    "areas_grid": "*",
    "areas_areafigure": "*",
    "areas_areatag": "*",
    "territory_gridpost": "*",
    "tables_import": "*",
    "tables_file": "id, import_id, kind, kept_at",
    "tables_export": "*",
    "cases_case": "*",
    "cases_party": "*",
    "cases_attachment": "*",
    "cases_rating": "*",
    "aid_need": "*",
    "reviews_word": "*",
    "archives_proposal": "*",
    "archives_tombstone": "*",
    "journal": "id, happened_at, verb, subject_kind, subject_id, area_code, actor_kind, actor_user, actor_unit, fields",
    "journal_payload": "entry, subject_id",
    "notifications_message": "*",
}
OURS = (
    "WHERE verb NOT LIKE 'demo.%' AND subject_kind NOT IN ('indicators.watermark', 'reviews.published')"
    " AND actor_name NOT LIKE '%load' AND verb NOT LIKE 'ledgers.%'"
)
# Written by the verbs themselves, which make ids of the hour.
BY_VERBS = {"journal": OURS, "notifications_message": "WHERE event NOT LIKE 'ledgers.%'"}


def everything() -> dict[str, list[tuple]]:
    found = {}
    for table, columns in SAME.items():
        which = BY_VERBS.get(table, "")
        statement = f"SELECT {columns} FROM {table} {which} ORDER BY 1, 2"  # noqa: S608 (names of SAME, above)
        found[table] = as_owner(statement)
    return found


def test_a_second_call_answers_at_once_and_changes_nothing(built):
    before = everything()
    with connected_as_owner():
        again = build("hengshui", until=MONDAY + timedelta(days=3))
    assert again == built
    assert everything() == before


def test_the_same_region_and_moment_give_the_same_rows(built, template):
    first = everything()
    assert {table for table, rows in first.items() if not rows} == set()
    with own(template):
        with connected_as_owner():
            build("hengshui", until=MONDAY, scale=SCALE)
        assert everything() == first


def test_counts_say_what_is_there(built):
    assert built.counts["cases"] == SCALE == len(as_owner("SELECT 1 FROM cases_case"))
    assert built.counts["units"] == Organization.objects.count()
    assert built.counts["staff"] == User.objects.filter(kind=UserKind.STAFF).count()
    assert built.counts["residents"] == len(as_owner("SELECT 1 FROM people_resident"))


def test_every_case_stands_where_its_journal_says(built):
    with acting_as(WATCHER):
        cases = list(Case.objects.all())
        assert len(cases) == SCALE
        for case in cases:
            assert standing_of(entries(on=case)) == case.standing, case.number


def test_papers_were_keyed_in_and_some_after_their_month_was_locked(built):
    papers = Rating.objects.filter(way=RatingWay.PAPER).select_related("case")
    with acting_as(WATCHER):
        late = [paper for paper in papers if paper.case.due_at.astimezone(SHANGHAI).month < MONDAY.month]
        assert 0 < len(late) < built.counts["papers"] + 1
        assert {paper.case.stage for paper in papers} == {"closed"}


def test_an_item_has_an_older_version_which_the_cases_of_that_time_keep(built):
    with acting_as(WATCHER):
        first, second = ItemVersion.objects.filter(item=CHANGED).order_by("number")
        asked = Case.objects.filter(item=CHANGED)
        assert {case.item_version_id for case in asked if case.submitted_at < second.since} == {first.pk}
        assert {case.item_version_id for case in asked if case.submitted_at >= second.since} == {second.pk}
    outcomes = {outcome for (outcome,) in as_owner("SELECT outcome FROM catalog_proposal")}
    assert outcomes == {"", "approved", "refused", "withdrawn"}


def test_an_order_of_items_waits_for_the_second_person(built):
    [(outcome, spec)] = as_owner("SELECT outcome, spec FROM catalog_proposal WHERE kind = 'arrange'")
    front = queries.catalogue().arranged.front
    assert outcome == ""
    assert [code for code in spec["front"] if code not in front] == [TO_THE_FRONT]


def test_needs_are_in_every_stage_and_one_was_told_late(built):
    with acting_as(WATCHER):
        assert {need.stage for need in Need.objects.all()} == {"found", "reported", "accepted", "served", "closed"} - {
            "accepted"
        }
        assert Need.objects.filter(tell_late_at__isnull=False).exists()
        assert Case.objects.filter(grid__isnull=False).exists()


def test_nothing_lies_in_the_future(built):
    latest = as_owner(
        "SELECT max(happened_at) FROM journal WHERE verb NOT LIKE 'demo.%%' AND actor_name NOT LIKE '%%load'"
        " AND subject_kind <> 'indicators.watermark'"
        " UNION SELECT max(submitted_at) FROM cases_case UNION SELECT max(created_at) FROM notifications_message"
    )
    assert all(moment <= MONDAY for (moment,) in latest)


def test_words_can_be_read_and_the_seal_holds(built):
    with acting_as(WATCHER):
        replies = [
            entry.text["reply"]
            for case in Case.objects.filter(resolved_at__isnull=False, destroyed_at__isnull=True)
            for entry in entries(on=case, verbs=["cases.resolved"])
        ]
        verdict = verify()
    assert replies
    assert all(len(reply) > 5 for reply in replies)
    assert (verdict.seals, verdict.broken) == (1, None)


def test_every_message_reads_as_a_sentence_and_nothing_waits_to_be_sent(built):
    with acting_as(WATCHER):
        messages = list(Message.objects.all())
    assert messages
    assert all(message.number in text_of(message) for message in messages)
    assert {message.state for message in messages} == {"sent"}
    assert as_owner("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'notifications.deliver'") == []


def test_figures_are_there_at_once(built):
    [(counted,)] = as_owner("SELECT sum(value) FROM indicators_dailymeasure WHERE measure = 'counted'")
    [(due,)] = as_owner(
        "SELECT count(*) FROM cases_case WHERE stage <> 'withdrawn' AND (resolved_at IS NOT NULL OR due_at < %s)",
        [MONDAY],
    )
    assert counted == due > 0


def test_a_new_case_gets_the_next_number(built):
    person = the_world().people[0]
    request = actions.Request(
        item=ServiceItem.objects.get(pk="public-repair"), area=doors.COMMUNITY, place="楼道", description="灯坏了。"
    )
    with acting_as(person.actor):
        case = actions.submit(request, by=person.actor, at=MONDAY, channel=Channel.PORTAL)
    assert case.number == f"131102-20261123-{SCALE + 1:04d}"
    [(highest,)] = as_owner("SELECT max(seq) FROM journal")
    assert as_owner("SELECT verb FROM journal WHERE seq = %s", [highest]) == [("cases.submitted",)]


def test_invented_people_never_stand_beside_real_ones(own_database):
    with connected_as_owner():
        User.objects.create(kind=UserKind.STAFF, username="zhang", name="张三")
        with pytest.raises(DemoError, match="不再写入演示数据"):
            build("hengshui", until=MONDAY, scale=SCALE)
        assert not Organization.objects.exists()


def test_real_people_never_stand_beside_invented_ones(built):
    with pytest.raises(DemoError, match="演示数据"):
        refuse_beside_demo()


def test_an_empty_database_may_be_used_empty(own_database):
    refuse_beside_demo()
    assert as_owner("SELECT 1 FROM demo_built") == []


def test_a_size_there_is_not_is_refused_with_those_there_are(own_database):
    with connected_as_owner(), pytest.raises(DemoError, match="small、city"):
        build("hengshui", "province", until=MONDAY)


def test_every_photo_of_a_result_is_in_the_store(built):
    kept = as_owner("SELECT DISTINCT key, size FROM cases_attachment")
    assert kept
    for key, size in kept:
        with open_stored(key) as file:
            assert len(file.read()) == size
