"""Whoever keeps registers in memory: rows of any table, and the annals of what was done to them."""

from collections import defaultdict
from datetime import date, datetime
from typing import TypeVar

from django.db import models

from linli.base.actor import Actor
from linli.demo import moments
from linli.demo.annals import Annals
from linli.demo.cast import Cast
from linli.demo.draws import Draw

Row = TypeVar("Row", bound=models.Model)


class Keeper(Annals):
    """Rows and annals. Each thing kept has a stream of chance of its own, begun by `about`."""

    def __init__(self, cast: Cast, until: datetime, told_from: datetime) -> None:
        super().__init__(cast, Draw(), told_from)
        self.until = until
        self.rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)

    def about(self, *name: object) -> Draw:
        """From here on chance is of this thing."""
        self.draw = Draw(self.cast.world.region.key, "register", *name)
        return self.draw

    def keep(self, row: Row) -> Row:
        """One more row."""
        self.rows[type(row)].append(row)
        return row

    def ago(self, days: int, hour: int = 9, minute: int = 30) -> datetime:
        """A moment of the working day so many working days before the end of the history: always in the past."""
        return moments.at_time(moments.workdays_before(self.until.date(), days), hour, minute)

    @property
    def today(self) -> date:
        """The day on which the history ends."""
        return self.until.date()

    def staff(self, username: str) -> Actor:
        """Who signs in under this name."""
        return next(worker.actor for worker in self.cast.world.workers if worker.username == username)
