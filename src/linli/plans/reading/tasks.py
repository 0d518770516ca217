"""The headings of a plan and the numbered tasks under them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from linli.plans.reading.markers import first_sentence
from linli.plans.reading.outline import Part, Piece, body_of
from linli.plans.reading.passages import Passage
from linli.plans.reading.result import Problem, ProblemKind, Section, Task
from linli.plans.reading.units import shared_units, units_of_task

_TASKS = re.compile("任务|举措|重点工作|工作内容|主要内容|(?:主要|工作|重点)措施|重点(?:内容|行动|工程)")
_NO_TASKS = re.compile("背景|基础|形势|状况|现状|总体|要求|目标|原则|思想|保障|组织|实施|附则|“十三五”")
_LONGEST_UNNUMBERED = 30
_LABEL_ROOM = 10
"""Characters a task's mark and stop take before its text begins."""


def read_sections(pieces: Sequence[Piece]) -> tuple[list[Section], list[Problem]]:
    """The chapters and their sections, and where their numbering skips."""
    sections: list[Section] = []
    problems: list[Problem] = []
    last = {Part.CHAPTER: 0, Part.SECTION: 0}
    for piece in pieces:
        if piece.part not in last or piece.opening is None:
            continue
        opening, chapter = piece.opening, piece.place.chapter
        parent = chapter.label.text if chapter and piece.part is Part.SECTION else None
        level = 2 if parent else 1
        sections.append(Section(opening.label.text, opening.title.text, level, parent, opening.whole.span))
        if opening.number != last[piece.part] + 1:
            message = f"标题编号不连续：{opening.whole.text}"
            problems.append(Problem(ProblemKind.UNREADABLE, message, piece.place.name, opening.whole.span))
        last[piece.part] = opening.number or 0
        if piece.part is Part.CHAPTER:
            last[Part.SECTION] = 0
    return sections, problems


def read_tasks(pieces: Sequence[Piece]) -> tuple[list[Task], list[Problem]]:
    """The tasks of the chapters of tasks, section by section; where nothing is numbered below, the sections are."""
    tasks: list[Task] = []
    problems: list[Problem] = []
    in_tasks = _in_tasks(pieces)
    for _, group in groupby(in_tasks, key=lambda piece: (piece.place.chapter, piece.place.section)):
        in_section = list(_tasks_of(list(group)))
        tasks += in_section
        problems += _skipped(in_section)
    return _with_shared_units(in_tasks, tasks or list(_sections_as_tasks(in_tasks))), problems


def _in_tasks(pieces: Sequence[Piece]) -> list[Piece]:
    """What stands in chapters of tasks: those that say so, else all but goals, background and guarantees."""
    titles = {piece.place.chapter.title.text for piece in pieces if piece.place.chapter}
    named = {title for title in titles if _TASKS.search(title)}
    wanted = named or {title for title in titles if not _NO_TASKS.search(title)}
    return [piece for piece in pieces if piece.place.chapter and piece.place.chapter.title.text in wanted]


def _sections_as_tasks(pieces: Sequence[Piece]) -> Iterator[Task]:
    for at, piece in enumerate(pieces):
        if piece.part is Part.SECTION and piece.opening and piece.place.chapter:
            lead, responsible = units_of_task(body_of(pieces, at).text)
            label, title = piece.place.chapter.label.text, piece.opening.title.text
            yield Task(label, piece.opening.number, title, lead, responsible, piece.opening.whole.span)


def _with_shared_units(pieces: Sequence[Piece], tasks: Sequence[Task]) -> list[Task]:
    """The tasks with the units a sentence makes responsible for all that follow it, or for all where it says 以上."""
    notes = [(piece.passage, shared_units(piece.passage.text)) for piece in pieces]
    noted = [(passage, units) for passage, units in notes if units]
    return [_shared(task, noted) for task in tasks]


def _shared(task: Task, noted: Sequence[tuple[Passage, tuple[str, ...]]]) -> Task:
    start = task.span[0] if task.span else 0
    units = [
        unit
        for passage, names in noted
        if "以下" not in passage.text or (passage.span and passage.span[0] <= start + len(task.title) + _LABEL_ROOM)
        for unit in names
    ]
    return replace(task, responsible_units=tuple(dict.fromkeys([*task.responsible_units, *units])))


def _tasks_of(pieces: Sequence[Piece]) -> Iterator[Task]:
    section = pieces[0].place.section or pieces[0].place.chapter
    label = section.label.text if section else ""
    openings = [at for at, piece in enumerate(pieces) if piece.part is Part.TASK]
    for at, following in pairwise([*openings, len(pieces)]):
        piece = pieces[at]
        if piece.opening is None:
            continue
        lead, responsible = units_of_task(body_of(pieces, at).text)
        number, title = piece.opening.number, piece.opening.title
        yield Task(label, number, title.text, lead, responsible, piece.opening.whole.span)
        if following < len(pieces) and _number(pieces[following]) == (number or 0) + 2:
            yield from _forgotten(label, pieces[at + 1 : following])


def _number(piece: Piece) -> int | None:
    return piece.opening.number if piece.opening else None


def _forgotten(section: str, between: Sequence[Piece]) -> Iterator[Task]:
    """Where exactly one number is missing and one paragraph opens like a task: the task whose number was forgotten."""
    texts = [piece.passage for piece in between if piece.part is Part.TEXT and piece.place.box is None]
    alike = [title for title, rest in map(first_sentence, texts) if rest and len(title) <= _LONGEST_UNNUMBERED]
    titles = [title for title in alike if "，" not in title.text]
    if len(titles) == 1:
        yield Task(section, None, titles[0].text, (), (), titles[0].span)


def _skipped(tasks: Sequence[Task]) -> Iterator[Problem]:
    for before, after in pairwise(tasks):
        if before.number and after.number and after.number != before.number + 1:
            message = f"任务编号从 {before.number} 跳到 {after.number}。"
            yield Problem(ProblemKind.UNREADABLE, message, f"{after.section}{after.number}", after.span)
