"""The steps of bringing a file in, and what may follow what. No clock, no database."""

from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Refused

KEPT_FOR = timedelta(days=7)  # how long the files themselves are kept, whatever became of them
GIVEN_UP_AFTER = timedelta(days=1)  # work that nobody has finished by then never will be
SHOWN_PROBLEMS = 100
SHORTEST_PURPOSE = 4


class Stage(StrEnum):
    """Where a file stands. Nothing of it is in a register before DONE, and all of it then."""

    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNDER_WAY = frozenset({Stage.CHECKING, Stage.WRITING})


def confirm(stage: Stage, *, wrong: int, new: int, changed: int) -> Stage:
    """All of a file or nothing: only where no row is wrong and some row says something new."""
    if stage is not Stage.CHECKED:
        raise Refused("tables.not_to_confirm", _("这个文件现在不能确认。请看最新情况。"))
    if wrong:
        raise Refused("tables.rows_wrong", _("还有行要改。请下载标了问题的文件，改好再上传。"))
    if not new and not changed:
        raise Refused("tables.nothing_new", _("文件里的内容都已经登记过，不用保存。"))
    return Stage.WRITING


def cancel(stage: Stage) -> Stage:
    """Leave it at that, before it is being written."""
    if stage not in (Stage.CHECKING, Stage.CHECKED):
        raise Refused("tables.not_to_cancel", _("这个文件已经在保存，或者已经结束，不能取消。"))
    return Stage.CANCELLED


def purpose(said: str) -> str:
    """What personal values are wanted for: a sentence that the people concerned will read."""
    said = " ".join(said.split())
    if len(said) < SHORTEST_PURPOSE:
        raise Refused(
            "tables.purpose_missing", _("请写明为什么要导出，至少 4 个字。居民会看到这句话。"), field="purpose"
        )
    return said[:200]
