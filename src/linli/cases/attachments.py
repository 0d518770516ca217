"""Files on their way to a case: examined and stored at once, so that a form shown again does not lose them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from linli.base.actor import Actor
from linli.base.attachments import Examined, examine_upload, store

SALT = "linli.cases.attachments"


@dataclass(frozen=True)
class Kept:
    """A file that lies in the store, not yet on a case."""

    key: str
    name: str
    content_type: str
    size: int


def keep(examined: Examined, *, field: str | None = None) -> Kept:
    """Store what has been examined; Refused names `field` where there is no room."""
    return Kept(store(examined, field=field), examined.name, examined.content_type, examined.size)


def keep_uploads(uploads: Iterable["UploadedFile[bytes]"], *, field: str) -> tuple[Kept, ...]:
    """Examine each upload by its content and store it; Refused names `field`."""
    return tuple(keep(examine_upload(upload, field=field), field=field) for upload in uploads)


def token_of(kept: Iterable[Kept], *, by: Actor) -> str:
    """A signed word for a hidden field, good for this person alone: nobody can name a file that was not theirs."""
    return signing.dumps([asdict(one) for one in kept], salt=_salt(by))


def kept_of(token: str, *, by: Actor) -> tuple[Kept, ...]:
    """The files of a token; none where it is missing, changed or older than a day."""
    try:
        rows: list[dict[str, Any]] = signing.loads(token, salt=_salt(by), max_age=24 * 3600)
    except signing.BadSignature:
        return ()
    return tuple(Kept(**row) for row in rows)


def _salt(by: Actor) -> str:
    """Of one person alone, or of one request without a name."""
    return f"{SALT}.{by.user or by.asked}"
