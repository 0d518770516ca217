"""Many accounts and posts at once, from a spreadsheet; and the passwords that no spreadsheet carries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction

from linli.accounts import queries
from linli.accounts.actions.posts import VERB
from linli.accounts.actions.staff import first_password
from linli.accounts.models import User
from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.journal import Line, record_all
from linli.web.tables.staging import Staged

ROUNDS = 50_000  # of a password of 59 random bits: nobody tries those out, however quick each try is
MOST_PASSWORDS = 100
ADD = """
INSERT INTO accounts_user (id, password, kind, username, name, phone_cipher, is_active, totp_cipher, totp_last)
SELECT DISTINCT ON (member) member, '!' || gen_random_uuid()::text, 'staff', username, name, '', true, '', 0
  FROM {staged} WHERE state = 'new' ORDER BY member, line
RETURNING id
"""
GIVE = """
INSERT INTO accounts_post (id, user_id, role, area_id, organization_id, starts_at)
SELECT id, member, role, area, unit, %s::timestamptz FROM {staged} WHERE state <> 'same' AND role IS NOT NULL
RETURNING id, area_id, role, organization_id, user_id
"""


@dataclass(frozen=True)
class FirstPassword:
    """A password to hand over once."""

    user: User
    password: str


@transaction.atomic
def bring_in_staff(staged: Staged) -> None:
    """Make accounts and give posts, as `create_staff` and `give_post` do one by one; nobody has a password yet."""
    by, at, source = staged.by, staged.at, {"source": staged.source}
    made = [Line(user, facts=source) for (user,) in staged.run(ADD)]
    record_all("accounts.staff_created", kind="accounts.user", lines=made, by=by, at=at)
    given = [
        Line(post, area, facts={"role": role, "unit": unit, "user": user, **source})
        for post, area, role, unit, user in staged.run(GIVE, [at])
    ]
    record_all("accounts.post_given", kind="accounts.heldpost", lines=given, by=by, at=at)


@transaction.atomic
def give_first_passwords(users: Iterable[User], *, by: Actor, at: datetime) -> list[FirstPassword]:
    """Passwords for accounts that have none yet; whoever has one by now keeps it, and others' stay as they are."""
    require(by, VERB)
    wanted = [user.pk for user in users]
    locked = queries.without_any_password().select_for_update().filter(pk__in=wanted).order_by("username")
    given = [FirstPassword(user, first_password()) for user in locked if queries.is_in_charge_of(by, user, at)][
        :MOST_PASSWORDS
    ]
    for each in given:
        each.user.password = _quick_hash(each.password)
    User.objects.bulk_update([each.user for each in given], ["password"])
    lines = [Line(each.user.pk) for each in given]
    record_all("accounts.first_password_given", kind="accounts.user", lines=lines, by=by, at=at)
    return given


def _quick_hash(password: str) -> str:
    """A hash that takes milliseconds: slowness protects what people choose, not what was drawn by lot."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return make_password(password)
