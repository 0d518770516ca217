"""The types that operations take: what the database cannot hold and what nobody can read is refused at the edge."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")
YEARS = range(1971, 2200)  # outside, a change of time zone may leave what a moment can be


def _readable(text: str) -> str:
    """One kind of line end, and no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL.search(text):
        raise PydanticCustomError("string_unprintable", "control characters")
    return text


def moment(told: object) -> datetime:
    """A moment with its time zone, as ISO 8601 says it; a `+` that an address turned into a blank is put back."""
    words = told if isinstance(told, str) else ""
    words = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", words)
    try:
        found = datetime.fromisoformat(words) if MOMENT.fullmatch(words) else None
    except ValueError:  # the 31st of a month that has none
        found = None
    if found is None or found.year not in YEARS:
        raise PydanticCustomError("moment", "not a moment")
    return found


Readable = AfterValidator(_readable)
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Readable]
"""What a person wrote, of up to 2,000 characters."""
ShortWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), Readable]
"""A line of up to 100 characters."""
Asked = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), Readable]
"""What is searched for."""
LENGTHS = (2, 4, 6, 9, 12, 15, 17)
AreaCode = Annotated[str, StringConstraints(pattern="^(" + "|".join(f"[0-9]{{{length}}}" for length in LENGTHS) + ")$")]
"""The published code of a division, or a grid's."""
ItemCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T09:00:00+08:00"]}),
]
