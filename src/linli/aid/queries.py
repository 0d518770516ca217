"""What is read of needs: lists, the history of one, whom to ask for help, what waits, and counts without anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.accounts.rights import may
from linli.aid.kinds import kinds
from linli.aid.models import (
    BasisChoices,
    HelpedChoices,
    Need,
    NeedQuerySet,
    ResultChoices,
    SourceChoices,
    units_reading,
)
from linli.base import journal
from linli.base.actor import Actor, Kind
from linli.base.journal import Entry
from linli.base.refusals import Sentence
from linli.cases.beside import Waiting
from linli.cases.models import Case as CaseOfCases
from linli.cases.routing import one_level_up, prefixes
from linli.organizations.models import Organization
from linli.organizations.queries import names_of
from linli.people.models import Resident
from linli.people.queries import masked_names
from linli.web.navigation import Link

MOST_BESIDE = 10  # on 今天
COMMITTEES = ("community_committee", "village_committee")
OFFICES = ("subdistrict_office", "township_government")


@dataclass(frozen=True)
class Line:
    """One line of a need's history: `said` where the reader has opened the words, or it is their own."""

    at: datetime
    who: str
    what: str
    said: str = ""
    note: str = ""
    photos: tuple[()] = ()


def listed(needs: NeedQuerySet) -> NeedQuerySet:
    """With what a list shows, in the one query."""
    return needs.select_related("area", "unit", "offered_to")


def found_by_number(number: str, actor: Actor) -> Need | None:
    """A need in the actor's sight."""
    return listed(Need.objects.visible_to(actor)).filter(number=number, forgotten_at__isnull=True).first()


def shown_names(needs: Iterable[Need]) -> Mapping[UUID, str]:
    """王＊英 by the person's id."""
    return masked_names(need.resident_id for need in needs if need.resident_id)


def name_of_person(resident: UUID | None) -> str:
    """王＊英; nothing where nobody is named."""
    return masked_names([resident]).get(resident, "") if resident else ""


def home_of(area: str) -> UUID | None:
    """The committee of a community or village: who goes and asks."""
    found = Organization.objects.serving(area).of_type(*COMMITTEES).order_by("-area", "name")
    return found.values_list("pk", flat=True).first()


def township_of(area: str, unit: UUID) -> UUID | None:
    """The street's or township's desk; of a unit that is one itself, whoever is above it."""
    found = Organization.objects.serving(area).of_type(*OFFICES).exclude(pk=unit).order_by("-area", "name")
    own = Organization.objects.filter(pk=unit, type__in=OFFICES).exists()
    office = None if own else found.values_list("pk", flat=True).first()
    above = office or one_level_up(area, unit)
    return above if above != unit else None


def units_for(need: Need) -> "QuerySet[Organization]":
    """Who may be asked to help: they handle, and serve the place; those who usually help with this first."""
    kind = kinds().get(need.kind)
    usual = kind.units if kind else ()
    order = Choose(
        *(When(type=code, then=Value(place)) for place, code in enumerate(usual)),
        default=Value(len(usual)),
        output_field=IntegerField(),
    )
    serving = Organization.objects.filter(serving_areas__area__in=prefixes(str(need.area_id)), type__handles=True)
    return (
        serving.filter(is_active=True)
        .exclude(pk=need.unit_id)
        .annotate(place=order)
        .order_by("place", "name")
        .distinct()
    )


def timeline(need: Need, viewer: Actor, *, in_clear: bool = False) -> list[Line]:
    """The history, newest first. Words are there for whom they are about, and for staff who have opened them."""
    entries = [entry for entry in journal.entries(on=need) if entry.verb in _words()]
    units = names_of(unit for entry in entries for unit in _units_of(entry))
    shows = in_clear or viewer.is_resident
    return [
        Line(entry.at, _who(entry, units, viewer), _what(entry, units), *_said(entry, shows=shows))
        for entry in reversed(entries)
    ]


def unended_needs(resident: UUID) -> "Sentence | None":
    """A reason to keep a record: somebody is still being helped."""
    count = Need.objects.unended().filter(resident=resident).count()
    if not count:
        return None
    return ngettext("还有 %(count)s 件帮助没有结束", "还有 %(count)s 件帮助没有结束", count) % {"count": count}


def offered_at_case(actor: Actor, case: CaseOfCases) -> list[Link]:
    """转为救助需求: for the unit that works on a case of somebody."""
    if not may(actor, "aid.find") or not case.units_of(actor):
        return []
    return [Link(gettext_lazy("转为救助需求"), f"{reverse('aid:new')}?case={case.number}", "hand-heart")]


def offered_at_record(actor: Actor, resident: Resident) -> list[Link]:
    """For whoever keeps the register: at the record of who needs help."""
    if not may(actor, "aid.find"):
        return []
    return [Link(gettext_lazy("登记救助需求"), f"{reverse('aid:new')}?resident={resident.pk}", "hand-heart")]


def offered_to_person(actor: Actor, resident: Resident) -> list[Link]:  # noqa: ARG001 (what is offered to everybody)
    """帮助我的事, in “我的”."""
    note = gettext_lazy("谁在帮您，帮到哪一步，随时可以不要")
    return [Link(gettext_lazy("帮助我的事"), reverse("help:mine"), "hand-heart", note=note)]


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """Handles 今天: what my units are asked to take on, and what is theirs to do; what falls due first."""
    units = units_reading(actor)
    if not units:
        return []
    mine = listed(Need.objects.awaiting(units)).order_by("due_at")[:MOST_BESIDE]
    return [
        Waiting(
            f"{need.kind_name} · {need.area.short_name}",
            reverse("aid:need", args=[need.number]),
            gettext_lazy("救助，等您接收") if need.offered_to_id else gettext_lazy("救助"),
            need.due_at or at,
        )
        for need in mine
    ]


def _words() -> dict[str, str]:
    return {
        "aid.found": _("登记：%(source)s，%(basis)s"),
        "aid.named": _("写明了是谁：%(basis)s"),
        "aid.reported": _("报给%(to)s，等接收"),
        "aid.kept": _("由本单位来帮"),
        "aid.accepted": _("接收，从现在起由%(unit)s负责"),
        "aid.given_back": _("退回，还由%(unit)s负责"),
        "aid.referred": _("转给%(to)s，等接收"),
        "aid.recalled": _("收回，还由%(unit)s负责"),
        "aid.served": _("帮了一次"),
        "aid.told": _("告诉了本人"),
        "aid.reviewed": _("重新看过，还要帮"),
        "aid.closed": _("结束：%(result)s"),
        "aid.declined": _("不需要了"),
        "aid.consent_ended": _("本人不再同意，或者同意到期，结束"),
        "aid.lapsed": _("到期结束"),
        "aid.said": _("补充"),
        "aid.rated": _("说：%(helped)s"),
        "aid.overdue": _("超期，告诉了%(unit)s和上一级"),
        "aid.tell_overdue": _("该告诉本人了，还没有告诉，告诉了%(unit)s和上一级"),
        "aid.ending": _("快到期，提醒了%(unit)s"),
    }


def _what(entry: Entry, units: Mapping[UUID, str]) -> str:
    facts: dict[str, Any] = dict(entry.facts)
    for name in ("unit", "to"):
        facts[name] = units.get(UUID(facts[name]), "") if facts.get(name) else ""
    for name, labels in (
        ("source", SourceChoices), ("basis", BasisChoices), ("result", ResultChoices), ("helped", HelpedChoices),
    ):  # fmt: skip
        facts[name] = str(labels(facts[name]).label) if facts.get(name) else ""
    return _words()[entry.verb] % facts


def _said(entry: Entry, *, shows: bool) -> tuple[str, str]:
    """The words and, where they are not shown, that there are some."""
    if entry.text is None:
        return "", _("内容已按规定销毁")
    text = [entry.text[key] for key in ("place", "words", "reason") if entry.text.get(key)]
    if not text:
        return "", ""
    return ("\n".join(text), "") if shows else ("", _("写明用途，才能看内容"))


def _who(entry: Entry, units: Mapping[UUID, str], viewer: Actor) -> str:
    if entry.actor_kind == Kind.SYSTEM:
        return _("系统")
    if entry.actor_kind == Kind.RESIDENT:
        return _("您") if viewer.is_resident else _("本人")
    return units.get(entry.actor_unit, _("工作人员")) if entry.actor_unit else _("工作人员")


def _units_of(entry: Entry) -> list[UUID]:
    named = [entry.facts.get("unit"), entry.facts.get("to")]
    return [*(UUID(str(each)) for each in named if each), *([entry.actor_unit] if entry.actor_unit else [])]
