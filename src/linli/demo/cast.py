"""Who plays which part: the worker of a unit, the dispatcher of a county, the unit of a kind that serves a place."""

import hmac
import os
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from linli.accounts.rights import Role
from linli.base import keyring
from linli.base.actor import Actor, system_actor
from linli.catalog.models import ServiceItem
from linli.catalog.spec import ItemSpec
from linli.demo.doors import STAFF
from linli.demo.draws import Draw
from linli.demo.receivers import Receivers
from linli.demo.residents import Asker
from linli.demo.staff import COMMITTEES
from linli.demo.units import ESTATES
from linli.demo.world import World
from linli.organizations.models import OrganizationType

WATCHER = system_actor("cases.watch_deadlines")
CLOSER = system_actor("cases.close_unanswered")


class Cast:
    """The world, looked up quickly."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.units = {unit.id: unit for unit in world.units}
        self._at = {(unit.type, unit.serves): unit.id for unit in reversed(world.units)}
        self._workers: dict[UUID, list[Actor]] = defaultdict(list)
        self._dispatchers: dict[str, Actor] = {}
        self._supervisors: dict[str, Actor] = {}
        for worker in world.workers:
            if worker.unit:
                self._workers[worker.unit].append(worker.actor)
            elif worker.role == Role.DISPATCHER:
                self._dispatchers[worker.area] = worker.actor
            elif worker.role == Role.SUPERVISOR:
                self._supervisors[worker.area] = worker.actor
        handling = frozenset(OrganizationType.objects.filter(handles=True).values_list("code", flat=True))
        self._receivers = Receivers(world.units, handling)
        self._specs: dict[str, ItemSpec] = {}
        self.wrapping = keyring.current()
        self._secret = os.urandom(32)

    def worker(self, unit: UUID, draw: Draw) -> Actor:
        """Somebody who works in a unit."""
        return draw.pick(self._workers[unit])

    def colleague(self, unit: UUID) -> Actor | None:
        """Somebody who works in a unit, and whom nobody signs in as; None where there is nobody else."""
        known = {post.username for post in STAFF}
        return next(
            (each.actor for each in self.world.workers if each.unit == unit and each.username not in known), None
        )

    def dispatcher(self, area: str) -> Actor:
        """The dispatcher of an area's county."""
        return self._dispatchers[area[:6]]

    def supervisor(self, area: str) -> Actor:
        """The supervisor of an area's county."""
        return self._supervisors[area[:6]]

    def committee(self, area: str) -> UUID:
        """The residents' or villagers' committee of a community."""
        return next(self._at[kind, area] for kind in COMMITTEES if (kind, area) in self._at)

    def is_committee(self, unit: UUID) -> bool:
        """Whether its workers may hand cases on."""
        return self.units[unit].type in COMMITTEES

    def serving(self, kind: str, area: str) -> UUID | None:
        """A unit of a kind that serves a community; the nearer one first."""
        found = (self._at.get((kind, area[:length])) for length in (12, 9, 6))
        return next((unit for unit in found if unit), None)

    def estate(self, area: str) -> str:
        """What the housing estate of a community is called."""
        company = self.serving("property_company", area)
        return self.units[company].short_name.removesuffix("物业") if company else Draw(area).pick(ESTATES)

    def neighbours(self, person: Asker) -> str:
        """Another community of the township a person lives in, or their own."""
        return Draw(person.id).pick(self.world.places.by_township[person.home[:9]])

    def spec_of(self, item: ServiceItem) -> ItemSpec:
        """Everything an item's file says, looked up once."""
        if item.pk not in self._specs:
            self._specs[item.pk] = item.details
        return self._specs[item.pk]

    def first_receiver(self, spec: ItemSpec, area: str, answers: Mapping[str, Any]) -> UUID | None:
        """As `cases.routing` says."""
        return self._receivers.first(spec, area, answers)

    def one_level_up(self, area: str, unit: UUID | None) -> UUID | None:
        """As `cases.routing` says."""
        return self._receivers.one_level_up(area, unit)

    def level_above(self, area: str, unit: UUID | None) -> int:
        """As `cases.routing` says."""
        return self._receivers.level_above(area, unit)

    def secret_of(self, subject: UUID) -> bytes:
        """What a subject's key in the journal is made of: a resident has one, whichever process tells of them.

        Derived from a secret that nobody keeps, it is as good as one drawn.
        """
        return hmac.digest(self._secret, subject.bytes, "sha256")
