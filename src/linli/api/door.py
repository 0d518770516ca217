"""The API as it is assembled: JSON in, JSON or problems out, its description, and the checks at the door."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ConfigError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from linli.api.problems import MEDIA_TYPE, Problem, answer_with_problems, not_allowed, not_found, problem

MOST_BYTES = 256 * 1024  # of a request: many times the longest case
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
View = Callable[..., HttpResponseBase]


class Strict(Parser):
    """JSON without the constants that are none (NaN, Infinity)."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body's value; whatever cannot be read becomes a 400."""
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class Chinese(JSONRenderer):
    """JSON whose Chinese can be read as it is."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


class Description(OpenAPISchema):
    """The description, in which one name means one thing: two modules' types of the same name would overwrite."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Remember types by name; raises ConfigError where another one has the name already."""
        for name, definition in definitions.items():
            if self.schemas.setdefault(name, definition) != definition:
                raise ConfigError(f"two types of the API are called {name}")


class Api(NinjaAPI):
    """One API for all modules. `statuses` gives refusals by code another status than their own."""

    def __init__(self, *, title: str, version: str, description: str, statuses: Mapping[str, int]) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace="api",
            docs_url=None,  # ninja's page would load its scripts from elsewhere
            parser=Strict(),
            renderer=Chinese(),
        )
        self._described: OpenAPISchema | None = None
        answer_with_problems(self, statuses)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, made once: problems have their own content type, and our docstrings stay with us."""
        if self._described is None:
            self._described = _completed(Description(self, path_prefix or self.get_root_path(path_params or {})))
        return self._described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Operations are called as their functions are; a name given twice would be seen in the kept description."""
        return operation.view_func.__name__

    @property
    def patterns(self) -> tuple[list[URLPattern], str, str]:
        """What `path()` takes: every address, guarded, and a problem for any other."""
        found, app, namespace = self.urls
        for pattern in found:
            assert isinstance(pattern, URLPattern)  # noqa: S101 (narrows the type)
            is_root = pattern.name == "api-root"  # ninja reverses it to know where it stands; nothing is there
            pattern.callback = nothing_here if is_root else guarded(self, pattern.callback)
        return [*found, re_path("", nothing_here)], app, namespace  # type: ignore[list-item]


def guarded(api: NinjaAPI, view: View) -> View:
    """Ask for size and kind before the body is read, and let nothing out but JSON and problems; never cached."""

    @wraps(view)
    def behind(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase | None = _refused_at_the_door(request)
        asked = request.method
        if response is None:
            request.method = "GET" if asked == "HEAD" else asked  # the server leaves the body away
            try:
                response = view(request, *args, **kwargs)
            except Exception as error:  # becomes a problem, and a line in the log
                response = api.on_exception(request, error)
            request.method = asked
        if response.status_code == 405:
            allowed = response["Allow"].split(", ")
            response = not_allowed([*allowed, "HEAD"] if "GET" in allowed else allowed)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return behind


def nothing_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG001 (a view's signature)
    """Any other address of the API."""
    return not_found()


nothing_here.csrf_exempt = True  # type: ignore[attr-defined] # writes nothing, and a program brings no CSRF token


def _refused_at_the_door(request: HttpRequest) -> HttpResponse | None:
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if request.method not in WITH_BODY or sent == "0":
        return None
    if not sent.isascii() or not sent.isdigit() or int(sent[:20]) > MOST_BYTES:
        return problem(413, "api.too_large", _("内容太大，最多 256 KB。"))
    if request.content_type != "application/json":
        return problem(415, "api.not_json_type", _("请发送 JSON，并写明 Content-Type: application/json。"))
    return None


def _completed(schema: OpenAPISchema) -> OpenAPISchema:
    schema.schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.schemas.update(schema.schemas["Problem"].pop("$defs", {}))
    _forget_docstrings([schema["paths"], schema.schemas])
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    schema["components"]["responses"] = {
        f"Problem{status}": {"description": meaning, "content": content} for status, meaning in MEANINGS.items()
    }
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _complete(operation, has_body=method.upper() in WITH_BODY)
    return schema


def _forget_docstrings(node: object) -> None:
    """They speak to whoever works on Linli, in English; what a caller reads stands at the fields."""
    if isinstance(node, list):
        for each in node:
            _forget_docstrings(each)
    elif isinstance(node, dict):
        if isinstance(node.get("enum"), list) or isinstance(node.get("properties"), dict):
            node.pop("description", None)
        for each in node.values():
            _forget_docstrings(each)


def _complete(operation: dict[str, Any], *, has_body: bool) -> None:
    statuses = {500}
    if operation.get("security"):
        statuses |= {401, 429}
    if has_body:
        statuses |= {400, 413, 415}
    if has_body or operation["parameters"]:
        statuses.add(422)
    told = operation["responses"]
    for status in sorted(statuses | {status for status in told if status >= 400}):
        told.pop(status, None)  # to stand in order
        told[status] = {"$ref": f"#/components/responses/Problem{status}"}


MEANINGS = {
    400: "不是 JSON",
    401: "没有有效的令牌",
    403: "看得到，但不归您办",
    404: "没有，或者您看不到",
    409: "已经有人先办了，或现在的状态不允许",
    413: "内容太大",
    415: "不是 application/json",
    422: "填写有误，或规则不允许",
    429: "太频繁，见 Retry-After",
    500: "系统出错，什么也没有保存",
}
