"""What every verb does around its rule: lock the row as the actor sees it, write what changed, journal, tell others."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import user_of
from linli.accounts.rights import require
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.prepared import Prepared
from linli.base.refusals import Conflict, Refused
from linli.cases import rules
from linli.cases.attachments import Kept
from linli.cases.models import Case, CaseAttachment, CaseParty, PartyRole, sight_of
from linli.notifications.actions import tell
from linli.organizations.models import Organization
from linli.organizations.queries import unit_of

MOST_ATTACHMENTS = 9


_locked = Prepared(
    lambda areas, units, resident, key, kind: (
        Case.objects.in_sight(kind, areas, units, resident).select_for_update(of=("self",)).filter(pk=key)[:1]
    )
)


def locked(case: Case, by: Actor, seen: int | None = None) -> Case:
    """The case, locked, as the actor may see it. `seen` is the version the person looked at.

    Raises Conflict when somebody else has changed it since.
    """
    kind, *sight = sight_of(by)
    found = _locked.first(*sight, case.pk, kind=kind)
    if found is None:
        raise Refused("cases.not_visible", _("没有找到这件事，或者它已经不归您经办。"))
    if seen is not None and found.version != seen:
        raise Conflict(
            "cases.changed_meanwhile",
            _("刚才有人先处理了这件事，您的操作没有保存。请看最新情况再决定。"),
        )
    return found


def require_on(case: Case, by: Actor, verb: str) -> None:
    """The right to `verb` on a case: by the unit that holds it, or by area for dispatchers."""
    require(by, verb, area=case.area_id, units=[case.unit_id] if case.unit_id else [])


def write(
    case: Case,
    standing: rules.Standing,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    also: tuple[str, ...] = (),
    text: dict[str, str] | None = None,
    **facts: Any,
) -> Case:
    """Save what the rules decided, journal it, and let the modules above know which days' figures have moved."""
    days = {local_day(case.due_at)}
    changed = [*case.take(standing), *also]
    days.add(local_day(case.due_at))
    case.version += 1
    update(case, [*changed, "version"])
    record(verb, on=case, by=by, at=at, area=case.area_id, fields=changed, text=text, stage=case.stage, **facts)
    emit("cases.changed", case=case, days=days)
    return case


def add_party(case: Case, unit: UUID, role: PartyRole, at: datetime) -> None:
    """A unit on the case; one that is on it already stays as it is."""
    insert(CaseParty(case=case, unit_id=unit, role=role, since=at, submitted_at=case.submitted_at), unless_there=True)


def attach(case: Case, kept: tuple[Kept, ...], *, of_result: bool, at: datetime) -> None:
    """Files that are stored already, put on the case."""
    if len(kept) > MOST_ATTACHMENTS:
        raise Refused("cases.too_many_attachments", _("一次最多 9 个文件，请删去几个。"), field="photos")
    CaseAttachment.objects.bulk_create(
        CaseAttachment(
            case=case,
            key=one.key,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            of_result=of_result,
            added_at=at,
        )
        for one in kept
    )


def require_takes(unit: Organization, case: Case) -> None:
    """A unit that a case is handed to serves its place, and handles cases."""
    if not unit.serves(case.area_id):
        raise Refused(
            "cases.outside_area", _("“%(unit)s”不服务这个社区，请另选单位。") % {"unit": unit.name}, field="to"
        )
    if not unit.type.handles or not unit.is_active:
        raise Refused(
            "cases.unit_does_not_handle", _("“%(unit)s”不办件，请另选单位。") % {"unit": unit.name}, field="to"
        )


def hand_over(case: Case, to: Organization, at: datetime) -> None:
    """The old unit stays a party, written first: who sees a case only by being its unit could not hand it on."""
    if case.unit_id:
        add_party(case, case.unit_id, PartyRole.FORMER, at)
    add_party(case, to.pk, PartyRole.LEAD, at)
    case.unit = to


def tell_unit(case: Case, event: str, at: datetime, unit: UUID | None = None, due: datetime | None = None) -> None:
    """A message to the unit that handles the case, or to another one; `due` where it is another than the case's."""
    wanted = unit or case.unit_id
    if wanted:
        found = unit_of(wanted)
        if wanted == case.unit_id:
            case.unit = found  # whoever shows the case next need not ask again
        tell(found, event, about=case, number=case.number, at=at, due=due or case.due_at)


def tell_resident(case: Case, event: str, at: datetime) -> None:
    """A message to whoever asked; who asked without a name reads it with the code."""
    if case.resident_id is not None:
        tell(user_of(case.resident_id), event, about=case, number=case.number, at=at, due=case.due_at)


BLANK = "____"


def filled_in(said: str) -> str:
    """Words taken from a template, with nothing left open in them."""
    if BLANK in said:
        raise Refused("cases.blanks_left", _("还有“____”没有填，请填好再发。"), field="reply")
    return said


def one_sentence(value: str, code: str, field: str, what: Any, least: int = 3) -> str:
    """A reason or reply that says something; refuses an empty or one-word one."""
    plain = value.strip()
    if len(plain) < least:
        raise Refused(code, what, field=field)
    return plain[:2000]
