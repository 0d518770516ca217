"""The verbs of policies: add, change, retire. Each is on record with who and when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.journal import record
from linli.base.refusals import Conflict
from linli.policies import rules
from linli.policies.models import Policy
from linli.policies.reading import known_answers

VERB = "policies.manage"


@dataclass(frozen=True)
class Wording:
    """Everything a policy says; the names are those of its columns."""

    area_id: str
    title: str
    summary: str
    who: str
    issuer: str
    document: str
    document_number: str
    issued_on: date | None
    quote: str
    link: str
    item_id: str | None
    words: Sequence[str]
    for_whom: Mapping[str, Sequence[str]]
    ends_on: date | None = None


@transaction.atomic
def add(wording: Wording, *, by: Actor, at: datetime) -> Policy:
    """A policy on the register, for everybody to read."""
    require(by, VERB, area=wording.area_id)
    _check(wording, at)
    policy = Policy(**asdict(wording), changed_at=at)
    policy.save(force_insert=True)
    record("policies.added", on=policy, by=by, at=at, area=policy.area_id, item=policy.item_id)
    return policy


@transaction.atomic
def change(policy: Policy, wording: Wording, *, seen: int, by: Actor, at: datetime) -> Policy:
    """Other words; what a later file says of it no longer counts. Without a difference nothing is written."""
    require(by, VERB, area=policy.area_id)  # first: the database locks no row for whoever may not change it
    require(by, VERB, area=wording.area_id)
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.version != seen:
        raise Conflict("policies.changed_meanwhile", _("别人刚刚改过这条政策。请看看现在的内容，再改。"))
    if policy.retired_at is not None:
        raise Conflict("policies.retired_already", _("这条政策已经停用了。"))
    _check(wording, at)
    wanted = asdict(wording)
    fields = sorted(name for name, value in wanted.items() if _plain(getattr(policy, name)) != _plain(value))
    if not fields:
        return policy
    for name in fields:
        setattr(policy, name, wanted[name])
    policy.version, policy.file_hash, policy.changed_at = policy.version + 1, "", at
    policy.save(update_fields=[*fields, "version", "file_hash", "changed_at"])
    record("policies.changed", on=policy, by=by, at=at, area=policy.area_id, fields=fields)
    return policy


@transaction.atomic
def retire(policy: Policy, *, reason: str, by: Actor, at: datetime) -> Policy:
    """No longer in force: nobody is told of it any more, and the register says why."""
    require(by, VERB, area=policy.area_id)
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    said = rules.check_retirement(reason, is_retired=policy.retired_at is not None)
    policy.retired_at, policy.retired_why, policy.version = at, said, policy.version + 1
    policy.save(update_fields=["retired_at", "retired_why", "version"])
    record("policies.retired", on=policy, by=by, at=at, area=policy.area_id, text={"reason": said})
    return policy


def _check(wording: Wording, at: datetime) -> None:
    rules.check_source(wording.document, wording.quote)
    rules.check_days(wording.issued_on, wording.ends_on, today=local_day(at))
    rules.check_conditions(wording.for_whom, known_answers())


def _plain(value: object) -> object:
    """Lists and tuples alike, as the database gives back what was written."""
    if isinstance(value, Mapping):
        return {key: sorted(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value
