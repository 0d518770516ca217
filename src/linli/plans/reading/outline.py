"""The plan's skeleton: which chapter, section, task, 专栏 or attachment each paragraph and table row belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, takewhile

from linli.plans.reading.lines import Block, Paragraph, Row
from linli.plans.reading.markers import ALONE, LONGEST_TITLE, Mark, Opening, opening_of, unnumbered_item
from linli.plans.reading.passages import NOTHING, Passage, joined


class Part(StrEnum):
    """What a block is in the plan."""

    HEAD = "head"
    CHAPTER = "chapter"
    SECTION = "section"
    TASK = "task"
    BOX = "box"
    ITEM = "item"
    TEXT = "text"
    ATTACHMENT = "attachment"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the plan we are; every field an opening passed on the way, the innermost last."""

    chapter: Opening | None = None
    section: Opening | None = None
    task: Opening | None = None
    box: Opening | None = None
    item: Opening | None = None
    attachment: Opening | None = None

    @property
    def name(self) -> str:
        """The place in the plan's own words, short enough for a list: 三、发展目标, 四、（三）2, 专栏1.3, 附件2."""
        if self.attachment:
            return self.attachment.label.text.rstrip(":：")
        if self.box:
            box = self.box.label.text.rstrip(":：")
            return f"{box}.{self.item.number or self.item.title}" if self.item else box
        if self.chapter is None:
            return "开头"
        if self.section is None:
            return self.chapter.whole.text
        section = self.chapter.label.text + self.section.label.text
        return f"{section}{self.task.number}" if self.task else section + self.section.title.text


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, what it is, where it stands, and what it opens."""

    part: Part
    block: Block
    place: Place
    opening: Opening | None = None

    @property
    def passage(self) -> Passage:
        """The paragraph's text, or behind an opening its text without mark and title."""
        if isinstance(self.block, Row):
            return NOTHING
        return self.opening.rest if self.opening else self.block.passage


@dataclass(frozen=True, slots=True)
class Scheme:
    """Which marks number the plan's chapters, their sections and the tasks in these."""

    chapter: Mark = Mark.CHAPTER
    section: Mark | None = Mark.SECTION
    task: Mark | None = Mark.NUMBER

    def part(self, mark: Mark) -> Part | None:
        """What a mark opens in this plan; None for one that only numbers text."""
        parts = {self.task: Part.TASK, self.section: Part.SECTION, self.chapter: Part.CHAPTER}
        return parts.get(mark)


def scheme_of(blocks: Sequence[Block]) -> Scheme:
    """一、（一）1. in most plans; in those with 第一章 whichever marks stand below it, in their order."""
    openings = [opening_of(block.passage) for block in blocks if isinstance(block, Paragraph)]
    marks = {opening.mark for opening in openings if opening}
    if not any(opening and opening.mark is Mark.PART and opening.number == 1 for opening in openings):
        return Scheme()
    below = [mark for mark in (Mark.CLAUSE, Mark.CHAPTER, Mark.SECTION, Mark.NUMBER) if mark in marks]
    section, task = [*below, None, None][:2]
    return Scheme(Mark.PART, section, task)


@dataclass(slots=True)
class _Walk:
    """Goes through the blocks once, knowing the last number of each kind."""

    scheme: Scheme
    place: Place = field(default_factory=Place)
    last_task: int = 0
    last_item: int = 0
    items_are_numbered: bool = False

    def step(self, block: Block) -> Piece:
        if isinstance(block, Row):
            return Piece(Part.ROW, block, self.place)
        opening = opening_of(block.passage)
        if opening is None and self.place.box and not self.last_item:
            opening = unnumbered_item(block.passage)
        part = self._part(opening, block)
        self._move(part, opening)
        return Piece(part, block, self.place, opening if part not in {Part.HEAD, Part.TEXT} else None)

    def _part(self, opening: Opening | None, block: Paragraph) -> Part:
        in_body = self.place.chapter is not None
        if opening and opening.mark is Mark.ATTACHMENT and (in_body or self.place.attachment):
            return Part.ATTACHMENT
        if self.place.attachment:
            return Part.TEXT
        if opening and opening.mark is self.scheme.chapter and (in_body or opening.number == 1):
            return Part.CHAPTER
        return self._part_of_body(opening, block.gap) if in_body else Part.HEAD

    def _part_of_body(self, opening: Opening | None, gap: int) -> Part:
        if opening is None:
            if self.place.box and self.last_item and gap > 1:
                self.place = replace(self.place, box=None, item=None)
            return Part.TEXT
        if opening.mark is Mark.BOX:
            return Part.BOX
        if opening.mark in {Mark.INNER, Mark.UNNUMBERED}:
            return Part.ITEM if self._is_plain_item(opening) else Part.TEXT
        part = self.scheme.part(opening.mark)
        if opening.mark is not Mark.NUMBER:
            return part or Part.TEXT
        if part and self._is_task(opening, gap):
            return part
        return Part.ITEM if self.place.box else Part.TEXT

    def _is_plain_item(self, opening: Opening) -> bool:
        """Items of a 专栏 may be counted （1）or ①, or be called an action without a number."""
        is_next = opening.number is None or opening.number == self.last_item + 1
        return bool(self.place.box) and is_next and not self.items_are_numbered

    def _is_task(self, opening: Opening, gap: int) -> bool:
        """Tasks and the items of a 专栏 are numbered alike; only the count tells where the 专栏 ends.

        Where both counts would go on with this number, a frame that was left behind shows as two empty lines.
        """
        goes_on_with_tasks = opening.number == self.last_task + 1
        if self.place.box is None:
            return True
        if opening.number == self.last_item + 1:
            return goes_on_with_tasks and gap > 1 and self.last_item > 0
        return goes_on_with_tasks

    def _move(self, part: Part, opening: Opening | None) -> None:
        if part is Part.ATTACHMENT:
            self.place = Place(attachment=opening)
        elif part is Part.CHAPTER:
            self.place, self.last_task = Place(chapter=opening), 0
        elif part is Part.SECTION:
            self.place = Place(chapter=self.place.chapter, section=opening)
        elif part is Part.TASK and opening:
            self.place = Place(self.place.chapter, self.place.section, opening)
            self.last_task = opening.number or 0
        elif part is Part.BOX:
            self.place, self.last_item = replace(self.place, box=opening, item=None), 0
            self.items_are_numbered = False
        elif part is Part.ITEM and opening:
            self.place, self.last_item = replace(self.place, item=opening), opening.number or 0
            self.items_are_numbered = opening.mark is Mark.NUMBER


def outline_of(blocks: list[Block]) -> list[Piece]:
    """Every block with its part and place."""
    whole = _with_titles(blocks)
    walk = _Walk(scheme_of(whole))
    return [walk.step(block) for block in whole]


def _with_titles(blocks: Sequence[Block]) -> list[Block]:
    """第一章 or 专栏1 alone on its line, together with the title on the next."""
    whole: list[Block] = []
    for block in blocks:
        mark = whole[-1] if whole else None
        if (
            isinstance(mark, Paragraph)
            and isinstance(block, Paragraph)
            and ALONE.fullmatch(mark.passage.text)
            and len(block.passage) <= LONGEST_TITLE
            and not any(stop in block.passage.text for stop in "。；")
            and opening_of(block.passage) is None
        ):
            whole[-1] = Paragraph(joined([mark.passage, block.passage]), mark.line, mark.gap)
        else:
            whole.append(block)
    return whole


def body_of(pieces: Sequence[Piece], at: int) -> Passage:
    """The text that belongs to the piece at `at`: behind its title, and the running text after it."""
    following = (pieces[index] for index in range(at + 1, len(pieces)))
    texts = takewhile(lambda piece: piece.part is Part.TEXT, following)
    return joined(piece.passage for piece in chain([pieces[at]], texts))
