"""Rows of registers that show something was done: an organisation, a grid, a machine, or a figure as it stood that day.

A reporter writes a name or a number on a line; each register says what it knows by it, within what the reporter sees.
What was meant must be one row alone. Its name is kept with the report, as it was called then.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas.models import Grid
from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.cases import queries as cases
from linli.indicators.standing import queries as indicators
from linli.indicators.standing.definitions import definitions
from linli.kiosks.models import Device
from linli.organizations.models import Organization
from linli.plans.models import plain
from linli.tasks.models import Evidence

MOST_ROWS = 20
SEVERAL = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a register: which register, its key there, and what it is called."""

    register: str
    key: str
    name: str


def found(said: Sequence[str], area: str, today: date, by: Actor) -> list[Shown]:
    """The row that each line means; `area` is the task's, whose figures are meant."""
    if len(said) > MOST_ROWS:
        raise Refused("tasks.too_many_rows", _("一次最多写 20 条登记里的记录。"), field="rows")
    return [_one(words, area, today, by) for words in said]


def way(evidence: Evidence, area: str, viewer: Actor) -> str:
    """Where a case or a row is read, if the viewer may; else nothing."""
    if evidence.case_id:
        return reverse("cases:desk_case", args=[evidence.name]) if cases.numbered(evidence.name, viewer) else ""
    if evidence.register == "organization":
        return reverse("organizations:unit", args=[evidence.row])
    if evidence.register == "grid":
        return reverse("grids:grid", args=[evidence.row])
    if evidence.register == "machine":
        is_seen = Device.objects.visible_to(viewer).filter(pk=evidence.row).exists()
        return reverse("kiosks_desk:device", args=[evidence.row]) if is_seen else ""
    if evidence.register == "figure":
        return f"{reverse('indicators:standing', args=[evidence.row])}?area={area}"
    return ""


def _one(words: str, area: str, today: date, by: Actor) -> Shown:
    rows = [row for register in REGISTERS for row in register(words, area, today, by)]
    if not rows:
        sentence = _("登记里没有“%(words)s”，或者不归您看。单位写全称，网格、自助终端写编号，指标写名称。")
        raise Refused("tasks.row_unknown", sentence % {"words": words[:40]}, field="rows")
    if len(rows) > 1:
        sentence = _("“%(words)s”在登记里不止一条，请写全称或者编号。")
        raise Refused("tasks.row_unclear", sentence % {"words": words[:40]}, field="rows")
    return rows[0]


def _organizations(words: str, area: str, _today: date, _by: Actor) -> Iterator[Shown]:
    units = Organization.objects.belonging_to([area]).filter(is_active=True, name=words)
    yield from (Shown("organization", str(each.pk), each.name) for each in units[:SEVERAL])


def _grids(words: str, area: str, _today: date, _by: Actor) -> Iterator[Shown]:
    if words.isdigit() and words.startswith(area):
        grids = Grid.objects.filter(area=words, area__valid_to=None).select_related("area")
        yield from (Shown("grid", words, f"{each.area.name} {words}") for each in grids)


def _machines(words: str, area: str, _today: date, by: Actor) -> Iterator[Shown]:
    machines = Device.objects.visible_to(by).filter(label=words, area__within=[area])
    yield from (Shown("machine", str(each.pk), f"{each.label} {each.place}") for each in machines)


def _figures(words: str, area: str, today: date, by: Actor) -> Iterator[Shown]:
    named = [each for each in definitions().values() if each.name == words]
    for each in indicators.standing(area, today, viewer=by, only=named, below=False).whole if named else ():
        if each.quotient is None or each.value is None:
            sentence = _("指标“%(name)s”现在没有数：%(why)s。")
            raise Refused("tasks.no_figure", sentence % {"name": words[:40], "why": each.reason}, field="rows")
        yield Shown("figure", each.definition.id, f"{words} {plain(each.value)}{each.definition.unit} = {each.sum}")


REGISTERS: tuple[Callable[[str, str, date, Actor], Iterator[Shown]], ...] = (
    _organizations,
    _grids,
    _machines,
    _figures,
)
