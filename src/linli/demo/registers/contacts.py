"""Whom to ask for in an organisation, as `organizations.actions` writes it; the row as it was founded holds who."""

from datetime import datetime

from linli.base.actor import Actor
from linli.demo.registers.keeping import Keeper
from linli.demo.units import Unit
from linli.organizations.models import Organization

UNIT = Organization._meta.label_lower


class ContactKeeper(Keeper):
    """Keeps the annals of organisations."""

    def set_contact(self, unit: Unit, *, by: Actor, at: datetime) -> None:
        """Somebody said whom to ask for."""
        self.enter("organizations.contact_set", by, at, on=(UNIT, unit.id), area=unit.area, is_known=True)

    def reveal_contact(self, unit: Unit, purpose: str, *, by: Actor, at: datetime) -> None:
        """Somebody read who it is, for a purpose."""
        text = {"purpose": purpose}
        self.enter("organizations.contact_revealed", by, at, on=(UNIT, unit.id), area=unit.area, text=text)
