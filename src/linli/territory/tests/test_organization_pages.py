"""The desk's pages of organisations: found, set up, corrected, ended; contacts in confidence; kinds and completeness."""

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from linli.accounts.rights import Role
from linli.accounts.tests.given import a_staff_user, signed_in
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.organizations.models import Organization, OrganizationType
from linli.organizations.tests.given import NEIGHBOUR
from linli.territory.tests.given import (
    COMMUNITY,
    COUNTY,
    OTHER_COUNTY,
    STREET,
    a_unit,
    a_worker,
    an_administrator,
    as_actor,
)

pytestmark = pytest.mark.django_db
HERE = "/desk/organizations/"


@pytest.fixture
def admin(client: Client) -> Client:
    return signed_in(client, a_staff_user(Role.ADMINISTRATOR, COUNTY, name="管理员"))


@pytest.fixture
def worker() -> Client:
    return signed_in(Client(), a_worker())


def text(answer) -> str:
    return answer.content.decode()


def set_up(desk: Client, **changed):
    return desk.post(f"{HERE}new/", {"name": "阳光业委会", "type": "owners_committee", "area": COMMUNITY, **changed})


def test_an_administrator_sets_up_finds_and_corrects_a_unit(admin):
    facts = {
        "name": "桃城区幸福养老院",
        "type": "elder_care_provider",
        "area": COUNTY,
        "serving": "河西街道\n131102002",
    }
    created = set_up(admin, **facts)
    unit = Organization.objects.get(name="桃城区幸福养老院")
    assert created["Location"] == f"{HERE}{unit.pk}/"
    assert "幸福养老院" in text(admin.get(f"{HERE}?q=幸福"))
    assert "131102001\n131102002" in text(admin.get(f"{HERE}{unit.pk}/change/"))
    stands = {"name": unit.name, "short_name": "幸福", "is_active": "on", "phone": "0318-1", "serving": COUNTY}
    assert admin.post(f"{HERE}{unit.pk}/change/", stands).status_code == 302
    unit.refresh_from_db()
    assert (unit.phone, unit.serves(COMMUNITY), unit.serves("1311")) == ("0318-1", True, False)
    assert "改了服务区域" in text(admin.get(f"{HERE}{unit.pk}/"))


def test_a_unit_of_another_county_is_not_here(admin):
    far = a_unit(area=OTHER_COUNTY)
    for address in (f"{HERE}{far.pk}/", f"{HERE}{far.pk}/change/", f"{HERE}{far.pk}/contact/"):
        assert admin.get(address).status_code == 404
    response = set_up(admin, area=OTHER_COUNTY)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["area"])


def test_a_worker_registers_what_stands_in_the_own_community(worker):
    assert set_up(worker).status_code == 302
    unit = Organization.objects.get(name="阳光业委会")
    stands = {"name": "阳光花园业委会", "serving": COMMUNITY}
    assert worker.post(f"{HERE}{unit.pk}/change/", stands).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.is_active) == ("阳光花园业委会", False)
    assert "已停用" in text(worker.get(f"{HERE}{unit.pk}/"))
    assert "阳光花园业委会" not in text(worker.get(f"{HERE}"))
    assert "阳光花园业委会" in text(worker.get(f"{HERE}?state=ended"))


@pytest.mark.parametrize(
    "changed", [{"area": NEIGHBOUR}, {"area": STREET}, {"type": "civil_affairs"}, {"serving": STREET}]
)
def test_a_worker_registers_nothing_beyond_the_own_community(worker, changed):
    assert set_up(worker, **changed).status_code == 422
    assert not Organization.objects.filter(name="阳光业委会").exists()


def test_a_worker_of_a_street_leaves_the_street_s_own_units_to_administrators():
    desk = signed_in(Client(), a_worker(STREET))
    office = a_unit("subdistrict_office", area=STREET)
    assert desk.get(f"{HERE}{office.pk}/").status_code == 200
    assert desk.get(f"{HERE}{office.pk}/change/").status_code == 404
    assert set_up(desk).status_code == 302


def test_who_only_reads_is_offered_nothing(client):
    desk = signed_in(client, a_staff_user(Role.SUPERVISOR, COUNTY))
    unit = a_unit()
    assert "改资料" not in text(desk.get(f"{HERE}{unit.pk}/"))
    assert desk.get(f"{HERE}new/").status_code == 404
    assert desk.get(f"{HERE}types/new/").status_code == 404
    assert "新建组织" not in text(desk.get(HERE))


def test_the_database_refuses_a_unit_of_another_county_whatever_the_code_forgot():
    unit = a_unit()
    stranger = an_administrator(OTHER_COUNTY)
    with pytest.raises(ProgrammingError, match="outside the areas"), acting_as(stranger), transaction.atomic():
        Organization.objects.filter(pk=unit.pk).update(name="别名")


# Contacts


def test_a_contact_is_kept_unreadable_shown_masked_and_read_for_a_purpose(worker):
    unit = a_unit()
    assert worker.post(f"{HERE}{unit.pk}/contact/", {"name": "孙大圣", "phone": "19900001234"}).status_code == 302
    unit.refresh_from_db()
    assert "孙" not in unit.contact_cipher
    shown = text(worker.get(f"{HERE}{unit.pk}/"))
    assert "孙＊圣" in shown
    assert "199****1234" in shown
    assert "孙大圣" not in shown
    refused = worker.post(f"{HERE}{unit.pk}/contact/reveal/", {"purpose": "看看"})
    assert (refused.status_code, "孙大圣" in text(refused)) == (422, False)
    read = worker.post(f"{HERE}{unit.pk}/contact/reveal/", {"purpose": "约时间开会"})
    assert (read.status_code, "孙大圣" in text(read), read["Cache-Control"]) == (200, True, "no-store")
    assert "约时间开会" in text(worker.get(f"{HERE}{unit.pk}/"))
    with acting_as(as_actor(a_worker())):
        verbs = [entry.verb for entry in entries(on=unit)]
    assert verbs[-2:] == ["organizations.contact_set", "organizations.contact_revealed"]


def test_the_journal_does_not_say_who_the_contact_is(worker):
    unit = a_unit()
    worker.post(f"{HERE}{unit.pk}/contact/", {"name": "孙大圣", "phone": "19900001234"})
    with acting_as(as_actor(a_worker())):
        said = [(entry.facts, entry.text) for entry in entries(on=unit)]
    assert "孙大圣" not in str(said)
    assert "19900001234" not in str(said)


def test_a_contact_has_a_name_and_a_phone_or_is_taken_away(worker):
    unit = a_unit()
    assert worker.post(f"{HERE}{unit.pk}/contact/", {"name": "孙大圣"}).status_code == 422
    assert worker.post(f"{HERE}{unit.pk}/contact/", {"phone": "1"}).status_code == 422
    worker.post(f"{HERE}{unit.pk}/contact/", {"name": "孙大圣", "phone": "0318-1"})
    worker.post(f"{HERE}{unit.pk}/contact/", {"name": "", "phone": ""})
    unit.refresh_from_db()
    assert unit.contact_cipher == ""
    assert worker.post(f"{HERE}{unit.pk}/contact/reveal/", {"purpose": "约时间开会"}).status_code == 422


def test_one_without_rights_there_reads_no_contact():
    unit = a_unit()
    stranger = signed_in(Client(), a_staff_user(Role.ADMINISTRATOR, OTHER_COUNTY))
    assert stranger.post(f"{HERE}{unit.pk}/contact/reveal/", {"purpose": "约时间开会"}).status_code == 404


# Kinds, and what is missing


def test_a_kind_added_by_a_clerk_is_counted_at_once(admin):
    sent = {"name": "社区基金会", "level": "community", "expected_in": "urban", "source": "某规划"}
    answer = admin.post(f"{HERE}types/new/", sent)
    kind = OrganizationType.objects.get(name="社区基金会")
    assert answer["Location"] == f"{HERE}completeness/?area={COUNTY}&set=type-{kind.pk}"
    before = text(admin.get(answer["Location"]))
    assert "缺社区基金会" in before
    set_up(admin, name="阳光基金会", type=kind.pk)
    assert "1 个健全" in text(admin.get(answer["Location"]))
    assert "社区基金会" in text(admin.get(f"{HERE}types/"))
    assert admin.post(f"{HERE}types/new/", sent).status_code == 422


def test_what_is_missing_leads_to_registering_it(worker):
    shown = text(worker.get(f"{HERE}completeness/?area={COMMUNITY}&set=six_in_one"))
    assert "缺业主委员会" in shown
    link = f"{HERE}new/?type=owners_committee&amp;area={COMMUNITY}"
    assert link in shown
    form = text(worker.get(link.replace("&amp;", "&")))
    assert '<option value="owners_committee" selected>' in form
    assert f'value="{COMMUNITY}"' in form


def test_an_area_goes_down_to_its_communities(admin):
    shown = text(admin.get(f"{HERE}completeness/?area={COUNTY}&set=disabled_association"))
    assert f"area={STREET}&amp;set=disabled_association" in shown
    a_unit("disabled_association")
    street = text(admin.get(f"{HERE}completeness/?area={STREET}&set=disabled_association"))
    assert f"/desk/areas/{COMMUNITY}/" not in street
    assert f"/desk/areas/{NEIGHBOUR}/" in street
    assert f"/desk/areas/{COMMUNITY}/" in text(
        admin.get(f"{HERE}completeness/?area={STREET}&set=disabled_association&show=all")
    )


def test_an_unknown_set_is_answered_with_the_first(admin):
    assert "六位一体" in text(admin.get(f"{HERE}completeness/?set=nonsense"))
    assert admin.get(f"{HERE}completeness/?set=type-civil_affairs").status_code == 200
