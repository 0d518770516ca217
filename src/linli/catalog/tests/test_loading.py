"""Loading items: what differs, all or nothing, twice as once; and who may."""

import shutil

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from linli.base.clock import now
from linli.catalog import loading, queries
from linli.catalog.loading import Change, Verb
from linli.catalog.models import Origin, ServiceItem
from linli.catalog.reading import SpecError
from linli.catalog.tests.items import FOLDER, shipped
from tests.owner import as_owner, connected_as_owner

AT = now()


@pytest.fixture
def owner(own_database):
    """A database of the test's own, connected to as its owner: the application may not load."""
    with connected_as_owner():
        yield


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files, to be changed."""
    return shutil.copytree(FOLDER, tmp_path / "catalog")


def rewrite(folder, code, old, new):
    path = folder / f"{code}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.django_db
def test_the_shipped_items_are_loaded_and_differ_from_nothing():
    assert {item.code: item.details for item in ServiceItem.objects.all()} == {item.code: item for item in shipped()}
    assert loading.difference(shipped()) == []


def test_loading_the_same_files_again_changes_nothing(owner):
    before = list(ServiceItem.objects.values())
    assert loading.load(FOLDER, at=AT) == []
    assert list(ServiceItem.objects.values()) == before


def test_a_changed_file_changes_its_item_alone(owner, folder):
    rewrite(folder, "legal-aid", "limit = { amount = 5,", "limit = { amount = 4,")
    assert loading.load(folder, at=AT) == [Change(Verb.CHANGED, "legal-aid", "法律援助和法律咨询", ("limit",))]
    assert ServiceItem.objects.get(code="legal-aid").details.limit.amount == 4
    assert list(ServiceItem.objects.filter(loaded_at=AT).values_list("code", flat=True)) == ["legal-aid"]


def test_a_change_is_a_new_version_and_the_old_one_stays_readable(owner, folder):
    before = ServiceItem.objects.get(code="legal-aid")
    rewrite(folder, "legal-aid", "limit = { amount = 5,", "limit = { amount = 4,")
    loading.load(folder, at=AT)
    after = ServiceItem.objects.get(code="legal-aid")
    assert [each.number for each in queries.versions(after)] == [2, 1]
    assert (before.live.details.limit.amount, after.live.details.limit.amount) == (5, 4)
    assert (after.live.since, after.live.version) == (AT, after.version)


def test_what_was_decided_at_the_desk_a_file_leaves_alone_unless_told(owner, folder):
    ServiceItem.objects.filter(code="legal-aid").update(origin=Origin.DESK)
    rewrite(folder, "legal-aid", "limit = { amount = 5,", "limit = { amount = 4,")
    assert [change.verb for change in loading.load(folder, at=AT)] == [Verb.KEPT]
    assert ServiceItem.objects.get(code="legal-aid").details.limit.amount == 5

    assert [change.verb for change in loading.load(folder, at=AT, over_desk=True)] == [Verb.CHANGED]
    item = ServiceItem.objects.get(code="legal-aid")
    assert (item.details.limit.amount, item.origin) == (4, Origin.FILE)


def test_an_item_without_its_file_is_retired_and_comes_back_with_it(owner, folder):
    (folder / "job-help.toml").rename(folder / "job-help.away")
    assert [change.verb for change in loading.load(folder, at=AT)] == [Verb.RETIRED]
    assert queries.catalogue().offered("job-help") is None
    assert ServiceItem.objects.filter(code="job-help").exists()
    assert loading.load(folder, at=AT) == []

    (folder / "job-help.away").rename(folder / "job-help.toml")
    assert loading.load(folder, at=AT) == [Change(Verb.RESTORED, "job-help", "就业服务")]
    assert queries.catalogue().offered("job-help").name == "就业服务"


def test_a_new_file_adds_an_item_that_is_found_at_once(owner, folder):
    assert [found.item.code for found in queries.find("扫雪")] == []
    text = (folder / "other-request.toml").read_text(encoding="utf-8")
    text = text.replace('"other-request"', '"snow-clearing"').replace("居民诉求（其他）", "清扫积雪")
    text = text.replace("别的事，我来说", "门口积雪没人扫").replace('"诉求", ', '"扫雪", ')
    (folder / "snow-clearing.toml").write_text(text, encoding="utf-8")
    assert [change.verb for change in loading.load(folder, at=AT)] == [Verb.ADDED]
    assert [found.item.code for found in queries.find("扫雪")] == ["snow-clearing"]


def test_one_faulty_file_leaves_every_item_as_it_was(owner, folder):
    rewrite(folder, "elder-meals", "助餐", "送餐")
    rewrite(folder, "legal-aid", "limit = { amount = 5,", "limit = { amount = 9,")
    with pytest.raises(SpecError, match=r"legal-aid\.toml：事项 legal-aid 的 limit（第 \d+ 行） 承诺时限长于法定时限"):
        loading.load(folder, at=AT)
    assert loading.difference(shipped()) == []


def test_a_rule_to_an_unknown_kind_of_organization_is_refused(owner, folder):
    rewrite(folder, "job-help", "human_resources", "work_office")
    with pytest.raises(SpecError, match="work_office 不是已登记的组织类型"):
        loading.load(folder, at=AT)


def test_what_an_earlier_release_stored_may_be_replaced_though_it_no_longer_parses(owner):
    ServiceItem.objects.filter(code="job-help").update(spec={"code": "job-help"}, version="0" * 64)
    [change] = loading.load(FOLDER, at=AT)
    assert (change.verb, change.code) == (Verb.CHANGED, "job-help")
    assert ServiceItem.objects.get(code="job-help").details.name == "就业服务"


def test_admission_change_and_retirement_stand_in_the_journal(owner, folder):
    (folder / "job-help.toml").unlink()
    loading.load(folder, at=AT)
    _kind, subject = loading.journal_subject("job-help")
    rows = as_owner("SELECT verb FROM journal WHERE subject_id = %s ORDER BY seq", [subject])
    assert rows == [("catalog.item_added",), ("catalog.item_retired",)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda: ServiceItem.objects.update(is_active=False),
        lambda: ServiceItem.objects.filter(code="job-help")._raw_delete("default"),
        lambda: ServiceItem(code="x", version="0" * 64, spec={}, loaded_at=AT).save(force_insert=True),
    ],
)
def test_the_application_may_read_items_but_not_write_them(write):
    assert settings.DATABASES["default"]["USER"] == "linli_app"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        write()
    assert ServiceItem.objects.offered().count() == len(shipped())
