"""A small API of the tests' own, to see what the toolkit does by itself."""

from typing import Annotated, Any

from django.http import Http404
from django.urls import path
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict

from linli.api.door import Api
from linli.api.inputs import AreaCode, Moment, ShortWords
from linli.api.problems import Forbidden, Problem
from linli.api.tokens import ApiRequest
from linli.base.refusals import Conflict, Refused, Unavailable

router = Router(tags=["试"])
ERRORS = {
    "refused": lambda: Refused("things.too_many", "太多了。", field="count"),
    "conflict": lambda: Conflict("things.changed", "刚才有人改了。"),
    "forbidden": lambda: Forbidden("things.not_yours", "不是您的。"),
    "renamed": lambda: Refused("things.no_right", "岗位不能做。"),
    "missing": lambda: Http404("which row"),
    "unavailable": lambda: Unavailable("gateway 10.0.0.7"),
    "crash": lambda: RuntimeError("SELECT secret FROM insides"),
}


class Thing(BaseModel):
    """A body."""

    model_config = ConfigDict(extra="forbid")
    name: ShortWords
    count: int = 1
    inner: dict[str, Any] = {}


@router.post("/things", response={200: Thing, 409: Problem}, summary="放一件")
def put_thing(request: ApiRequest, body: Thing) -> Thing:
    """Gives back what came."""
    return body


@router.get("/things", response=list[Thing], summary="找")
def find_things(
    request: ApiRequest,
    since: Annotated[Moment | None, Query(None)],
    area: Annotated[AreaCode, Query("13")],
    limit: Annotated[int, Query(20, ge=1, le=100)],
) -> list[Thing]:
    """Says what was asked."""
    return [Thing(name=f"{since and since.isoformat()} {area}", count=limit)]


@router.get("/errors/{name}", response=Thing, summary="出错")
def fail(request: ApiRequest, name: str) -> Thing:
    """Raises."""
    error = ERRORS[name]()
    raise error


api = Api(title="试", version="0", description="", statuses={"things.no_right": 403})
api.add_router("", router)
urlpatterns = [path("api/v1/", api.patterns)]
