"""What is wrong with one place of what was sent, in plain words; the words of the checking library are not shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field


class Fault(BaseModel):
    """One place that must be put right."""

    field: str = Field(description="哪一处，例如 answers.danger；空：整个内容")
    code: str = Field(description="哪一种错，例如 missing")
    detail: str = Field(description="说明，可以直接给人看")


LONGEST_FIELD = 120


def faults_of(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Faults from the errors ninja collects of a request's path, query and body; no value sent comes back."""
    return [Fault(field=_place(error["loc"]), code=_code(error["type"]), detail=_sentence(error)) for error in errors]


def _place(loc: Iterable[object]) -> str:
    """`("body", "body", "resident", "name")` is `resident.name` to the caller: source and our parameter's name go."""
    source, *steps = [str(step) for step in loc]
    if source == "body":
        steps = steps[1:]
    steps = [step for step in steps if step.isidentifier() or step.isdigit()]  # not the names of a union's branches
    return ".".join(steps).encode(errors="replace").decode()[:LONGEST_FIELD]


def _code(kind: str) -> str:
    return kind.removeprefix("string_") if kind in _sentences() else "invalid"


def _sentence(error: Mapping[str, Any]) -> str:
    found = _sentences().get(error["type"])
    return found % error.get("ctx", {}) if found else _("这一处不对，请看接口说明。")


def _sentences() -> dict[str, str]:
    return {
        "missing": _("缺少这一项。"),
        "extra_forbidden": _("没有这一项，请核对名称。"),
        "model_attributes_type": _("应当是一个 JSON 对象。"),
        "model_type": _("应当是一个 JSON 对象。"),
        "dict_type": _("应当是一个 JSON 对象。"),
        "list_type": _("应当是一个列表。"),
        "string_type": _("应当是文字。"),
        "string_unicode": _("里面有不成字的编码。"),
        "string_unprintable": _("里面有看不见的控制字符，请删掉。"),
        "string_too_long": _("太长了，最多 %(max_length)d 个字。"),
        "string_too_short": _("太短了，至少 %(min_length)d 个字。"),
        "string_pattern_mismatch": _("格式不对，请看接口说明。"),
        "too_long": _("太多了，最多 %(max_length)d 项。"),
        "int_type": _("应当是整数。"),
        "int_parsing": _("应当是整数。"),
        "int_from_float": _("应当是整数。"),
        "bool_type": _("应当是 true 或 false。"),
        "greater_than_equal": _("不能小于 %(ge)s。"),
        "less_than_equal": _("不能大于 %(le)s。"),
        "uuid_parsing": _("应当是 UUID。"),
        "uuid_type": _("应当是 UUID。"),
        "enum": _("没有这个取值，请看接口说明。"),
        "literal_error": _("没有这个取值，请看接口说明。"),
        "moment": _("应当是带时区的时间，例如 2026-11-23T09:00:00+08:00（地址里的 + 写成 %%2B）。"),
    }
