"""Readable starts: files of units, who sends them, and the steps they go through."""

from uuid import UUID

from linli.accounts.rights import Role
from linli.base.actor import Actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COMMUNITY, OTHER_COUNTY, STREET
from linli.tables import actions, queries
from linli.tables.models import TableImport
from linli.web.tables.register import Register, register_of
from linli.web.tables.staging import Problem
from tests import world

__all__ = ["COMMUNITY", "COUNTY", "NEIGHBOUR", "OTHER_COMMUNITY", "OTHER_COUNTY", "STREET"]


def units() -> Register:
    """The register that most of these tests use."""
    found = register_of("organizations")
    assert found is not None
    return found


def an_administrator(area: str = COUNTY, name: str = "adm") -> Actor:
    """Who may bring units in."""
    return world.staff(name, (Role.ADMINISTRATOR, area, None))


def text(*rows: str, heading: str = "名称,类型,所在区划,联系电话,服务区域,在用") -> bytes:
    """A text file as most programs here save it."""
    return "\n".join([heading, *rows]).encode("gb18030")


def sent(data: bytes, by: Actor, *, register: str = "organizations", name: str = "单位.csv") -> UUID:
    """A file that waits to be looked through."""
    found = register_of(register)
    assert found is not None
    with acting_as(by):
        return actions.upload(found, name=name, data=data, by=by, at=now()).pk


def checked(data: bytes, by: Actor, **more: str) -> TableImport:
    """A file that has been looked through."""
    pk = sent(data, by, **more)
    actions.run_check(pk)
    return stands(pk, by)


def brought_in(data: bytes, by: Actor, **more: str) -> TableImport:
    """A file that has been confirmed and written."""
    of = checked(data, by, **more)
    with acting_as(by):
        actions.confirm(of, by=by, at=now())
    actions.run_write(of.pk)
    return stands(of.pk, by)


def stands(pk: UUID, by: Actor) -> TableImport:
    """How a file stands now."""
    with acting_as(by):
        return TableImport.objects.get(pk=pk)


def problems(of: TableImport, by: Actor) -> list[Problem]:
    """What is wrong with it."""
    with acting_as(by):
        return queries.problems_of(of)
