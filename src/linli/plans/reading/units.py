"""The units a plan names: who leads, who is responsible."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile("[、，,；;](?![^（(]{0,6}[）)])")
_STANDING_NOTE = re.compile("[，,、；;]?以下[^。]*(?:不再列出|不再一一列出|不再重复)")
_AND_OTHERS = re.compile(
    "等?(?:有关|相关)?(?:单位|部门|有关部门)?(?:按照?各?自?职责)?(?:分工)?(?:负责|配合|参与|参加)?(?:落实)?$"
)
_SHARED_NOTE = re.compile(
    "(?:以下|以上|上述|本章|各项)(?:各项)?(?:任务|工作|内容)?(?:中)?[，,]?(?P<names>[^。；;：:（()）]{2,60}?)均为责任单位(?:[，,]?(?:下同|不再[^。；;）)]*))?"
)
_NAMES = "(?:[^：:（()）。]|[（(][^：:（()）。]{1,8}[）)])*?"
_LABEL = "牵头(?:单位|部门)?|责任(?:单位|部门)|(?:配合|参与|参加|协同)(?:单位|部门)"
_CLOSED = "[)）。]|[（(](?![^（()）：:]{1,8}[）)])|$"
_LABELLED = re.compile(f"(?P<label>{_LABEL})[:：](?P<names>{_NAMES})(?=[，,；;。 ]?(?:{_LABEL})[:：]|{_CLOSED})")
_AT_THE_END = re.compile(r"[（(]((?:[^（()）]|[（(][^（()）]{1,8}[）)])*)[）)]。?$")
_LEADS = re.compile("由?(?P<lead>[^，,；;。]{2,60}?)(?:共同)?牵头(?:负责)?(?:[，,；;、](?:会同)?(?P<others>[^。]*?))?")
_BY = re.compile("(?P<names>[^。]{3,}?)(?:按照?各?自?职责)?(?:分工)?负责")
_TAKES_PART = re.compile(
    "(?:等?(?:有关|相关)?(?:单位|部门)?)?(?:按照?各?自?职责分工)?(?:配合|参与|参加|协同|负责)(?:落实)?$"
)


@dataclass(frozen=True, slots=True)
class UnitCell:
    """The units of a cell, and what the cell says for all rows below it."""

    units: tuple[str, ...]
    standing_note: str | None = None


def units_of(text: str) -> UnitCell:
    """The units a cell lists, in order; a closing 等 names none and is left out."""
    note = _STANDING_NOTE.search(text)
    listed = text[: note.start()] if note else text
    names = (_AND_OTHERS.sub("", name).strip(" 。") for name in _BETWEEN.split(listed))
    units = tuple(dict.fromkeys(name for name in names if name))
    return UnitCell(units, note.group().strip("，,、；; ") if note else None)


def units_of_task(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who leads and who is responsible, in whatever form the task's last words say it."""
    labelled = list(_LABELLED.finditer(text))
    if labelled:
        lead = [match["names"] for match in labelled if match["label"].startswith("牵头")]
        others = [match["names"] for match in labelled if not match["label"].startswith("牵头")]
        return _all_units(lead), _all_units(others)
    bracket = _AT_THE_END.search(text)
    last = text.rstrip("。").rpartition("。")[2]
    words = bracket.group(1) if bracket else last if last.startswith("由") else ""
    if match := _LEADS.fullmatch(words.strip("。 ")):
        return units_of(match["lead"]).units, units_of(_TAKES_PART.sub("", match["others"] or "")).units
    if bracket and (match := _BY.fullmatch(words)):
        return (), units_of(match["names"]).units
    return (), ()


def shared_units(text: str) -> tuple[str, ...]:
    """The units a task names for all tasks that follow: 以下任务各县人民政府均为责任单位，不再列出."""
    match = _SHARED_NOTE.search(text)
    return units_of(match["names"]).units if match else ()


def _all_units(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit for text in texts for unit in units_of(text).units))
