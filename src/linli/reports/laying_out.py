"""An issued report as parts to be set: paragraphs, tables and a chart for each section, the same for all files."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linli.reports import drawing
from linli.reports.templating import Shows

NUMERALS = "一二三四五六七八九十"
NOTHING = "暂无数据"
COMPLETE = "数字齐全，没有要说明的。"
MOST_QUARTERS = 6  # side by side in a table
LONGEST_LINE = 20  # characters of a title in a line


@dataclass(frozen=True)
class Grid:
    """A table: its title, heads, how wide each column is beside the others, rows of texts."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Part:
    """A section as it is set; below its tables stand pictures, by what is drawn."""

    heading: str
    words: Sequence[str]
    tables: Sequence[Grid]
    notes: Sequence[str]
    pictures: Sequence[Shows] = ()


def parts(content: Mapping[str, Any]) -> list[Part]:
    """The sections, numbered as official documents are."""
    found = []
    for place, section in enumerate(content["sections"]):
        shows = Shows(section["shows"])
        grids = _GRIDS[shows](content["figures"]) if shows in _GRIDS else []
        notes = content["figures"]["missing"] if shows is Shows.MISSING else []
        if shows is Shows.MISSING and not notes:
            notes = [COMPLETE]
        if shows is Shows.TASKS and content["figures"]["tasks"] is None:
            notes = ["这一年没有下达任务清单。"]
        if not section["words"] and not grids and not notes:
            notes = ["（这一节没有写文字。）"]
        number = NUMERALS[place] if place < len(NUMERALS) else str(place + 1)
        pictures = [shows] if shows in _DRAWN and _DRAWN[shows](content["figures"]) else []
        found.append(Part(f"{number}、{section['heading']}", section["words"], grids, notes, pictures))
    return found


def can_be_drawn(rates: Sequence[Mapping[str, Any]]) -> bool:
    """Whether some rate has figures of two months."""
    return any(sum(bool(month["value"]) for month in each["months"]) > 1 for each in rates)


def of_targets(figures: Mapping[str, Any]) -> list[Grid]:
    """Targets with a figure, its two numbers and its distance; and those without, with the reason."""
    known, unknown = in_two(figures["targets"])
    rows = [
        [
            each["name"],
            each["wanted"],
            each["value"],
            "" if each["denominator"] is None else f"{each['numerator']}/{each['denominator']}",
            "已达到" if each["is_met"] else each["gap"],
            each["counted_on"] + ("（已锁定）" if each["is_locked"] else ""),
        ]
        for each in known
    ]
    heads = ["指标", "目标", "现在", "分子/分母", "与目标的差距", "截至"]
    found = [Grid(f"规划指标（截至 {figures['day']}）", heads, (30, 12, 12, 18, 20, 22), rows)] if rows else []
    if unknown:
        why = [[each["name"], each["wanted"], each["why"]] for each in unknown]
        found.append(Grid("还没有数的规划指标", ["指标", "目标", "为什么没有数"], (46, 16, 52), why))
    return found


def in_two(targets: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Those with a figure, and those without."""
    return [each for each in targets if each["value"]], [each for each in targets if not each["value"]]


def by_month(rates: Sequence[Mapping[str, Any]]) -> list[tuple[str, bool, list[str]]]:
    """Months of which something is known: the name, whether it is locked, and each rate in words."""
    months = enumerate(rates[0]["months"] if rates else [])
    found = [
        (month["name"], month["is_locked"], [_said(each["months"][at]["value"], each["unit"]) for each in rates])
        for at, month in months
    ]
    return [month for month in found if any(said != NOTHING for said in month[2])]


def arranged(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The same figures as a page shows them: targets in two, rates by month beside their names."""
    known, unknown = in_two(figures["targets"])
    names = [each["name"] for each in figures["rates"]]
    months = [
        (month, is_locked, list(zip(names, said, strict=True))) for month, is_locked, said in by_month(figures["rates"])
    ]
    missing = figures["missing"] or [COMPLETE]
    return {**figures, "known": known, "unknown": unknown, "months": months, "missing": missing}


def in_lines(title: str) -> list[str]:
    """A long title, broken where its words end: behind the quarter or the year it is of."""
    ends = [found.end() for found in re.finditer("季度|年度|以来|年", title)]
    fitting = [end for end in ends if max(end, len(title) - end) <= LONGEST_LINE]
    return [title[: fitting[-1]], title[fitting[-1] :]] if fitting and len(title) > LONGEST_LINE else [title]


def of_trends(figures: Mapping[str, Any]) -> list[Grid]:
    """Targets that have a past, by quarter."""
    with_past = [each for each in figures["targets"] if len(each["trend"]) > 1]
    if not with_past:
        return []
    names = [name for name, _value in with_past[0]["trend"]][-MOST_QUARTERS:]
    rows = [[each["name"], *(dict(each["trend"]).get(name, "") or NOTHING for name in names)] for each in with_past]
    title = f"各季度末（最后一列截至 {figures['day']}）"
    return [Grid(title, ["指标", *names], (30, *(14,) * len(names)), rows)]


def of_rates(figures: Mapping[str, Any]) -> list[Grid]:
    """Rates of all these months together, and month by month."""
    if not figures["rates"]:
        return []
    whole = [
        [each["name"], f"{each['value']}{each['unit']}" if each["value"] else NOTHING,
         f"{each['numerator']}/{each['denominator']}", each["formula"]]
        for each in figures["rates"]
    ]  # fmt: skip
    found = [Grid("办件的各项比率", ["指标", "合计", "分子/分母", "怎么算的"], (16, 12, 16, 50), whole)]
    months = by_month(figures["rates"])
    if len(months) > 1:
        rows = [[name + ("" if is_locked else "（未锁定）"), *said] for name, is_locked, said in months]
        heads = ["月份", *(each["name"] for each in figures["rates"])]
        found.append(Grid("逐月", heads, (26, *(16,) * len(figures["rates"])), rows))
    return found


def of_tasks(figures: Mapping[str, Any]) -> list[Grid]:
    """The lights of the year's list, and what is behind."""
    told = figures["tasks"]
    if told is None:
        return []
    counts = [[str(told["count"]), str(told["done"]), *(str(number) for _light, number in told["lights"])]]
    heads = ["任务", "完成", *(light for light, _number in told["lights"])]
    found = [Grid(f"{told['year']} 年任务清单", heads, (1,) * len(heads), counts)]
    if told["behind"]:
        keys = ("light", "text", "lead", "due_on")
        behind = [[*(each[key] for key in keys), f"{each['percent']}%"] for each in told["behind"]]
        more = f"（另有 {told['more']} 项）" if told["more"] else ""
        heads = ["亮灯", "任务", "牵头单位", "期限", "进度"]
        found.append(Grid(f"亮红灯、黄灯的任务{more}", heads, (10, 46, 24, 16, 10), behind))
    return found


def _said(value: str, unit: str) -> str:
    return f"{value}{unit}" if value else NOTHING


_DRAWN: Mapping[Shows, Callable[[Mapping[str, Any]], bool]] = {
    Shows.TARGETS: lambda figures: bool(drawing.drawn(figures["targets"])),
    Shows.RATES: lambda figures: can_be_drawn(figures["rates"]),
}
_GRIDS = {
    Shows.TARGETS: lambda figures: [*of_targets(figures), *of_trends(figures)],
    Shows.RATES: of_rates,
    Shows.TASKS: of_tasks,
}
