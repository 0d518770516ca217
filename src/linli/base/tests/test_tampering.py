"""What has been sealed and is changed behind the application's back is found and named."""

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.ids import new_id
from linli.base.journal import record
from linli.base.scope import acting_as
from linli.base.sealing import seal, verify
from tests.owner import as_owner

SEALER = system_actor("base.seal_journal")


def test_an_entry_changed_behind_our_back_breaks_its_seal_and_is_named(own_database):
    with acting_as(SEALER):
        record("tests.happened", on=("tests.thing", new_id()), by=SEALER, at=now())
        seal()
        record("tests.happened", on=("tests.thing", new_id()), by=SEALER, at=now())
        last = seal()
    as_owner("UPDATE journal SET verb = 'tests.never' WHERE seq = %s", [last.last_seq])
    with acting_as(SEALER):
        assert verify().broken == (last.first_seq + 1, last.last_seq)
