"""Unsaved rows made quickly: a case has a dozen, and Django asks a great deal for each that nobody here needs."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


class Maker(Generic[M]):
    """Makes rows of one model by the names of its columns; what is not given has the model's default."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._fixed: dict[str, Any] = {}
        self._fresh: list[tuple[str, Callable[[], Any]]] = []
        for field in model._meta.concrete_fields:
            if field.has_default() and callable(field.default):
                self._fresh.append((field.attname, field.default))
            elif not isinstance(field, models.AutoField):
                self._fixed[field.attname] = field.get_default()

    def __call__(self, **columns: Any) -> M:
        """One row."""
        row = self._model.__new__(self._model)
        values = row.__dict__
        values["_state"] = ModelState()
        values.update(self._fixed)
        values.update(columns)
        for name, default in self._fresh:
            if name not in values:
                values[name] = default()
        return row
