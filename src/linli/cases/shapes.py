"""What the API takes for a case and says of one. Whoever asked appears by a masked name alone: 王＊英."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

from linli.api.inputs import AreaCode, ItemCode, Moment, Name, ShortWords, Words
from linli.api.paging import Next
from linli.base.actor import Actor
from linli.base.clock import SHANGHAI
from linli.cases import queries
from linli.cases.limits import LONGEST_PAUSE
from linli.cases.models import AudienceChoices, Case, CasePart, Channel, PartyRole, StageChoices
from linli.cases.parts import LONGEST_PART, PartState
from linli.cases.rules import Stage
from linli.catalog.forms import readable
from linli.organizations.models import Organization


def _plain(value: object) -> object:
    if isinstance(value, str | bool | int) or value is None:
        return value
    raise PydanticCustomError("answer", "not a plain value")


Answer = Annotated[Any, BeforeValidator(_plain)]


ANSWERS = WithJsonSchema(
    {
        "type": "object",
        "description": "事项表单的回答，见 GET /items/{code}",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,39}$"},
        "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
        "maxProperties": 50,
        "default": {},
    }
)


class Sent(BaseModel):
    """A body: nothing but what is named."""

    model_config = ConfigDict(extra="forbid")


class Person(Sent):
    """For whom a worker registers."""

    name: Annotated[ShortWords, Field(description="姓名")]
    phone: Annotated[ShortWords, Field(description="手机号")]


class NewCase(Sent):
    """A request."""

    item: Annotated[ItemCode, Field(description="事项代码，见 GET /items")]
    area: Annotated[AreaCode, Field(description="社区（村）代码，见 GET /areas")]
    place: Annotated[ShortWords, Field(description="具体地点，例如 3 号楼 2 单元楼道")] = ""
    description: Annotated[Words, Field(description="详细情况；事项的表单里有 description 一问时，就是它的回答")] = ""
    answers: Annotated[dict[Name, Answer], Field(max_length=50), ANSWERS] = {}
    resident: Annotated[Person | None, Field(description="替谁登记：工作人员填，居民不填；nameless 时不填")] = None
    nameless: Annotated[
        bool, Field(strict=True, description="不留姓名：只限工作人员替人登记，而且事项允许（见 GET /items/{code}）")
    ] = False
    client_key: Annotated[UUID | None, Field(description="您自己的编号：再发一次不会多出一件，回答第一次的那件")] = None


Version = Annotated[StrictInt, Field(ge=1, le=2_147_483_647, description="您看到的 version；已经变了就回答 409")]


class Seen(Sent):
    """A step without words."""

    seen: Version | None = None


class Assigning(Seen):
    """To whom."""

    to: Annotated[UUID, Field(description="单位，见 GET /cases/{number}/units")]


class CallingIn(Seen):
    """Who helps."""

    unit: Annotated[UUID, Field(description="单位，见 GET /cases/{number}/units")]
    task: Annotated[Words, Field(max_length=300, description="请它做什么，被请的单位和居民会看到")]
    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_PART, description="几个工作日以内办好，不会晚于整件事的期限")] = 2


class Reasoned(Seen):
    """A step that says why."""

    reason: Annotated[Words, Field(description="原因")]


class Deciding(Reasoned):
    """Who does it after all, and why."""

    to: Annotated[UUID, Field(description="单位，见 GET /cases/{number}/units；也可以是退回的那个单位")]


class Extending(Reasoned):
    """How much longer, and why."""

    days: Annotated[StrictInt, Field(ge=1, le=10, description="几个工作日")]


class Urging(Seen):
    """What the resident adds."""

    reason: Annotated[Words, Field(max_length=500, description="想说的，可以不写")] = ""


class Answering(Seen):
    """How it stands, says the unit that is supervised."""

    reply: Annotated[Words, Field(max_length=500, description="办到哪一步、什么时候能办好；只有工作人员看得到")]


class Noting(Sent):
    """A word among staff."""

    words: Annotated[Words, Field(max_length=500, description="内部备注；居民看不到")]


class Pausing(Reasoned):
    """Why the clock is stopped, and for how long."""

    kind: Annotated[Name, Field(description="原因的代码，见 data/handling/handling.toml，例如 materials")]
    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_PAUSE, description="最多停几个工作日")]


class Resolving(Seen):
    """What has been done."""

    reply: Annotated[Words, Field(description="办理结果，居民会看到")]


class PartDone(Sent):
    """What a unit called in has done."""

    reply: Annotated[Words, Field(description="做了什么，主办单位和居民会看到")]


class PartReleased(Sent):
    """Why a unit called in is not needed any more."""

    reason: Annotated[Words, Field(description="原因")]


class Rated(Seen):
    """How good it was."""

    level: Annotated[StrictInt, Field(ge=1, le=5, description="5 非常满意 4 满意 3 基本满意 2 不满意 1 非常不满意")]
    comment: Annotated[Words, Field(max_length=500, description="还想说的")] = ""


class Named(BaseModel):
    """Something by code and name."""

    code: str
    name: str


class Unit(BaseModel):
    """A unit by id and name."""

    id: UUID
    name: str


class CaseRow(BaseModel):
    """A case in a list, and the answer to every step."""

    number: str
    version: int = Field(description="每变一次加一；办理时作为 seen 送回")
    title: str
    place: str
    stage: Stage
    stage_name: str
    item: Named
    area: Named
    unit: Unit | None = Field(description="承办单位")
    applicant: str = Field(description="申请人，隐去一部分")
    audience: AudienceChoices
    channel: Channel
    submitted_at: datetime
    accept_due_at: datetime = Field(description="受理期限")
    due_at: datetime = Field(description="办结期限")
    accepted_at: datetime | None
    assigned_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    paused_until: datetime | None = Field(description="计时暂停到什么时候；早于现在就是已经恢复")
    returned_at: datetime | None = Field(description="退回了，还没有决定由谁办；决定以前由 unit 负责")
    answer_due_at: datetime | None = Field(description="最晚什么时候决定由谁办")
    is_overdue: bool = Field(description="还没办好，而且过了期限")
    reopened_count: int
    extended_count: int
    returned_count: int
    open_parts: int = Field(description="请来会办、还没办完的单位有几个；不是 0 就不能办结")
    solved: bool | None = Field(description="居民最后的回答；null：还没有回答")
    rating: int | None = Field(description="1 到 5")


class CaseMade(CaseRow):
    """The answer to a request."""

    code: str | None = Field(
        default=None, description="不留姓名的查询码，12 位数字，只在这一次给出；凭它和编号在 /track/ 看进展、评价"
    )


class Cases(BaseModel):
    """One page."""

    items: list[CaseRow]
    next: Next


class AnswerShown(BaseModel):
    """A question and what was answered."""

    name: str
    label: str
    value: Annotated[Any, WithJsonSchema({"type": ["string", "integer", "boolean"]})]
    text: str


class Step(BaseModel):
    """One line of a case's history."""

    at: datetime
    verb: str
    who: str
    what: str
    said: str


class Party(Unit):
    """A unit on the case."""

    role: PartyRole = Field(description="submitter 登记，lead 主办，assisting 会办，former 曾经办，arbiter 决定由谁办")


class PartShown(BaseModel):
    """What a unit called in has to do."""

    id: UUID
    unit: Unit
    task: str
    state: PartState
    called_at: datetime
    due_at: datetime
    taken_up_at: datetime | None
    ended_at: datetime | None


class CaseShown(CaseRow):
    """A case with all that happened."""

    description: str
    answers: list[AnswerShown]
    timeline: list[Step] = Field(description="最新的在前")
    parties: list[Party]
    parts: list[PartShown] = Field(description="请来会办的单位，各办各的一份")
    attachment_count: int = Field(description="照片和材料的件数；内容不经接口")


class Units(BaseModel):
    """Who may take a case."""

    items: list[Unit]


class Filters(BaseModel):
    """How a list is narrowed."""

    stage: list[Stage] = Field(default=[], description="状态，可以写几个")
    due_before: Moment | None = Field(default=None, description="还没办好，而且办结期限早于这个时间")
    area: AreaCode | None = Field(default=None, description="这个区划之内")
    unit: UUID | None = Field(default=None, description="承办单位")
    updated_since: Moment | None = Field(default=None, description="从这个时间起有过变化")


PLAIN = (
    "number",
    "version",
    "title",
    "place",
    "solved",
    "rating",
    "reopened_count",
    "extended_count",
    "returned_count",
    "open_parts",
)
TOLD = ("verb", "who", "what", "said")
MOMENTS = (
    "submitted_at",
    "accept_due_at",
    "due_at",
    "accepted_at",
    "assigned_at",
    "resolved_at",
    "closed_at",
    "paused_until",
    "returned_at",
    "answer_due_at",
)


def row_of(case: Case, at: datetime) -> CaseRow:
    """A case as a row; item, area, unit and resident should have come with it."""
    return CaseRow(**_facts(case, at))


def made_of(case: Case, code: str | None, at: datetime) -> CaseMade:
    """The same, with the code of a request without a name, which nobody can be told again."""
    return CaseMade(**_facts(case, at), code=code)


def shown(case: Case, viewer: Actor, at: datetime) -> CaseShown:
    """A case with its history, in the words of the viewer's side."""
    lines, parties = queries.timeline(case, viewer), queries.parties(case)
    return CaseShown(
        **_facts(case, at),
        description=case.description,
        answers=_answers(case),
        timeline=[Step(at=local(each.at), **{name: getattr(each, name) for name in TOLD}) for each in lines],
        parties=[Party(id=each.unit, name=each.name, role=PartyRole(each.role)) for each in parties],
        parts=[_part(each) for each in queries.parts(case, parties)],
        attachment_count=len(case.attachments.all()),
    )


def _part(part: CasePart) -> PartShown:
    moments = {name: getattr(part, name) for name in ("called_at", "due_at", "taken_up_at", "ended_at")}
    return PartShown(
        id=part.pk,
        unit=unit_of(part.unit),
        task=part.task,
        state=PartState(part.state),
        **{name: moment and local(moment) for name, moment in moments.items()},
    )


def unit_of(unit: Organization) -> Unit:
    """A unit as it is named."""
    return Unit(id=unit.pk, name=unit.name)


def local(moment: datetime) -> datetime:
    """A moment as the clocks in China show it."""
    return moment.astimezone(SHANGHAI)


def _facts(case: Case, at: datetime) -> dict[str, Any]:
    moments = {name: getattr(case, name) for name in MOMENTS}
    return {
        **{name: getattr(case, name) for name in PLAIN},
        **{name: moment and local(moment) for name, moment in moments.items()},
        "stage": Stage(case.stage),
        "stage_name": str(StageChoices(case.stage).label),
        "item": Named(code=case.item_id, name=case.item.told_name),
        "area": Named(code=case.area_id, name=case.area.short_name),
        "unit": unit_of(case.unit) if case.unit else None,
        "applicant": queries.shown_name(case),
        "audience": AudienceChoices(case.audience),
        "channel": Channel(case.channel),
        "is_overdue": case.resolved_at is None and case.closed_at is None and case.due_at < at,
    }


def _answers(case: Case) -> list[AnswerShown]:
    item, given = case.terms, case.answers
    return [
        AnswerShown(name=field.name, label=field.label, value=given[field.name], text=text)
        for field in item.form
        for _label, text in readable(item, {field.name: given.get(field.name)})
    ]
