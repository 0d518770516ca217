"""How the API says no: one shape for every refusal (RFC 9457), a sentence for a person, a code for a program."""

import traceback
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel, Field

from linli.api.faults import Fault, faults_of
from linli.base.outages import Outage, outage_of
from linli.base.refusals import Refused, Sentence, Unavailable

MEDIA_TYPE = "application/problem+json"
NEVER_KEPT = {"Cache-Control": "no-store"}
log = structlog.get_logger(__name__)


class Problem(BaseModel):
    """Every answer of 400 and above."""

    type: str = Field(description="code 的 URN")
    title: str = Field(description="一类问题的名称")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="说明和该怎么办，可以直接给人看")
    code: str = Field(description="稳定的代码，供程序判断，例如 cases.wrong_stage")
    field: str | None = Field(default=None, description="与哪个字段有关")
    errors: list[Fault] = Field(default=[], description="填写有误时逐项列出")


class Forbidden(Refused):
    """Visible, but not this person's to do (403)."""

    status = 403


class Invalid(Refused):
    """What was sent is not right in one or several places (422)."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("api.invalid", _("有几处填得不对，请照 errors 里的说明改好再发。"))
        self.faults = list(faults)


class TooMany(Exception):
    """This caller asks more often than agreed; `wait` is in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = max(1, round(wait + 0.5))


def problem(
    status: int,
    code: str,
    detail: Sentence,
    *,
    field: str | None = None,
    errors: Iterable[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An answer that says what is wrong."""
    told = Problem(
        type=f"urn:linli:problem:{code}",
        title=_titles().get(status, HTTPStatus(status).phrase),
        status=status,
        detail=str(detail),
        code=code,
        field=field,
        errors=list(errors),
    )
    content = NinjaJSONEncoder(ensure_ascii=False).encode(told.model_dump())
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers={**NEVER_KEPT, **(headers or {})})


def not_found() -> HttpResponse:
    """Nothing here, or nothing this caller may see: the two are not told apart."""
    return problem(404, "api.not_found", _("没有找到，或者您看不到它。请核对地址和编号。"))


def not_allowed(methods: Iterable[str]) -> HttpResponse:
    """The address exists, the method does not."""
    detail = _("这个地址不支持这种请求方法，请看接口说明。")
    return problem(405, "api.method_not_allowed", detail, headers={"Allow": ", ".join(sorted(methods))})


def answer_with_problems(api: NinjaAPI, statuses: Mapping[str, int]) -> None:
    """Let every exception of an operation end as a problem. `statuses` are refusals told otherwise than by 422."""

    def refused(_request: HttpRequest, error: Any) -> HttpResponse:
        faults = error.faults if isinstance(error, Invalid) else ()
        status = statuses.get(error.code, error.status)
        return problem(status, error.code, error.sentence, field=error.field, errors=faults)

    api.add_exception_handler(Refused, refused)
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    told = Invalid(faults_of(error.errors))
    return problem(told.status, told.code, told.sentence, errors=told.faults)


def _unknown_caller(_request: HttpRequest, _error: Any) -> HttpResponse:
    detail = _("请在 Authorization 里带上有效的令牌。令牌可能写错了、过期了或已收回。")
    return problem(401, "api.no_token", detail, headers={"WWW-Authenticate": "Bearer"})


def _unread(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(400, "api.not_json", _("内容读不出来：请发送 UTF-8 的 JSON。"))


def _gone(_request: HttpRequest, _error: Any) -> HttpResponse:
    return not_found()


def _too_many(_request: HttpRequest, error: Any) -> HttpResponse:
    detail = _("请求太频繁了，请过 %(wait)d 秒再试。") % {"wait": error.wait}
    return problem(429, "api.too_many", detail, headers={"Retry-After": str(error.wait)})


def _unavailable(_request: HttpRequest, _error: Any) -> HttpResponse:
    detail = _("要用到的另一个系统暂时连不上。请过一会儿再试。")
    return problem(503, "api.unavailable", detail, headers={"Retry-After": "60"})


def outage_problem(outage: Outage) -> HttpResponse:
    """Wait and ask again."""
    log.warning("outage", code=outage.code)
    return problem(503, outage.code, outage.sentence, headers={"Retry-After": str(outage.wait)})


def _crashed(request: HttpRequest, error: Any) -> HttpResponse:
    """An outage, or our fault: the caller learns nothing of our insides, all is rolled back, the log has the trace.

    Neither the error's message nor local values are logged: they quote what people wrote, or a row.
    """
    if outage := outage_of(error):
        return outage_problem(outage)
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("api_crashed", method=request.method, path=request.path, error=type(error).__name__, trace=trace)
    return crash_problem()


def crash_problem() -> HttpResponse:
    """Our fault."""
    return problem(500, "api.crashed", _("系统出错了，这次没有保存任何内容。请稍后再试；还不行，请联系管理员。"))


HANDLERS = {
    Exception: _crashed,
    ValidationError: _invalid,
    AuthenticationError: _unknown_caller,
    HttpError: _unread,  # ninja raises it itself for a body that cannot be parsed only
    UnreadablePostError: _unread,
    Http404: _gone,
    ObjectDoesNotExist: _gone,
    TooMany: _too_many,
    Unavailable: _unavailable,
}


def _titles() -> dict[int, str]:
    return {
        400: _("内容读不出来"),
        401: _("没有有效的令牌"),
        403: _("没有这个权限"),
        404: _("没有找到"),
        405: _("不支持这种方法"),
        409: _("情况已经变了"),
        413: _("内容太大"),
        415: _("格式不对"),
        422: _("不能这样办"),
        429: _("太频繁了"),
        500: _("系统出错"),
        503: _("暂时不可用"),
    }
