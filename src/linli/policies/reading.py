"""The files of `data/policies`: the questions, and the policies that ship; read strictly, as plain values.

The sentences of `SpecError` are for whoever edits the Chinese files.
"""

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from linli.base.languages import SOURCE, active, once_a_language, translated
from linli.catalog.reading import SpecError, Table
from linli.policies import rules

QUESTIONS = "questions.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """One question about a person's situation; of some, several answers may be true at once."""

    code: str
    label: str
    hint: str
    is_many: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PolicySpec:
    """A policy as a file tells it. `area` is the code it holds in; empty for the whole country."""

    code: str
    area: str
    title: str
    summary: str
    who: str
    issuer: str
    document: str
    document_number: str
    issued_on: date | None
    quote: str
    link: str
    item: str
    words: tuple[str, ...]
    for_whom: Mapping[str, tuple[str, ...]]

    @property
    def hash(self) -> str:
        """What a later file is compared with."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


@once_a_language
def questions() -> tuple[Question, ...]:
    """Everything that is asked, in the file's order and the reader's language."""
    found = read_questions(Path(settings.DATA) / "policies" / QUESTIONS)
    return found if active() == SOURCE else tuple(retold(each, translated) for each in found)


@cache
def known_answers() -> Mapping[str, frozenset[str]]:
    """The answers each question can have."""
    return {each.code: frozenset(value for value, _label in each.choices) for each in questions()}


def retold(question: Question, say: Callable[[str], str]) -> Question:
    """The question with its words said anew."""
    choices = tuple((value, say(label)) for value, label in question.choices)
    return replace(question, label=say(question.label), hint=say(question.hint), choices=choices)


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file."""
    table = Table(_toml(path), where=path.name, item="")
    found = tuple(_question(each) for each in table.tables("question", least=1))
    table.nothing_else()
    return found


def read_folder(folder: Path) -> list[PolicySpec]:
    """The policies of every file but the questions', or one SpecError with a sentence per fault."""
    known = {each.code: {value for value, _label in each.choices} for each in read_questions(folder / QUESTIONS)}
    found: list[PolicySpec] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != QUESTIONS:
            table = Table(_toml(path), where=path.name, item="")
            found += [_policy(each, known) for each in table.tables("policy", least=1)]
            table.nothing_else()
    codes = [each.code for each in found]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise SpecError(f"{folder}：代码重复：{'、'.join(twice)}。")
    return found


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SpecError(f"{path.name}：文件读不出来，不是正确的 TOML（{error}）。") from error


def _question(table: Table) -> Question:
    found = Question(
        code=table.name("code"),
        label=table.text("label", 30),
        hint=table.text("hint", 60, default=""),
        is_many=table.flag("many", default=False),
        choices=tuple(table.pairs("choices", 30)),
    )
    table.nothing_else()
    return found


def _policy(table: Table, known: Mapping[str, set[str]]) -> PolicySpec:
    found = PolicySpec(
        code=table.code("code"),
        area=table.text("area", 17, default=""),
        title=table.text("title", rules.LONGEST_TITLE),
        summary=table.text("summary", rules.LONGEST_SUMMARY),
        who=table.text("who", rules.LONGEST_SUMMARY),
        issuer=table.text("issuer", 60),
        document=table.text("document", 100),
        document_number=table.text("document_number", 60, default=""),
        issued_on=_day(table),
        quote=table.text("quote", rules.LONGEST_QUOTE),
        link=table.text("link", 200, default=""),
        item=table.text("item", 40, default=""),
        words=table.texts("words", 20, least=1),
        for_whom=_conditions(table, known),
    )
    table.nothing_else()
    return found


def _day(table: Table) -> date | None:
    said = table.text("issued_on", 10, default="")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        table.fault("issued_on", "应写成 2026-11-22 这样的日期")


def _conditions(table: Table, known: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    if not table.has("for_whom"):
        return {}
    inner = table.table("for_whom")
    found = {code: inner.texts(code, 40, least=1) for code in known if inner.has(code)}
    inner.nothing_else()
    for code, wanted in found.items():
        if unknown := set(wanted) - known[code]:
            inner.fault(code, f"里的 {'、'.join(sorted(unknown))} 不是 questions.toml 里的选项")
    return found
