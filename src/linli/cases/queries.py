"""What pages and the API read of cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from linli.accounts.rights import may
from linli.base.actor import Actor, Kind
from linli.base.journal import Entry, entries
from linli.base.models import JournalEntry
from linli.base.prepared import Prepared
from linli.base.refusals import Sentence
from linli.cases import rules
from linli.cases.alike import Said, alike
from linli.cases.models import (
    LEVELS,
    AnswerTemplate,
    AudienceChoices,
    Case,
    CaseAttachment,
    CasePart,
    CaseQuerySet,
    ConsentWay,
    sight_of,
)
from linli.organizations.models import Organization


@dataclass(frozen=True)
class Line:
    """One line of a case's history in plain words. `said` is what a person wrote with it."""

    at: datetime
    who: str
    what: str
    said: str = ""
    verb: str = ""
    photos: list[CaseAttachment] = field(default_factory=list)


@dataclass(frozen=True)
class PartyRow:
    """A unit on a case."""

    unit: UUID
    name: str
    role: str


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files belong to a case; for `base.sweeping`, which sees all cases."""
    return set(CaseAttachment.objects.filter(key__in=keys).values_list("key", flat=True))


def listed(cases: CaseQuerySet) -> CaseQuerySet:
    """With what a list shows: item, area, unit and the resident's name, in the one query."""
    return _named(cases).defer("description", "answers", "item__spec")


def first_listed(cases: CaseQuerySet, order: str, count: int) -> CaseQuerySet:
    """The first of these by this order, with what a list shows, which is joined to none but them."""
    return listed(Case.objects.filter(pk__in=cases.order_by(order).values("pk")[:count])).order_by(order)


def _named(cases: CaseQuerySet) -> CaseQuerySet:
    return cases.select_related("item", "area", "unit", "resident")


def recent_items(resident: Actor, among: int = 20) -> list[str]:
    """Codes of the items a resident asked for in their newest cases, the newest first, each once."""
    newest = Case.objects.visible_to(resident).order_by("-submitted_at").values_list("item_id", flat=True)[:among]
    return list(dict.fromkeys(newest))


def first_seen(cases: QuerySet[Case], viewer: Actor, order: Sequence[str], count: int) -> CaseQuerySet:
    """The first `count` of these cases in the viewer's sight, by this order; to be ordered and narrowed no further.

    Staff see by area or by unit, and no index holds an order across that "or": a plain list read a million cases to
    find a community's newest hundred. So each way of seeing is asked for its own first ones, and these are merged.
    """
    if viewer.kind is not Kind.STAFF:
        ways = [cases.filter(pk__in=Case.objects.visible_to(viewer)).order_by(*order)]
    else:
        _kind, areas, units, _resident = sight_of(viewer)
        of_party = [field.replace("submitted_at", "parties__submitted_at") for field in order]
        ways = [cases.filter(parties__unit=unit).order_by(*of_party) for unit in sorted(set(units))]
        if areas:
            ways.append(cases.filter(area__within=areas, audience=AudienceChoices.ORDINARY).order_by(*order))
    if not ways:
        return Case.objects.none()
    first, *others = (way.values("pk")[:count] for way in ways)
    return Case.objects.filter(pk__in=first.union(*others) if others else first)


_numbered = Prepared(
    lambda areas, units, resident, number, kind: (
        _named(Case.objects.in_sight(kind, areas, units, resident))
        .defer("description", "answers")
        .filter(number=number)[:1]
    )
)
_numbered_whole = Prepared(
    lambda areas, units, resident, number, kind: _named(Case.objects.in_sight(kind, areas, units, resident)).filter(
        number=number
    )[:1]
)


def numbered(number: str, viewer: Actor, *, whole: bool = False) -> Case | None:
    """The case of a number within the viewer's sight, with what a list shows; `whole` with what was said, too."""
    kind, *sight = sight_of(viewer)
    return (_numbered_whole if whole else _numbered).first(*sight, number, kind=kind)


FOUND = 50


def search(text: str, *, limit: int = FOUND) -> list[UUID]:
    """The newest cases whose number, title or place holds the text, within the actor's sight.

    Runs through a function of the database: beneath row-level security an index on text would not be used.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_found(%s::text, %s::int)", [text.strip(), limit])
        return [row[0] for row in cursor.fetchall()]


NEWEST_OPEN = 200


def resembling(said: Said, area: str, viewer: Actor) -> Sequence[Case]:
    """Open cases that are likely the same thing: a resident's own; for staff ordinary ones of the community.

    By the index of one's own or of a community's open cases, which are few however many there are.
    """
    seen = Case.objects.visible_to(viewer).unclosed()
    if not viewer.is_resident:
        seen = seen.filter(area=area, audience=AudienceChoices.ORDINARY)
    rows = seen.only("number", "item_id", "title", "place", "stage", "submitted_at").order_by("-submitted_at")
    return alike(said, [(Said(row.item_id, row.place, row.title), row) for row in rows[:NEWEST_OPEN]])


def parties(case: Case) -> list[PartyRow]:
    """The units on a case, for whoever may see the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_id, name, role FROM cases_parties_of(%s::uuid)", [case.pk])
        return [PartyRow(*row) for row in cursor.fetchall()]


def answers_for(case: Case, actor: Actor) -> list[AnswerTemplate]:
    """What the unit that has the case often answers, where the actor answers for it: of its item first, then by use."""
    if case.unit_id not in actor.units:
        return []
    kept = AnswerTemplate.objects.filter(Q(item=case.item_id) | Q(item=None), unit=case.unit_id, ended_at=None)
    return list(kept.order_by(F("item_id").asc(nulls_last=True), "-used_count", "title")[:ANSWERS_OFFERED])


ANSWERS_OFFERED = 12
HANDLED = ("cases.resolved", "cases.extended", "cases.part_done")
"""What only somebody does who works on a case themselves; taking it up or handing it on is not working on it."""


def has_handled(case: Case, actor: Actor) -> bool:
    """Whether the actor or the actor's unit did the work that the resident is now asked about."""
    if case.unit_id in actor.units:
        return True
    done = JournalEntry.objects.filter(subject_kind="cases.case", subject_id=case.pk, verb__in=HANDLED)
    return done.filter(Q(actor_user=actor.user) | Q(actor_unit__in=actor.units)).exists()


def parts(case: Case, on_it: Sequence[PartyRow]) -> list[CasePart]:
    """What units called in have to do, in the order of their calling; `on_it` are all that are on the case."""
    if len(on_it) < 2:  # nobody but who leads
        return []
    return list(CasePart.objects.filter(case=case).select_related("unit").order_by("called_at", "pk"))


def shown_name(case: Case) -> str:
    """The applicant's name as everybody sees it: 王＊英, or that there is none. The whole name is a reveal."""
    if case.destroyed_at:
        return _("已按期限销毁")
    return case.resident.masked_name if case.resident else _("未留姓名")


def timeline(case: Case, viewer: Actor, history: Sequence[Entry] | None = None) -> list[Line]:
    """What happened, newest first, as the viewer would say it: 您 for the resident's own acts.

    `history` where the entries have been read already.
    """
    found = [entry for entry in history or entries(on=case) if entry.verb in WORDS]
    if not viewer.is_staff:
        found = [entry for entry in found if entry.verb not in STAFF_ONLY]
    names = _unit_names(found)
    photos = list(case.attachments.all())
    lines = [_line(entry, case, names, viewer, photos) for entry in found]
    return list(reversed(lines))


STAFF_ONLY = frozenset(
    {"cases.reminded", "cases.escalated", "cases.withheld"}
    | {
        "cases.return_asked_higher",
        "cases.part_late",
        "cases.supervised",
        "cases.supervision_answered",
        "cases.noted",
    }
)


def _words() -> dict[str, str]:
    return {
        "cases.submitted": _("提交了诉求"),
        "cases.accepted": _("已受理"),
        "cases.assigned": _("派给 %(unit)s 办理"),
        "cases.called_in": _("请 %(unit)s 一起办"),
        "cases.part_taken_up": _("接手会办"),
        "cases.part_done": _("办好了会办的一份"),
        "cases.part_released": _("不再请 %(unit)s 会办"),
        "cases.part_late": _("%(unit)s 会办的一份超期了，已提醒"),
        "cases.returned": _("说不归自己办，退回请上级决定由谁办"),
        "cases.returned_at_once": _("退回，改由 %(unit)s 决定谁来办"),
        "cases.return_asked_higher": _("退回的事到时没有人决定，已报再上一级"),
        "cases.decided": _("决定由 %(unit)s 办"),
        "cases.owner_found": _("没有单位经办，交给 %(unit)s"),
        "cases.extended": _("延期 %(days)s 个工作日"),
        "cases.urged": _("催了一次"),
        "cases.supervised": _("督办，请 %(unit)s 答复"),
        "cases.supervision_answered": _("答复督办"),
        "cases.noted": _("内部备注"),
        "cases.located": _("写明了在哪个网格"),
        "cases.paused": _("暂停计时，最多 %(days)s 个工作日"),
        "cases.resumed": _("恢复计时"),
        "cases.resolved": _("回复说办好了"),
        "cases.confirmed": _("确认办好了"),
        "cases.reopened": _("说没有办好，请重新办理"),
        "cases.rated": _("给了评价：%(level)s"),
        "cases.rated_for": _("替居民记下评价：%(level)s"),
        "cases.rating_set_aside": _("评价经复核，不再计入"),
        "cases.heard": _("回访了居民：%(answer)s"),
        "cases.reopened_by_call": _("回访了居民：没有办好，请重新办理"),
        "cases.lapsed": _("七天内没有回复，自动结案"),
        "cases.withdrawn": _("撤回了诉求"),
        "cases.joined": _("又说起这件事"),
        "cases.split": _("把其中一件拆成 %(other)s，由 %(unit)s 办"),
        "cases.split_off": _("从 %(other)s 里拆出来，单独办"),
        "cases.took_in": _("把 %(other)s 并进来，当一件事办"),
        "cases.merged": _("和 %(other)s 是同一件事，并进那一件办"),
        "cases.let_go": _("%(other)s 不再并在一起，分开办"),
        "cases.unmerged": _("不再并在 %(other)s 里，单独办"),
        "cases.made_confidential": _("改为保密：只有经办单位能看"),
        "cases.withheld": _("居民换了新手机号，这件事暂时不给新号码看"),
        "cases.opened_to_resident": _("核对过本人，居民看得到这件事了"),
        "cases.reminded": _("快到期了，已提醒经办单位"),
        "cases.escalated": _("已超期，已报告上一级"),
        "cases.destroyed": _("保管期限到了，内容已经销毁"),
    }


WORDS = set(_words())
_from_above: dict[str, Sentence] = {}


def tells(verb: str, sentence: Sentence) -> None:
    """Let a module above say how what it writes into a case's journal reads in the timeline; from its `apps.py`."""
    _from_above[verb] = sentence
    WORDS.add(verb)


def _line(entry: Entry, case: Case, names: Mapping[UUID, str], viewer: Actor, photos: Iterable[CaseAttachment]) -> Line:
    facts: dict[str, Any] = dict(entry.facts)
    unit = _uuid(facts.get("unit"))
    facts["unit"] = names.get(unit, _("未定的单位")) if unit else _("未定的单位")
    facts["level"] = str(LEVELS.get(facts.get("level", 0), ""))
    facts["answer"] = _("办好了") if facts.get("solved") else _("没有办好")
    text = entry.text or {}
    if way := facts.get("consent"):
        facts["agreed"] = str(ConsentWay(way).label)
    said = next((text[name] for name in ("reply", "reason", "comment", "task", "note") if text.get(name)), "")
    if words := text.get("words"):
        said = _("%(said)s（那一件里说的：%(words)s）") % {"said": said, "words": words}
    if paper := text.get("paper"):
        said = _("纸质评价表 %(number)s") % {"number": paper}
    if entry.text is None:
        said = _("（内容已按规定销毁）")
    shown = []
    if entry.verb in ("cases.submitted", "cases.resolved", "cases.rated_for", "cases.took_in"):
        of_result = entry.verb == "cases.resolved"
        shown = [one for one in photos if one.of_result == of_result and one.added_at == entry.at]
    return Line(entry.at, _who(entry, case, names, viewer), _what(entry, facts), said, entry.verb, shown)


def _what(entry: Entry, facts: Mapping[str, Any]) -> str:
    if "split_from" in facts:
        return _("在 %(split_from)s 里提出") % facts
    if "agreed" in facts:
        return _("替居民登记，%(agreed)s") % facts
    if sentence := _from_above.get(entry.verb):
        return str(sentence) % facts
    went_up_at_once = entry.verb == "cases.returned" and "answer_due" not in facts  # as it was in the first days
    return _words()["cases.returned_at_once" if went_up_at_once else entry.verb] % facts


def _who(entry: Entry, case: Case, names: Mapping[UUID, str], viewer: Actor) -> str:
    if entry.actor_kind == Kind.SYSTEM:
        return _("系统")
    if entry.actor_kind == Kind.RESIDENT or "split_from" in entry.facts:
        return _("您") if viewer.is_resident else shown_name(case)
    return names.get(entry.actor_unit, _("工作人员")) if entry.actor_unit else _("工作人员")


def _unit_names(found: Iterable[Entry]) -> dict[UUID, str]:
    named = [unit for entry in found for unit in (entry.actor_unit, _uuid(entry.facts.get("unit")))]
    wanted = {unit for unit in named if unit}
    return dict(Organization.objects.filter(pk__in=wanted).values_list("pk", "short_name"))


LINKED = {
    "cases.split": _lazy("里面的另一件，拆开办："),
    "cases.split_off": _lazy("和这一件一起提的："),
    "cases.took_in": _lazy("并进来的一件："),
    "cases.merged": _lazy("并在这一件里办："),
    "cases.let_go": _lazy("曾经并在一起，现在分开办："),
    "cases.unmerged": _lazy("曾经并在一起，现在分开办："),
}


def linked(history: Iterable[Entry], viewer: Actor) -> list[tuple[Sentence, Case]]:
    """Cases that were one request, as far as the viewer sees them; asked for only where the journal names one."""
    named = {entry.facts["other"]: LINKED[entry.verb] for entry in history if entry.verb in LINKED}
    if not named:
        return []
    seen = Case.objects.visible_to(viewer).filter(number__in=named).only("number", "title").order_by("number")
    return [(named[case.number], case) for case in seen]


def may_let_go(history: Sequence[Entry], case: Case) -> bool:
    """Whether the other case that was merged into this one can stand by itself again: nothing has been done since."""
    return any(entry.verb == "cases.took_in" and entry.facts["version"] == case.version for entry in history)


def mergeable(case: Case, actor: Actor) -> list[Case]:
    """Other open cases of the same resident in the same community that the actor may make one with this."""
    if case.resident_id is None:
        return []
    same = Case.objects.visible_to(actor).unclosed().filter(resident=case.resident_id, area=case.area_id)
    found = same.filter(stage__in=rules.OPEN).exclude(pk=case.pk).order_by("submitted_at")[:MOST_MERGEABLE]
    return [each for each in found if may(actor, "cases.merge", area=each.area_id, units=_units(each))]


MOST_MERGEABLE = 20


def _units(case: Case) -> list[UUID]:
    return [case.unit_id] if case.unit_id else []


def _uuid(value: Any) -> UUID | None:
    return UUID(str(value)) if value else None
