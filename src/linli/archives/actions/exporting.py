"""A case's whole file for who may read it whole: a resident their own, a unit on the case for a purpose on record."""

import base64
import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from linli.accounts.models import User
from linli.accounts.phones import phone_of
from linli.archives import making, rules
from linli.archives.models import CaseFile
from linli.base.actor import Actor, Kind, system_actor
from linli.base.attachments import Examined, discard_stored, open_stored, store
from linli.base.encryption import decrypt, encrypt
from linli.base.inserting import insert, update
from linli.base.journal import record
from linli.base.refusals import Refused
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case
from linli.people.actions import Revealed

MAKE = "archives.make"  # the job, by name: its module stands on this one
MAKER = system_actor("archives.make")
AT_ONCE = 3


@transaction.atomic
def ask(case: Case, *, purpose: str = "", by: Actor, at: datetime) -> CaseFile:
    """Have a case's file made. Staff give a purpose, which the resident reads in 谁看过; a job makes it."""
    case = Case.objects.visible_to(by).get(pk=case.pk)
    if by.user is None:
        raise TypeError("a file is asked for by a person")
    waiting = CaseFile.objects.visible_to(by).filter(made_at=None, failed_at=None)
    if waiting.filter(asked_at__gt=at - rules.KEPT_FOR).count() >= AT_ONCE:
        raise Refused("archives.too_many", _("还有几份档案没有做好，请等一会儿再要。"))
    text = None
    if case.is_nameless and not by.is_resident:
        cases.require_in_hands(case, by)
        text = {"reason": purpose.strip()[:100]}  # nobody's 谁看过 holds it, so the case itself does
    elif not by.is_resident:
        cases.reveal(case, purpose=purpose, by=by, at=at)
    file = CaseFile(case=case, asked_by_id=by.user, asked_at=at, is_for_resident=by.is_resident)
    insert(file)
    record("archives.asked", on=case, by=by, at=at, area=str(case.area_id), text=text, file=file.pk)
    app.configure_task(MAKE).defer(file_id=str(file.pk))
    return file


def make(file_id: UUID, *, at: datetime) -> None:
    """Make a file that was asked for. May be run any number of times: it is made once."""
    with acting_as(MAKER):
        file = CaseFile.objects.select_related("case__item", "case__unit", "case__resident").filter(pk=file_id).first()
        if file is None or file.made_at is not None:
            return
        case = file.case
        files, who = making.attached(case), who_asked(case)
        data = making.as_data(case, who, files, _reader(file), at)
    archive = making.as_zip(making.as_pdf(data, files), files)
    sealed = encrypt(base64.b64encode(archive).decode(), table=CaseFile._meta.db_table, column="key", row=file.pk)
    key = _stored(sealed.encode())
    with acting_as(MAKER), transaction.atomic():
        file.key, file.made_at = key, at
        update(file, ["key", "made_at"])
        record("archives.made", on=case, by=MAKER, at=at, area=str(case.area_id), file=file.pk, size=len(archive))


def fetch(file: CaseFile, *, by: Actor) -> bytes:
    """The finished ZIP, for who asked for it."""
    held = CaseFile.objects.visible_to(by).filter(pk=file.pk).exclude(key="").first()
    if held is None:
        raise Refused("archives.not_ready", _("这份档案还没有做好，或者已经删了。请再要一次。"))
    with open_stored(held.key) as stored:
        sealed = stored.read().decode()
    return base64.b64decode(decrypt(sealed, table=CaseFile._meta.db_table, column="key", row=held.pk))


def fail(file_id: UUID, *, at: datetime) -> None:
    """Say that a file could not be made, so that nobody waits."""
    with acting_as(MAKER):
        CaseFile.objects.filter(pk=file_id, made_at=None).update(failed_at=at)


def drop_old(*, at: datetime) -> int:
    """Throw away files a day after they were asked for; that they were stays in the journal. How many."""
    old = list(CaseFile.objects.filter(asked_at__lt=at - rules.KEPT_FOR))
    CaseFile.objects.filter(pk__in=[file.pk for file in old]).delete()
    for file in old:
        if file.key:
            discard_stored(file.key)
    return len(old)


def who_asked(case: Case) -> Revealed:
    """Name and phone, or that none was left; for jobs alone."""
    if case.resident is None:
        return Revealed(name=queries.shown_name(case), phone="")
    return Revealed(name=case.resident.name, phone=phone_of(User.objects.get(pk=case.named_resident)))


def _reader(file: CaseFile) -> Actor:
    """In whose words the history is told: the resident's, or those of staff, who read its reminders too."""
    if file.is_for_resident:
        return Actor(Kind.RESIDENT, user=file.asked_by_id, resident=file.asked_by_id)
    return Actor(Kind.STAFF, user=file.asked_by_id)


def _stored(data: bytes) -> str:
    digest = hashlib.sha256(data).hexdigest()
    return store(Examined("application/octet-stream", data, "archive", len(data), digest))
