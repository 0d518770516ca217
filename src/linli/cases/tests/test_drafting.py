"""What somebody typed and did not send is theirs alone, for thirty days, or until it is sent or thrown away."""

from datetime import timedelta

import pytest

from linli.accounts.models import User
from linli.accounts.tests.given import SYSTEM, signed_in
from linli.base.scope import acting_as
from linli.cases import actions
from linli.cases.actions.drafting import draft_of, forget_drafts, words_of
from linli.cases.models import Case, Draft
from linli.cases.tests.given import MONDAY_9AM, a_clerk, a_resident, a_unit, do
from linli.people.models import Resident

pytestmark = pytest.mark.django_db
TYPED = {"description": ["三楼的灯坏了"], "place": ["3 号楼"], "csrfmiddlewaretoken": ["x"], "client_key": ["y"]}


def left(by, at=MONDAY_9AM):
    return do(actions.keep_draft, "public-repair", TYPED, by=by, at=at)


def test_it_is_kept_unreadable_and_read_by_its_owner_alone():
    mine, other = a_resident(), a_resident("李大山")
    draft = left(mine)
    assert "灯" not in draft.cipher
    assert words_of(draft).dict() == {"description": "三楼的灯坏了", "place": "3 号楼"}
    for somebody in (other, a_clerk(a_unit())):
        with acting_as(somebody):
            assert not Draft.objects.exists()
    with acting_as(mine):
        assert draft_of("public-repair", mine, MONDAY_9AM) == draft


def test_typing_on_writes_the_same_one_over_and_an_emptied_form_keeps_nothing():
    mine = a_resident()
    first = left(mine)
    assert left(mine, MONDAY_9AM + timedelta(hours=1)).pk == first.pk
    assert do(actions.keep_draft, "elder-meals", {"description": [""]}, by=mine, at=MONDAY_9AM) is None


def test_after_thirty_days_it_is_not_offered_and_then_destroyed():
    mine, later = a_resident(), MONDAY_9AM + timedelta(days=30)
    left(mine)
    with acting_as(mine):
        assert draft_of("public-repair", mine, later) is None
    with acting_as(SYSTEM):
        assert actions.drop_old_drafts(at=later) == 1


def test_whoever_is_deleted_leaves_none():
    mine = a_resident()
    left(mine)
    with acting_as(SYSTEM):
        forget_drafts(resident=Resident.objects.get(pk=mine.resident), at=MONDAY_9AM)
        assert not Draft.objects.exists()


def test_it_is_offered_on_return_and_gone_once_sent_or_thrown_away(client):
    mine = a_resident()
    signed_in(client, User.objects.get(pk=mine.user))
    address, draft = "/apply/public-repair/", "/apply/public-repair/draft/"
    assert client.post(draft, {"description": "三楼的灯坏了"}).status_code == 204
    assert "?draft=1" in client.get(address).content.decode()
    assert "三楼的灯坏了" in client.get(f"{address}?draft=1").content.decode()
    client.post(draft, {"drop": "1"})
    assert "?draft=1" not in client.get(address).content.decode()
    client.post(draft, {"description": "三楼的灯坏了"})
    whole = {"description": "三楼的灯坏了，看不见", "where": "stairs", "danger": "no", "place": "3 号楼", "send": "1"}
    whole |= {"area": "131102001045", "client_key": "00000000-0000-4000-8000-000000000001"}
    client.post(address, whole)
    with acting_as(mine):
        assert Case.objects.count() == 1
        assert not Draft.objects.exists()
