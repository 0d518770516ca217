"""All registers of a demo told at once, ready to be written with the cases."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models

from linli.accounts.models import User
from linli.aid.models import Need
from linli.areas.models import Area, AreaFigure, AreaTag, Grid
from linli.areas.region import Region
from linli.areas.rules import Level
from linli.base.models import JournalKey, JournalPayload
from linli.cases.models import AnswerTemplate, RoutingRule, SavedView
from linli.demo.batches import Batch, journal_by_day, read
from linli.demo.chronicle import TOLD, Chronicler
from linli.demo.copying import columns_of, lines
from linli.demo.registers.answers import answers
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.counties import ground
from linli.demo.registers.desks import desks, office
from linli.demo.registers.machines import machines
from linli.demo.registers.needing import needs
from linli.demo.registers.neighbours import ended, first_resident, neighbourhoods
from linli.demo.registers.routing import routing
from linli.demo.registers.telling_all import notices, of_the_county
from linli.demo.registers.wishes import wishes
from linli.kiosks.models import Device, DeviceDay
from linli.notices.models import Notice, NoticeReaders
from linli.notifications.models import Delivery, Message
from linli.people.models import Consent, Contact, Household, HouseholdMember, Merge, RecordRequest, Resident
from linli.tables.models import KeptFile, TableExport, TableImport
from linli.territory.models import GridPost

# In this order no row names one that is not there yet: a city is written with constraints that do not wait.
ORDER: tuple[type[models.Model], ...] = (
    Area, Grid, AreaFigure, AreaTag, GridPost, User, Resident, Household, HouseholdMember, Consent, Contact,
    RecordRequest, Merge, Need, TableImport, KeptFile, TableExport, Device, DeviceDay, Notice, NoticeReaders,
    RoutingRule, AnswerTemplate, SavedView,
)  # fmt: skip


def counties_of(region: Region) -> Mapping[str, str]:
    """Every county of a region by code, also where nothing else is shown of it."""
    areas = Area.objects.current().inside([region.root]).filter(level=Level.COUNTY)
    return dict(areas.order_by("code").values_list("code", "name"))


def told(chronicler: Chronicler, counties: Mapping[str, str]) -> Clerk:
    """Everything that is kept, in memory."""
    clerk = Clerk(chronicler.cast, chronicler.until, chronicler.until - TOLD)
    ground(clerk, counties)
    found = list(neighbourhoods(clerk))
    for each in found:
        if each.known and each.known[0].id == chronicler.world.people[0].id:
            first_resident(clerk, each)
        ended(clerk, each)
    wishes(clerk, found)
    for each in found:
        desks(clerk, each)
        notices(clerk, each)
        needs(clerk, each)
    office(clerk)
    machines(clerk)
    of_the_county(clerk)
    routing(clerk)
    answers(clerk)
    return clerk


def of_registers(chronicler: Chronicler, counties: Mapping[str, str], written: datetime) -> Batch:
    """The registers as lines; no day of the journal is complete with them."""
    clerk = told(chronicler, counties)
    key = columns_of(JournalKey)
    batch = Batch(
        tables={model: lines(model, clerk.rows[model]) for model in ORDER},
        journal=journal_by_day(clerk.entries, written),
        residents_keys={subject: key.line(row) for subject, row in clerk.keys.items()},
        counts={
            "residents": len(clerk.enrolled),
            "entries": len(clerk.entries),
            "messages": len(clerk.messages),
            "requests": clerk.asked,
            "needs": clerk.found_needs,
        },
    )
    batch.tables[JournalPayload] = lines(JournalPayload, clerk.payloads)
    batch.tables[Message] = lines(Message, (read(message, chronicler.until) for message in clerk.messages))
    batch.tables[Delivery] = lines(Delivery, clerk.deliveries)
    return batch
