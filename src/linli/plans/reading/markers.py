"""The marks that open a heading, a task, a 专栏 or an attachment, and the title that follows the mark."""

import re
from dataclasses import dataclass
from enum import Enum

from linli.plans.reading.numerals import chinese_integer, narrowed
from linli.plans.reading.passages import NOTHING, Passage

LONGEST_TITLE = 60
"""Characters; a longer first sentence is text, not a title. The longest title in the five plans has 39."""


LONGEST_UNNUMBERED = 30
_ACTION = re.compile("(?:行动|工程|项目|计划|试点|建设)”?$")
ALONE = re.compile(r"(?:第(?:[一二三四五六七八九十]+|\d{1,2})[章篇节]|专栏(?:[一二三四五六七八九十]+|\d{1,2}))[:：]?")
"""A mark that stands alone on its line, its title below."""
PICTURE_PAGE = "［第%d页是图片，没有文字］"
"""Stands in the text of a PDF for a page without text; the reader makes a problem of it."""


class Mark(Enum):
    """What a paragraph opens."""

    PART = re.compile(r"第([一二三四五六七八九十]+|\d{1,2})[章篇]")
    CLAUSE = re.compile(r"第([一二三四五六七八九十]+|\d{1,2})节")
    CHAPTER = re.compile("([一二三四五六七八九十]+)、")
    SECTION = re.compile("[（(]([一二三四五六七八九十]+)[）)]")
    NUMBER = re.compile(r"(\d{1,2})[.．、](?!\d)")
    BOX = re.compile("专栏([一二三四五六七八九十]+|[0-9０-９]{1,2})[:：]?")
    INNER = re.compile("[（(](\\d{1,2})[）)]|([①-⑳])")
    UNNUMBERED = re.compile("(?!)")
    ATTACHMENT = re.compile("附件([0-9０-９]{1,2}|[一二三四五六七八九十]*)[:：]?")


@dataclass(frozen=True, slots=True)
class Opening:
    """A paragraph that opens something: its mark, the mark's number, the title, and the text behind the title."""

    mark: Mark
    number: int | None
    label: Passage
    title: Passage
    rest: Passage

    @property
    def whole(self) -> Passage:
        """Mark and title as they stand."""
        return Passage(
            self.label.text + self.title.text,
            self.label.starts + self.title.starts,
            self.label.ends + self.title.ends,
        )


def opening_of(passage: Passage) -> Opening | None:
    """What the paragraph opens; None for running text."""
    for mark in Mark:
        if match := mark.value.match(passage.text):
            opening = _opening(
                mark, match.group(1) or _circled(match.group()), passage[: match.end()], passage[match.end() :]
            )
            if _is_believable(opening):
                return opening
    return None


def unnumbered_item(passage: Passage) -> Opening | None:
    """An action of a 专栏 without a number: a short first sentence that is called one."""
    title, rest = first_sentence(passage)
    if not rest or len(title) > LONGEST_UNNUMBERED or not _ACTION.search(title.text):
        return None
    return Opening(Mark.UNNUMBERED, None, NOTHING, title, rest)


def first_sentence(passage: Passage) -> tuple[Passage, Passage]:
    """A paragraph's first sentence without its full stop, and what follows."""
    stop = passage.text.find("。")
    return (passage, NOTHING) if stop < 0 else (passage[:stop], passage[stop + 1 :])


def _circled(sign: str) -> str:
    return str(ord(sign[0]) - ord("①") + 1) if "①" <= sign[:1] <= "⑳" else ""


def _opening(mark: Mark, number: str, label: Passage, after: Passage) -> Opening:
    title, rest = first_sentence(after)
    digits = narrowed(number)
    value = int(digits) if digits.isdecimal() else chinese_integer(digits)
    return Opening(mark, value, label, title.stripped(":： "), rest)


def _is_believable(opening: Opening) -> bool:
    """Whether the words behind the mark look like a title and not like the middle of a sentence."""
    if opening.mark is Mark.ATTACHMENT:
        # Alone on its line it opens an attachment; with a colon and no number, the list of attachments.
        return not opening.rest and (not opening.title or opening.label.text.endswith((":", "：")))
    if opening.mark is Mark.BOX and opening.rest:
        return False
    return 0 < len(opening.title) <= LONGEST_TITLE and "；" not in opening.title.text
