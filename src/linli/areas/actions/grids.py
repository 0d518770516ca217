"""Grids: numbered when they are opened, renamed, ended, merged and split, each with its day. A code is never reused."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, When
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from linli.areas.actions.figures import NewFigure, enter_figures
from linli.areas.history import KIND, subject
from linli.areas.initials import initials_table
from linli.areas.models import Area, AreaFigure, AreaQuerySet, FigureKind, Grid, Succession
from linli.areas.numbering import NumbersUsedUp, level_below, next_codes
from linli.areas.rules import Kind, Level, is_virtual, parent_of
from linli.areas.sizes import Setting
from linli.base.actor import Actor
from linli.base.clock import local_day
from linli.base.events import emit
from linli.base.journal import Line, record, record_all
from linli.base.languages import in_a_row
from linli.base.refusals import Refused

ENDED = "areas.grids_ended"
"""Emitted with `codes`, `on`, `by` and `at` when grids end: what hangs on them ends in the same transaction."""
EDITION = "grids"  # instead of the published list's
LONGEST_NAME = 40
# Sources stand in the register, which is Chinese whatever its keeper's pages speak.
COUNTED_THEN, SUMMED = gettext_noop("设立时登记"), gettext_noop("合并前各网格户数相加")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewGrid:
    """A grid below a community (`parent` has 12 digits) or a micro-grid below a grid (15)."""

    parent: str
    name: str
    setting: Setting | None = None  # by default as the community is: a village is rural
    households: int | None = None
    counted_on: date | None = None  # by default the day it is opened
    source: str = ""
    villager_groups: int | None = None


@transaction.atomic
def open_grids(grids: Iterable[NewGrid], *, by: Actor, at: datetime) -> list[Area]:
    """Open grids set-wise, numbered in the order given; all of them or none."""
    wanted = [replace(each, name=" ".join(each.name.split())) for each in grids]
    today = local_day(at)
    parents = _locked_parents({each.parent for each in wanted})
    _refuse_names(wanted)
    codes = _numbered(wanted)
    settings = _settings(wanted, parents)
    initials = initials_table(each.name for each in wanted)
    areas = [
        Area(
            code=code,
            name=each.name,
            level=level_below(each.parent),
            kind=parents[each.parent].kind,
            initials=each.name.translate(initials),
            valid_from=today,
            edition=EDITION,
        )
        for code, each in zip(codes, wanted, strict=True)
    ]
    Area.objects.bulk_create(areas, batch_size=1000)
    Grid.objects.bulk_create(
        [
            Grid(area=area, setting=setting, villager_groups=each.villager_groups)
            for area, each, setting in zip(areas, wanted, settings, strict=True)
        ],
        batch_size=1000,
    )
    _write_down_opened(areas, by=by, at=at)
    enter_figures(_counted(wanted, codes, today), by=by, at=at)
    return areas


@transaction.atomic
def rename_area(grid: Area, *, name: str, by: Actor, at: datetime) -> Area:
    """Call a grid differently; its code stays."""
    grid, name = _locked([grid.code])[0], " ".join(name.split())
    if name == grid.name:
        return grid
    _refuse_names([NewGrid(str(parent_of(grid.code)), name)], but=grid.code)
    before, grid.name, grid.initials = grid.name, name, name.translate(initials_table([name]))
    grid.save(update_fields=["name", "initials"])
    record("areas.renamed", on=subject(grid.code), by=by, at=at, area=grid.code, text={"before": before, "name": name})
    return grid


@transaction.atomic
def change_grid(grid: Area, *, setting: Setting, villager_groups: int | None, by: Actor, at: datetime) -> Grid:
    """Correct whether a grid is urban or rural, and how many villagers' groups it holds."""
    _locked([grid.code])
    facts = Grid.objects.get(pk=grid.pk)
    wanted: dict[str, Any] = {"setting": setting.value, "villager_groups": villager_groups}
    changed = [field for field, value in wanted.items() if getattr(facts, field) != value]
    if changed:
        for field in changed:
            setattr(facts, field, wanted[field])
        facts.save(update_fields=changed)
        record("areas.grid_changed", on=subject(grid.code), by=by, at=at, area=grid.code, fields=changed, **wanted)
    return facts


@transaction.atomic
def end_grids(codes: Iterable[str], *, on: date, by: Actor, at: datetime) -> list[Area]:
    """End grids on a day, with the micro-grids in them. What happened there keeps their codes."""
    wanted = sorted(set(codes))
    grids = _locked(wanted)
    inner = Area.objects.current().inside(wanted).filter(level=Level.MICRO_GRID).exclude(code__in=wanted)
    ending = [*grids, *inner.select_for_update(no_key=True)]
    today = local_day(at)
    for grid in ending:
        earliest = grid.valid_from + DAY
        if not min(earliest, today) <= on <= today:
            raise Refused(
                "areas.grid_end_day",
                _("%(name)s 的结束日要晚于设立日 %(from)s，不晚于今天。")
                % {"name": grid.name, "from": grid.valid_from},
                field="on",
            )
        grid.valid_to = max(on, earliest)
    Area.objects.bulk_update(ending, ["valid_to"], batch_size=1000)
    for grid in ending:
        record("areas.grid_ended", on=subject(grid.code), by=by, at=at, area=grid.code, day=on)
    emit(ENDED, codes=[grid.code for grid in ending], on=on, by=by, at=at)
    return ending


@transaction.atomic
def merge_grids(codes: Iterable[str], *, name: str, by: Actor, at: datetime) -> Area:
    """Make one new grid of several of the same parent; they end today, and the new one knows from what it came."""
    grids = _locked(sorted(set(codes)))
    parents = {parent_of(grid.code) for grid in grids}
    if len(grids) < 2 or len(parents) != 1:
        raise Refused("areas.merge_what", _("请选同一个上级下的至少两个网格来合并。"), field="grids")
    facts = list(Grid.objects.filter(pk__in=[grid.pk for grid in grids]))
    groups = [each.villager_groups for each in facts]
    today = local_day(at)
    end_grids([grid.code for grid in grids], on=today, by=by, at=at)
    new = NewGrid(
        parent=str(parents.pop()),
        name=name,
        setting=Setting(Counter(each.setting for each in facts).most_common(1)[0][0]),
        households=_together(grids, today),
        source=SUMMED,
        villager_groups=None if None in groups else sum(each or 0 for each in groups),
    )
    [made] = open_grids([new], by=by, at=at)
    _succeed([(grid.code, made.code) for grid in grids], today)
    for grid in grids:
        record("areas.grid_merged", on=subject(grid.code), by=by, at=at, area=grid.code, into=made.code)
    return made


@transaction.atomic
def split_grid(grid: Area, *, names: Sequence[str], by: Actor, at: datetime) -> list[Area]:
    """Make several new grids of one, which ends today. Their households are counted anew."""
    grid = _locked([grid.code])[0]
    if len(names) < 2:
        raise Refused("areas.split_into", _("拆分要写至少两个新网格的名称，一行一个。"), field="names")
    setting = Setting(Grid.objects.get(pk=grid.pk).setting)
    end_grids([grid.code], on=local_day(at), by=by, at=at)
    parent = str(parent_of(grid.code))
    made = open_grids([NewGrid(parent, name, setting) for name in names], by=by, at=at)
    _succeed([(grid.code, area.code) for area in made], local_day(at))
    into = [area.code for area in made]
    record("areas.grid_split", on=subject(grid.code), by=by, at=at, area=grid.code, into=into)
    return made


def _locked_parents(codes: Iterable[str]) -> dict[str, Area]:
    """The communities and grids below which others are opened: whoever numbers there waits here."""
    wanted = set(codes)
    rows = Area.objects.current().filter(code__in=wanted, level__in=(Level.COMMUNITY, Level.GRID))
    found = {area.code: area for area in rows.select_for_update(no_key=True).order_by("code")}
    if unknown := sorted(code for code in wanted if code not in found or is_virtual(code)):
        raise Refused(
            "areas.grid_parent",
            _("网格要设在村、社区里，微网格要设在网格里：%(codes)s 不行。") % {"codes": in_a_row(unknown[:5])},
            field="parent",
        )
    return found


def _locked(codes: Sequence[str]) -> list[Area]:
    rows = Area.objects.current().filter(code__in=codes, level__gte=Level.GRID)
    found = list(rows.select_for_update(no_key=True).order_by("code"))
    if len(found) != len(codes) or not found:
        raise Refused("areas.grid_gone", _("没有这个网格，或者它已经结束了。"))
    return found


def _refuse_names(wanted: Sequence[NewGrid], but: str = "") -> None:
    """Each has a name, and among its neighbours of today an own one."""
    if any(not each.name or len(each.name) > LONGEST_NAME for each in wanted):
        raise Refused("areas.grid_name", _("请填网格名称，最多 40 个字。"), field="name")
    neighbours = _children_of({each.parent for each in wanted}).current().exclude(code=but)
    taken = Counter((str(parent_of(code)), name) for code, name in neighbours.values_list("code", "name"))
    taken.update((each.parent, each.name) for each in wanted)
    if names := sorted({each.name for each in wanted if taken[each.parent, each.name] > 1}):
        raise Refused(
            "areas.grid_name_taken",
            _("这里已经有叫“%(names)s”的网格。") % {"names": in_a_row(names[:5])},
            field="name",
        )


def _children_of(parents: Set[str]) -> AreaQuerySet:
    """Every grid ever opened directly below these: one walk over the codes between the first and the last."""
    levels = {level_below(parent) for parent in parents}
    low, high = min(parents, default=""), max(parents, default="")
    return (
        Area.objects.filter(code__gte=low, code__lt=f"{high}:", level__in=levels)
        .annotate(parent=Case(When(level=Level.GRID, then=Left("code", 12)), default=Left("code", 15)))
        .filter(parent__in=parents)
    )


def _numbered(wanted: Sequence[NewGrid]) -> list[str]:
    """A new code for each, parent by parent, in the order given."""
    issued: dict[str, list[str]] = defaultdict(list)
    for code in _children_of({each.parent for each in wanted}).values_list("code", flat=True):
        issued[str(parent_of(code))].append(code)
    fresh: dict[str, list[str]] = {}
    for parent, count in Counter(each.parent for each in wanted).items():
        try:
            fresh[parent] = next_codes(parent, issued[parent], count)[::-1]
        except NumbersUsedUp as fault:
            raise Refused(
                "areas.grid_numbers", _("%(code)s 的网格号只剩 %(left)s 个。") % {"code": parent, "left": fault.left}
            ) from fault
    return [fresh[each.parent].pop() for each in wanted]


def _settings(wanted: Sequence[NewGrid], parents: Mapping[str, Area]) -> list[Setting]:
    """As written, else as the grid around it, else as the community's committee says."""
    around = dict(Grid.objects.filter(pk__in=list(parents)).values_list("area_id", "setting"))

    def usual(parent: str) -> Setting:
        if parent in around:
            return Setting(around[parent])
        return Setting.RURAL if parents[parent].kind == Kind.VILLAGE else Setting.URBAN

    return [each.setting or usual(each.parent) for each in wanted]


def _counted(wanted: Sequence[NewGrid], codes: Sequence[str], today: date) -> list[NewFigure]:
    return [
        NewFigure(code, FigureKind.HOUSEHOLDS, each.counted_on or today, each.households, each.source or COUNTED_THEN)
        for each, code in zip(wanted, codes, strict=True)
        if each.households is not None
    ]


def _together(grids: Sequence[Area], day: date) -> int | None:
    """The households of several grids, where each has been counted."""
    newest = (
        AreaFigure.objects.filter(kind=FigureKind.HOUSEHOLDS, area__in=grids, day__lte=day)
        .order_by("area_id", "-day")
        .distinct("area_id")
    )
    counts = list(newest.values_list("value", flat=True))
    return sum(counts) if len(counts) == len(grids) else None


def _succeed(pairs: Iterable[tuple[str, str]], on: date) -> None:
    Succession.objects.bulk_create(Succession(before_id=before, after_id=after, on=on) for before, after in pairs)


def _write_down_opened(areas: Sequence[Area], *, by: Actor, at: datetime) -> None:
    lines = [Line(subject(area.code)[1], area.code) for area in areas]
    record_all("areas.grid_opened", kind=KIND, lines=lines, by=by, at=at)
