"""The catalogue for programs: the items offered, and what each asks, needs and promises. Open to everybody."""

from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from linli.api.inputs import Asked, ItemCode
from linli.api.problems import Problem
from linli.api.tokens import ApiRequest
from linli.base.working_time import Limit
from linli.catalog import queries
from linli.catalog.choices import Audience, FieldKind, Kind, LegalUnit, LifeEvent, LimitUnit, Mode, OnlineLevel
from linli.catalog.labels import BASIS_KINDS, KINDS, LIFE_EVENTS, MODES, ONLINE_LEVELS
from linli.catalog.spec import Basis, FieldSpec, ItemSpec

router = Router(tags=["事项"])


class LimitShown(BaseModel):
    """How much working time."""

    amount: int
    unit: LimitUnit = Field(description="hour 工作小时，day 工作日")


class LegalLimitShown(BaseModel):
    """The most a law gives."""

    amount: int
    unit: LegalUnit = Field(description="hour 工作小时，day 工作日，calendar_day 自然日")


class ItemRow(BaseModel):
    """An item in a list."""

    code: str
    name: str
    plain_name: str = Field(description="通俗名称")
    short_name: str
    kind: Kind
    kind_name: str
    life_event: LifeEvent
    life_event_name: str
    audience: Audience = Field(description="confidential：只有经办单位能看到办件")
    summary: str
    accept_limit: LimitShown = Field(description="受理时限")
    limit: LimitShown = Field(description="承诺办结时限")


class Option(BaseModel):
    """One answer to choose."""

    value: str
    label: str


class Question(BaseModel):
    """One question of the item's form."""

    name: str = Field(description="在 answers 里用的名称")
    label: str
    kind: FieldKind = Field(
        description="yes_no 用 true/false，number 用整数，date 如 2026-11-22，其余文字；photo 不经接口"
    )
    required: bool
    hint: str
    options: list[Option]
    longest: int | None
    least: int | None
    most: int | None


class Paper(BaseModel):
    """A paper that is needed, and where it comes from."""

    name: str
    source: str
    needed: bool


class Ground(BaseModel):
    """On what the item rests."""

    kind_name: str
    name: str
    quote: str


class Item(ItemRow):
    """Everything about one item."""

    who_can: str
    steps: list[str]
    materials: list[Paper]
    fee: str
    result: str
    urgent: str = Field(description="紧急时先做什么；多数事项为空")
    mode: Mode
    mode_name: str
    online_level: OnlineLevel
    online_level_name: str
    legal_limit: LegalLimitShown | None
    basis: list[Ground]
    needs_place: bool = Field(description="办件必须写 place")
    takes_nameless: bool = Field(description="可以不留姓名")
    form: list[Question]


class Items(BaseModel):
    """All that were found; never so many that they need pages."""

    items: list[ItemRow]


@router.get(
    "",
    response=Items,
    summary="查事项",
    description="不带 q：全部在用事项；带 q：按居民的说法、拼音或首字母找，最像的在前。",
)
def find_items(request: ApiRequest, q: Annotated[Asked, Query("", description="比如 灯坏了")]) -> Items:  # noqa: ARG001
    """The items offered, or those that answer what was typed."""
    catalogue = queries.catalogue()
    found = [each.item for each in catalogue.find(q)] if q else list(catalogue.items.values())
    return Items(items=[ItemRow.model_validate(_row(item)) for item in found])


@router.get(
    "/{code}",
    response={200: Item, 404: Problem},
    summary="看一个事项",
    description="办事指南、时限、依据和要填的问题；提交办件前据此准备 answers。",
)
def read_item(request: ApiRequest, code: Annotated[ItemCode, Path(description="事项代码")]) -> Item:  # noqa: ARG001
    """One item with its form."""
    item = queries.catalogue().offered(code)
    if item is None:
        raise Http404
    return Item.model_validate(
        {
            **_row(item),
            **{name: getattr(item, name) for name in ("who_can", "fee", "result", "urgent", "needs_place")},
            "takes_nameless": item.takes_nameless,
            "steps": list(item.steps),
            "materials": [Paper(name=each.name, source=each.source, needed=each.needed) for each in item.materials],
            "mode": item.mode,
            "mode_name": str(MODES[item.mode]),
            "online_level": item.online_level,
            "online_level_name": str(ONLINE_LEVELS[item.online_level]),
            "legal_limit": item.legal_limit
            and LegalLimitShown(amount=item.legal_limit.amount, unit=item.legal_limit.unit),
            "basis": [_ground(each) for each in item.basis],
            "form": [_question(each) for each in item.form],
        }
    )


def _row(item: ItemSpec) -> dict[str, Any]:
    plain = ("code", "name", "plain_name", "short_name", "kind", "life_event", "audience", "summary")
    return {
        **{name: getattr(item, name) for name in plain},
        "kind_name": str(KINDS[item.kind]),
        "life_event_name": str(LIFE_EVENTS[item.life_event]),
        "accept_limit": _limit(item.accept_limit),
        "limit": _limit(item.limit),
    }


def _limit(limit: Limit) -> LimitShown:
    return LimitShown(amount=limit.amount, unit=LimitUnit(limit.unit))


def _ground(basis: Basis) -> Ground:
    return Ground(kind_name=str(BASIS_KINDS[basis.kind]), name=basis.name, quote=basis.quote)


def _question(field: FieldSpec) -> Question:
    plain = ("name", "label", "kind", "required", "hint", "longest", "least", "most")
    options = [Option(value=each.value, label=each.label) for each in field.choices]
    return Question(**{name: getattr(field, name) for name in plain}, options=options)
