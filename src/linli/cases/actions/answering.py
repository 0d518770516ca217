"""What the resident answers: done, not done, how good; and what happens without an answer."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.actor import Actor
from linli.base.calendar import calendar
from linli.base.events import emit
from linli.base.inserting import insert
from linli.cases import rules
from linli.cases.actions.parts import release_all
from linli.cases.actions.writing import locked, one_sentence, tell_unit, write
from linli.cases.models import Case, Rating, RatingWay


@transaction.atomic
def confirm(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The resident says that it is done."""
    case = _own(case, by, seen)
    return write(case, rules.confirm(case.standing, at), "cases.confirmed", by=by, at=at)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The resident says, within seven days, that it is not done; the unit has it again, its clock runs on."""
    case = _own(case, by, seen)
    said = one_sentence(reason, "cases.reason_missing", "reason", _("请说说哪里没有办好，几个字就行。"), least=2)
    standing = rules.reopen(case.standing, at, calendar())
    write(
        case, standing, "cases.reopened", by=by, at=at, text={"reason": said}, unit=case.unit_id, due=standing.due_at,
        calendar=calendar().version,
    )  # fmt: skip
    tell_unit(case, "cases.reopened", at)
    return case


@transaction.atomic
def rate(case: Case, *, level: int, comment: str = "", by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Five levels, once; it says at the same time that the case is done."""
    case = _own(case, by, seen)
    standing = rules.rate(case.standing, at, level)
    insert(Rating(case=case, level=level, comment=comment.strip()[:500], at=at))
    write(case, standing, "cases.rated", by=by, at=at, level=level, unit=case.unit_id)
    tell_unit(case, "cases.rated", at)
    emit("cases.rated", case=case, way=RatingWay.OWN, at=at)
    return case


@transaction.atomic
def withdraw(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """The resident no longer wants it."""
    case = _own(case, by, seen)
    if case.open_parts:
        release_all(case, at)
    also = ("supervised_at", "supervision_due_at") if case.supervised_at else ()
    case.supervised_at = case.supervision_due_at = None
    write(case, rules.withdraw(case.standing, at), "cases.withdrawn", by=by, at=at, also=also, unit=case.unit_id)
    tell_unit(case, "cases.withdrawn", at)
    return case


@transaction.atomic
def lapse(case: Case, *, by: Actor, at: datetime) -> Case:
    """Closed without an answer when the window has passed; counted as unanswered. Done by a named job."""
    case = locked(case, by)
    return write(case, rules.lapse(case.standing, at), "cases.lapsed", by=by, at=at)


def _own(case: Case, by: Actor, seen: int | None) -> Case:
    """Only who asked may answer; staff cannot speak for a resident."""
    if not by.is_resident:
        raise Case.DoesNotExist
    return locked(case, by, seen)
