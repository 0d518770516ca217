"""Many residents and households at once, from a spreadsheet, as `enrol` and the verbs of households do one by one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.phones import users_of_phones
from linli.base.clock import local_day
from linli.base.journal import Line, record_all
from linli.base.refusals import Conflict
from linli.base.scope import acting_as
from linli.people.actions.entering import move_in
from linli.people.actions.known import KIND
from linli.people.actions.writing import REGISTRAR
from linli.people.identities import put_identity
from linli.people.models import Resident
from linli.web.tables.staging import Staged

READY = {"member": "uuid", "number_hash": "text", "number_cipher": "text"}
ADD = """
INSERT INTO people_resident (user_id, name, home_area_id, registered_at, identity_hash, identity_cipher)
SELECT member, name, home, %s::timestamptz, number_hash, number_cipher FROM {staged} WHERE state = 'new'
    ON CONFLICT DO NOTHING
"""
WRITTEN = """
SELECT count(*) FROM people_resident r JOIN {staged} s ON s.member = r.user_id
 WHERE s.state = 'new' AND r.registered_at = %s::timestamptz
"""
NEW_HOUSEHOLDS = """
INSERT INTO people_household (id, area_id, address, member_count, begun_on)
SELECT id, area, address, member_count, %s::date FROM {staged} WHERE state = 'new'
RETURNING id, area_id
"""
OTHER_COUNTS = """
UPDATE people_household h SET member_count = s.member_count
  FROM {staged} s WHERE s.id = h.id AND s.state = 'changed' AND h.ended_on IS NULL
RETURNING h.id, h.area_id
"""


@transaction.atomic
def bring_in_residents(staged: Staged) -> None:
    """Enter who is new; who is known in the sender's own register and has moved is moved as one by one, and told."""
    by, at = staged.by, staged.at
    new = staged.run("SELECT line, name, home FROM {staged} WHERE state = 'new' ORDER BY line")
    users = users_of_phones({line: staged.apart[line].get("phone") or "" for line, _name, _home in new})
    ready, fields = {}, {}
    for line, _name, _home in new:
        record = Resident(user_id=users[line])
        put_identity(record, staged.apart[line].get("identity") or "")
        ready[line] = (users[line], record.identity_hash, record.identity_cipher)
        fields[line] = ["name", "home_area", *(each for each in ("phone", "identity") if staged.apart[line].get(each))]
    staged.add(READY, ready)
    staged.run(ADD, [at])
    with acting_as(REGISTRAR):  # who may enter residents need not read the register
        written = staged.run(WRITTEN, [at])
    if written != [(len(new),)]:
        raise Conflict("people.registered_meanwhile", _("刚才有人登记了同一位居民。请在名册里找一找。"))
    lines = [Line(users[line], home, fields[line], {"source": staged.source}) for line, _name, home in new]
    record_all("people.registered", kind=KIND, lines=lines, by=by, at=at)
    for line, known, home in staged.run("SELECT line, id, home FROM {staged} WHERE state = 'changed' ORDER BY line"):
        move_in(known, home_area=home, identity=staged.apart[line].get("identity") or "", by=by, at=at)


@transaction.atomic
def bring_in_households(staged: Staged) -> None:
    """Enter households and correct how many live there."""
    by, at, source = staged.by, staged.at, {"source": staged.source}
    created = [Line(home, area, facts=source) for home, area in staged.run(NEW_HOUSEHOLDS, [local_day(at)])]
    record_all("people.household_created", kind="people.household", lines=created, by=by, at=at)
    changed = [Line(home, area, ["member_count"], source) for home, area in staged.run(OTHER_COUNTS)]
    record_all("people.household_changed", kind="people.household", lines=changed, by=by, at=at)
