"""Which words are public: looked at by somebody who did not do the work, and never against the will of who said them.

Everything is journalled with the case, so the resident reads it there.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import user_of
from linli.accounts.rights import require
from linli.base.actor import Actor, system_actor
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Conflict, Refused
from linli.base.scope import acting_as
from linli.cases import queries as cases
from linli.cases.models import AudienceChoices, Case, Rating
from linli.notifications.actions import tell
from linli.people.models import Resident
from linli.reviews import rules
from linli.reviews.models import Word
from linli.reviews.rules import State, Why

KEEPER = system_actor("reviews.keep")
TOO_SHORT = 3


@transaction.atomic
def release(case: Case, *, public: str, by: Actor, at: datetime) -> Word:
    """Let everybody read it in three days, parts hidden where it led to somebody; who said it can object first."""
    rating = _undecided(case, by)
    shown = rules.check_public(rating.comment, public)
    word = _decided(rating, by, at, state=State.RELEASED.value, said=shown, shows_from=at + rules.OBJECT_WITHIN)
    hidden = shown.count(rules.HIDDEN) - rating.comment.translate(rules.STAR).count(rules.HIDDEN)
    _journal("reviews.released", case, by, at, hidden=hidden, shows_from=word.shows_from)
    tell(
        user_of(case.named_resident), "reviews.released", about=word, number=case.number, at=at,
        shows_from=word.shows_from,
    )  # fmt: skip
    return word


@transaction.atomic
def keep_back(case: Case, *, why: str, by: Actor, at: datetime) -> Word:
    """Not for everybody, for one of three reasons; how many are kept back is public."""
    rating = _undecided(case, by)
    word = _decided(rating, by, at, state=State.KEPT_BACK.value, why=rules.check_why(why).value)
    _journal("reviews.kept_back", case, by, at, why=word.why)
    return word


@transaction.atomic
def take_back(word: Word, *, reason: str, by: Actor, at: datetime) -> Word:
    """It was released by mistake: nobody reads it from now on. The resident is told why."""
    word = _held(word, by)
    require(by, "reviews.check", area=str(word.area_id))
    said = reason.strip()
    if len(said) < TOO_SHORT:
        raise Refused("reviews.reason_missing", _("请写明为什么撤下，居民会看到。"), field="reason")
    rules.check_released(word.state)
    _end(word, Why.MISTAKE)
    _journal("reviews.taken_back", word.case, by, at, text={"reason": said[:500]}, why=Why.MISTAKE.value)
    resident = user_of(word.case.named_resident)
    tell(resident, "reviews.taken_back", about=word, number=word.case.number, at=at)
    return word


@transaction.atomic
def object_to(word: Word, *, by: Actor, at: datetime) -> Word:
    """Who said it does not want it read by everybody: no reason is asked, and it is gone at once."""
    word = _held(word, by)
    if not by.is_resident:
        raise Refused("reviews.not_yours", _("只有说这话的居民本人能这样撤下。"))
    rules.check_released(word.state)
    with acting_as(KEEPER):
        _end(word, Why.OBJECTED)
    _journal("reviews.objected", word.case, by, at, why=Why.OBJECTED.value)
    return word


def on_changed(**facts: Any) -> None:
    """Handles `cases.changed`: a rating that counts no more, or a case nobody else may know of, has no public word."""
    case: Case = facts["case"]
    hidden = case.audience != AudienceChoices.ORDINARY and case.closed_at is not None
    if not (case.rating_set_aside or hidden):
        return
    with acting_as(KEEPER):
        for word in Word.objects.released().filter(case=case):
            _end(word, Why.SET_ASIDE)


def on_erased(**facts: Any) -> None:
    """Handles `people.erased`: what somebody said goes with their record."""
    resident: Resident = facts["resident"]
    for word in Word.objects.released().filter(case__resident=resident):
        _end(word, Why.ERASED)


def let_go(case: Case) -> None:
    """The keeping time of a case is over: what was said of it is public no more. For the job that destroys it."""
    for word in Word.objects.released().filter(case=case):
        _end(word, Why.EXPIRED)


def _undecided(case: Case, by: Actor) -> Rating:
    """The rating with words that nobody has decided about; not by who did the work."""
    found = Rating.objects.select_related("case").filter(case=case).first()
    is_for_all = found is not None and found.case.audience == AudienceChoices.ORDINARY and not found.case.is_nameless
    if found is None or not found.comment.strip() or not is_for_all:
        raise Refused("reviews.nothing_said", _("这件事没有可以公开的话。"))
    require(by, "reviews.check", area=str(case.area_id))
    if cases.has_handled(case, by):
        raise Refused("reviews.own_work", _("这件事是您或您的单位办的，请换别人来看。"))
    if found.case.rating is None:
        raise Conflict("reviews.counts_no_more", _("这个评价已经不再计入，不能公开。"))
    rules.check_undecided(Word.objects.filter(case=case).values_list("state", flat=True).first())
    return found


def _decided(rating: Rating, by: Actor, at: datetime, **decided: Any) -> Word:
    case = rating.case
    if by.user is None:
        raise TypeError("words are looked at by a person")
    word = Word(
        case=case,
        area_id=case.area_id,
        unit_id=case.unit_id,
        item_id=case.item_id,
        level=rating.level,
        rated_at=rating.at,
        decided_at=at,
        decided_by_id=by.user,
        **decided,
    )
    insert(word, unless_there=True)
    stands = Word.objects.get(case=case)
    if stands.pk != word.pk:  # two clerks at the same moment
        rules.check_undecided(stands.state)
    return word


def _held(word: Word, by: Actor) -> Word:
    held = Word.objects.visible_to(by).select_related("case").filter(pk=word.pk).first()
    if held is None:
        raise Refused("reviews.not_visible", _("没有找到这条话，或者它不归您管。"))
    return held


def _end(word: Word, why: Why) -> None:
    word.state, word.why, word.said = State.TAKEN_BACK.value, why.value, ""
    word.shows_from = None
    update(word, ["state", "why", "said", "shows_from"])


def _journal(
    verb: str, case: Case, by: Actor, at: datetime, *, text: dict[str, str] | None = None, **facts: Any
) -> None:
    record(verb, on=case, by=by, at=at, area=str(case.area_id), text=text, unit=case.unit_id, **facts)
