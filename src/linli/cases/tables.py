"""Cases given out as a spreadsheet, and results brought in: each line goes through the ordinary verb with its rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.base.encryption import mask_name
from linli.base.refusals import Refused, Sentence
from linli.cases import actions
from linli.cases.models import LEVELS, Case, Channel, StageChoices
from linli.people.actions import Revealed
from linli.web.tables.columns import Column, Kind, Masked
from linli.web.tables.register import Asked, Register
from linli.web.tables.staging import Problem, Staged

MOST_RESULTS = 1000
AT_ONCE = 500
NOTHING_SAID = "UPDATE {staged} SET state = 'same' WHERE reply IS NULL OR reply = ''"


def rows(asked: Asked) -> Iterator[Sequence[Any]]:
    """The cases the actor sees, newest first, in the order of the columns; whose they are, in clear for a purpose.

    In clear only on the cases in the actor's hands, whatever other cases of the same resident stand beside them.
    """
    cases = Case.objects.visible_to(asked.by).select_related("item", "area", "unit", "resident")
    if asked.area:
        cases = cases.filter(area__within=[asked.area])
    listed = cases.defer("description", "answers").order_by("-submitted_at", "number").iterator(AT_ONCE)
    while some := list(islice(listed, AT_ONCE)):
        clear = {}
        if asked.in_clear:
            clear = actions.reveal_all(some, purpose=asked.purpose, by=asked.by, at=asked.at)
        for case in some:
            yield _row(case, asked, clear.get(case.pk))


def _row(case: Case, asked: Asked, person: Revealed | None) -> Sequence[Any]:
    whole = case.resident.name if case.resident else ""
    name = mask_name(whole) if asked.in_clear and whole else whole
    return (
        case.number,
        case.item.name,
        case.title,
        case.area_id,
        case.area.name,
        case.place,
        case.unit.name if case.unit else "",
        case.stage,
        case.channel,
        case.submitted_at,
        case.due_at,
        case.accepted_at,
        case.resolved_at,
        case.closed_at,
        str(LEVELS[case.rating]) if case.rating else "",
        person.name if person else name,
        person.phone if person else "",
        "",
    )


class _Undo(Exception):
    """Takes a trial back."""


def check_results(staged: Staged) -> None:
    """Do each line by way of trial and take it all back: what the verb refuses is what the line is told."""
    staged.run(NOTHING_SAID)
    try:
        with transaction.atomic():
            refused = list(_resolve_all(staged))
            raise _Undo
    except _Undo:
        staged.problems += refused


def write_results(staged: Staged) -> None:
    """Resolve the cases, one by one, and tell each resident; one that is refused after all undoes the whole."""
    for problem in _resolve_all(staged):
        raise Refused(
            "cases.results_changed",
            _("第 %(line)s 行：%(why)s 什么都没有保存，请再上传一次。")
            % {"line": problem.line, "why": problem.sentence},
        )


def _resolve_all(staged: Staged) -> Iterator[Problem]:
    lines = staged.run(
        "SELECT line, number, reply FROM {staged} WHERE state <> 'same' AND number IS NOT NULL ORDER BY line"
    )
    found = _cases(staged, (number for _line, number, _reply in lines))
    for line, number, reply in lines:
        case = found.get(number)
        if case is None:
            yield Problem(line, "number", gettext("没有这件办件，或者您看不到它。请核对编号。"))
            continue
        try:
            actions.resolve(case, reply=reply, by=staged.by, at=staged.at)
        except Refused as refusal:
            yield Problem(line, "reply" if refusal.field == "reply" else "number", str(refusal.sentence))


def _cases(staged: Staged, numbers: Iterable[str]) -> Mapping[str, Case]:
    return {case.number: case for case in Case.objects.visible_to(staged.by).filter(number__in=list(numbers))}


def _stages() -> Mapping[str, Sentence]:
    return dict(StageChoices.choices)


def _channels() -> Mapping[str, Sentence]:
    return dict(Channel.choices)


NUMBER = Column(
    "number", _("编号"), Kind.CODE, required=True, width=22, example="131102-20261122-0001", longest=24,
    synonyms=("办件编号", "工单编号", "工单号", "受理编号"),
)  # fmt: skip
RESULT = Column(
    "reply", _("办理结果"), longest=2000, width=60, in_heading=True, example=_("已更换三楼的灯泡和声控开关。"),
    synonyms=("处理结果", "答复", "办结内容"), note=_("居民会看到这段话。空着的不办结。"),
)  # fmt: skip

CASES = Register(
    code="cases",
    name=_("办件"),
    about=_("您能看到的办件，一行一件。姓名隐去一部分；要完整的姓名电话，只限经您单位手的办件，要写明用途。"),
    icon="files",
    right="cases.read",
    reveal_right="cases.reveal",
    columns=(
        NUMBER,
        Column("item", _("事项"), width=20),
        Column("title", _("标题"), width=28),
        Column("area", _("社区（村）代码"), Kind.CODE, width=16),
        Column("area_name", _("社区（村）"), width=20),
        Column("place", _("地点"), width=22),
        Column("unit", _("承办单位"), width=24),
        Column("stage", _("状态"), Kind.CHOICE, width=12, choices=_stages),
        Column("channel", _("渠道"), Kind.CHOICE, width=10, choices=_channels),
        Column("submitted_at", _("提交时间"), Kind.DAY, width=18),
        Column("due_at", _("办结期限"), Kind.DAY, width=18),
        Column("accepted_at", _("受理时间"), Kind.DAY, width=18),
        Column("resolved_at", _("办好时间"), Kind.DAY, width=18),
        Column("closed_at", _("结案时间"), Kind.DAY, width=18),
        Column("rating", _("评价"), width=12),
        Column("person", _("申请人"), width=12, masked=Masked.NAME),
        Column("phone", _("联系电话"), Kind.PHONE, width=16, masked=Masked.PHONE),
        Column("reply", _("办理结果"), width=40),
    ),
    rows=rows,
)  # fmt: skip

RESULTS = Register(
    code="case-results",
    name=_("成批办结"),
    about=_("一行一件：编号和办理结果。每一件都按平常的规则办结，并告诉居民。可以导出办件，填好“办理结果”再传回来。"),
    icon="list-checks",
    right="cases.resolve",
    key=("number",),
    columns=(NUMBER, RESULT),
    check=check_results,
    write=write_results,
    most_rows=MOST_RESULTS,
)
