"""What a report is made of, as data: `data/reports`, or files of the same name in LINLI_HOME/reports, read strictly.

A section holds words of a person, or figures with room for words below them. A fault names file and key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.conf import settings

from linli.base.home import home
from linli.catalog.lines import lines_of
from linli.catalog.reading import SpecError, Table
from linli.reports.rules import Kind


class TemplateError(Exception):
    """A template says something that cannot be; the sentence names file and key."""


class Shows(StrEnum):
    """What stands in a section beside words."""

    WORDS = "words"  # nothing
    TARGETS = "targets"
    RATES = "rates"
    TASKS = "tasks"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report; `hint` says to its writer what belongs there."""

    key: str
    heading: str
    shows: Shows
    hint: str


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of report: `title` may hold {area}, {year}, {quarter}."""

    kind: Kind
    title: str
    opening: str
    sections: tuple[Section, ...]


def template(kind: Kind) -> Template:
    """The template of a kind; the place's own goes before the one that ships."""
    return read(_file(kind), kind)


def read(file: Path, kind: Kind) -> Template:
    """One file."""
    try:
        text = file.read_text(encoding="utf-8")
        table = Table(loads(text), where=str(file), item="", lines=lines_of(text))
        found = Template(
            kind,
            table.text("title", 60),
            table.text("opening", 300, default=""),
            tuple(_section(each) for each in table.tables("section", least=1)),
        )
        table.nothing_else()
    except (OSError, TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{file}：读不懂：{error}。") from error
    except SpecError as error:
        raise TemplateError(str(error)) from error
    if len({each.key for each in found.sections}) < len(found.sections):
        raise TemplateError(f"{file}：有两节的 key 一样。")
    return found


def filled(pattern: str, facts: Mapping[str, object]) -> str:
    """A title with what it is about; a word nobody knows stays as it stands."""
    for name, value in facts.items():
        pattern = pattern.replace(f"{{{name}}}", str(value))
    return pattern


def _file(kind: Kind) -> Path:
    own = home() / "reports" / f"{kind}.toml"
    return own if own.is_file() else Path(settings.DATA) / "reports" / f"{kind}.toml"


def _section(table: Table) -> Section:
    found = Section(
        table.name("key"),
        table.text("heading", 40),
        table.one_of("shows", Shows),
        table.text("hint", 200, default=""),
    )
    table.nothing_else()
    return found
