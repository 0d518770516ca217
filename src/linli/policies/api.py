"""Policies for programs: what is in force, with its source. Open to everybody."""

from datetime import date
from uuid import UUID

from ninja import Router
from pydantic import BaseModel, Field

from linli.api.tokens import ApiRequest
from linli.base.clock import local_day, now
from linli.policies import queries
from linli.policies.models import Policy

router = Router(tags=["政策"])


class PolicyRow(BaseModel):
    """A policy in force, and the document that says so."""

    id: UUID
    title: str
    summary: str
    who: str
    area: str = Field(description="在哪里有效：区划代码")
    issuer: str
    document: str
    document_number: str
    issued_on: date | None
    quote: str = Field(description="文件里的原话")
    link: str
    item: str = Field(description="到哪个事项去办；没有则为空")
    for_whom: dict[str, list[str]] = Field(description="每个问题里合适的回答；各问题都要合适")


class Policies(BaseModel):
    """All that are in force; never so many that they need pages."""

    items: list[PolicyRow]


@router.get("", response=Policies, summary="查政策", description="现在有效的全部政策，每条带出处和原话。")
def find_policies(request: ApiRequest) -> Policies:  # noqa: ARG001 (everybody's)
    """Every policy in force."""
    return Policies(items=[_row(policy) for policy in queries.in_force(local_day(now()))])


def _row(policy: Policy) -> PolicyRow:
    plain = (
        "id", "issuer", "document", "document_number", "issued_on", "quote", "link", "for_whom",
    )  # fmt: skip
    return PolicyRow(
        **{name: getattr(policy, name) for name in plain},
        title=policy.told_title,
        summary=policy.told_summary,
        who=policy.told_who,
        area=policy.area_id,
        item=policy.item_id or "",
    )
