"""What a register is to a spreadsheet: its columns, one check of all rows at once, and the action that writes them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from linli.base.actor import Actor
from linli.base.refusals import Sentence
from linli.web.tables.columns import Column

if TYPE_CHECKING:
    from linli.web.tables.staging import Staged


@dataclass(frozen=True)
class Asked:
    """What somebody wants to have given out: rows of these areas, personal values in clear only with a purpose.

    `within` is as far as the right to read them reaches, `area` the part that is wanted (empty: all of it).
    """

    by: Actor
    at: datetime
    within: tuple[str, ...]
    area: str = ""
    purpose: str = ""
    export: Any = None  # the id under which the giving out stands on record

    @property
    def in_clear(self) -> bool:
        """Whether personal values are asked for."""
        return bool(self.purpose)

    @property
    def areas(self) -> tuple[str, ...]:
        """The subtrees that are both allowed and wanted."""
        if not self.area:
            return self.within
        if any(self.area.startswith(prefix) for prefix in self.within):
            return (self.area,)
        return tuple(prefix for prefix in self.within if prefix.startswith(self.area))


@dataclass(frozen=True)
class Register:
    """A register that can be brought in, given out, or both.

    `check` looks at all rows as a set and says which are new, changed or the same; `write` is the owning module's
    action and is called only where nothing is wrong, in the same transaction. `rows` yields what is given out, in the
    order of `columns`. `key` names the columns that tell one row from another within a file.
    """

    code: str
    name: Sentence
    about: Sentence
    columns: tuple[Column, ...]
    right: str
    icon: str = "table-2"
    key: tuple[str, ...] = ()
    check: Callable[["Staged"], None] | None = None
    write: Callable[["Staged"], None] | None = None
    rows: Callable[[Asked], Iterable[Sequence[Any]]] | None = None
    reading_right: str = ""  # to have it given out; the same as `right` where empty
    reveal_right: str = ""  # to have personal values in clear; never where empty
    most_rows: int = 100_000
    afterwards: Sentence = ""  # what is still to be done when rows have been brought in
    afterwards_url: str = ""  # the name of the address where

    @property
    def comes_in(self) -> bool:
        """Whether rows can be brought in."""
        return self.write is not None

    @property
    def goes_out(self) -> bool:
        """Whether rows can be given out."""
        return self.rows is not None

    @property
    def right_to_read(self) -> str:
        """The verb to have rows given out."""
        return self.reading_right or self.right

    @property
    def rights(self) -> frozenset[str]:
        """Every verb of which one opens the register's page."""
        wanted = {self.right} if self.comes_in else set()
        return frozenset(wanted | ({self.right_to_read} if self.goes_out else set()))

    @property
    def holds_personal_values(self) -> bool:
        """Whether a column is masked."""
        return any(column.masked for column in self.columns)

    @property
    def read_columns(self) -> tuple[Column, ...]:
        """The columns that are read from a file."""
        return tuple(column for column in self.columns if column.is_read)

    @property
    def staged_columns(self) -> tuple[Column, ...]:
        """The columns of the temporary table."""
        return tuple(column for column in self.read_columns if not column.is_apart)

    def column(self, code: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.code == code)


Source = Callable[[], Iterable[Register]]
_entered: dict[str, Register] = {}
_sources: list[Source] = []


def enter(register: Register) -> None:
    """Make a register known; called from `apps.py`, in the order in which they are shown."""
    _entered[register.code] = register


def enter_more(source: Source) -> None:
    """Registers that are defined while the program runs: asked for anew each time, shown after the others."""
    if source not in _sources:
        _sources.append(source)


def entered() -> Mapping[str, Register]:
    """All registers by code."""
    more = {each.code: each for source in _sources for each in source()}
    return {**_entered, **{code: each for code, each in more.items() if code not in _entered}}


def register_of(code: str) -> Register | None:
    """The register of a code."""
    return _entered.get(code) or entered().get(code)
