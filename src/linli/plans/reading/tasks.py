"""The headings of a plan and the numbered tasks under them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from linli.plans.reading.markers import first_sentence
from linli.plans.reading.outline import Part, Piece, body_of
from linli.plans.reading.passages import Passage
from linli.plans.reading.result import Problem, ProblemKind, Section, Task
from linli.plans.reading.units import shared_units, units_of_task

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
    """The tasks of the chapter of tasks, section by section."""
    tasks: list[Task] = []
    problems: list[Problem] = []
    for _, group in groupby(filter(_is_in_tasks, pieces), key=lambda piece: piece.place.section):
        in_section = list(_tasks_of(list(group)))
        tasks += in_section
        problems += _skipped(in_section)
    return _with_shared_units(pieces, tasks), problems


def _with_shared_units(pieces: Sequence[Piece], tasks: Sequence[Task]) -> list[Task]:
    """The tasks with the units a sentence makes responsible for all that follow it, or for all where it says 以上."""
    notes = [(piece.passage, shared_units(piece.passage.text)) for piece in pieces if _is_in_tasks(piece)]
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


def _is_in_tasks(piece: Piece) -> bool:
    place = piece.place
    return bool(place.section and place.chapter and "任务" in place.chapter.title.text)


def _tasks_of(pieces: Sequence[Piece]) -> Iterator[Task]:
    section = pieces[0].place.section
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
