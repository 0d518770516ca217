"""Identifiers made in Python: UUID version 7 (RFC 9562), so that newer rows sort after older ones."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: 48 bits of milliseconds, then randomness."""
    return id_of_moment(time.time_ns() // 1_000_000, secrets.randbits(74))


def id_of_moment(milliseconds: int, random: int) -> UUID:
    """The UUIDv7 of a given millisecond and 74 random bits; loaders use it to make the same rows every time."""
    high, low = random >> 62, random & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)
