"""The shipped policies come in once; what the desk has changed stays as the desk left it."""

from linli.base.clock import now
from linli.catalog.tests.items import DATA
from linli.policies import loading
from linli.policies.loading import Verb
from linli.policies.models import Policy
from tests.owner import connected_as_owner


def test_the_shipped_policies_are_loaded_once_and_what_the_desk_changed_stays(own_database):
    with connected_as_owner():
        first = loading.load(DATA / "policies", root="1311", at=now())
        assert {change.verb for change in first} == {Verb.ADDED}
        assert not {change.code for change in first} & {"ningxia-elder-care", "jimsar-day-care"}
        assert loading.load(DATA / "policies", root="1311", at=now()) == []
        Policy.objects.filter(code="mediation").update(summary="当地改过", file_hash="")
        [kept] = loading.load(DATA / "policies", root="1311", at=now())
        assert (kept.verb, kept.code) == (Verb.KEPT, "mediation")
        assert loading.load(DATA / "policies", root="", at=now()) == []
