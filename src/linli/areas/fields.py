"""The key that every area-bound row carries, and the one way to ask for a subtree of it."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from linli.base.scope import ranges


class CodeField(models.CharField):  # type: ignore[type-arg]  # cannot be subscripted at run time
    """A division's code, ordered byte by byte, so that a subtree is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 17)
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """A migration sees Django's own field, and so needs nothing of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class AreaField(models.ForeignKey[Any, Any]):
    """A key to the area whose column holds the code itself.

    No index of its own: each model states the one its lists need, usually the area and a day. The target's collation
    comes along, so `area__within=["1311"]` can use it.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("to", "areas.Area")
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_index", False)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """A migration sees Django's own field, and so needs nothing of ours."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


@CodeField.register_lookup
@AreaField.register_lookup
class Within(models.Lookup):
    """`area__within=["1311", "131102001"]`: rows of these subtrees; of none where the list is empty.

    Written as ranges, since only `>=` and `<` are leakproof and so may use an index beneath row-level security; LIKE,
    `^@` and `left()` were 10 to 500 times slower.
    """

    lookup_name = "within"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(rhs, str):
            raise TypeError("within takes a list of codes; a single one would be read digit by digit")
        super().__init__(lhs, tuple(rhs))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """`(col >= %s AND col < %s) OR …`"""
        spans = ranges([str(getattr(code, "pk", code)) for code in self.rhs])
        if not spans:
            return "false", ()
        column, params = self.process_lhs(compiler, connection)
        parts = [f"({column} >= %s AND {column} < %s)"] * len(spans)
        values = [value for low, high in spans for value in (*params, low, *params, high)]
        return f"({' OR '.join(parts)})", tuple(values)
