"""What a resident writes about their record and what they are answered: encrypted with the row."""

import re

from linli.base.encryption import decrypt, encrypt
from linli.people.models import RecordRequest

TABLE = "people_request"
_NUMBERS = re.compile(r"[\d〇零一二三四五六七八九幺](?:[\s\-－—–_.·,，]*[\d〇零一二三四五六七八九幺]){4,}[xXｘＸ]?")
"""Five digits and more, however they are set apart: enough to be a phone, a number, or a part of one."""


def put_words(request: RecordRequest, words: str) -> None:
    """What the resident says; whoever calls saves."""
    request.words_cipher = encrypt(words, table=TABLE, column="words_cipher", row=request.pk) if words else ""


def put_reply(request: RecordRequest, reply: str) -> None:
    """What they are answered; whoever calls saves."""
    request.reply_cipher = encrypt(reply, table=TABLE, column="reply_cipher", row=request.pk) if reply else ""


def words_of(request: RecordRequest) -> str:
    """In clear, for the resident and for whoever answers."""
    return _opened(request.words_cipher, "words_cipher", request)


def reply_of(request: RecordRequest) -> str:
    """In clear, for the resident and for whoever answered."""
    return _opened(request.reply_cipher, "reply_cipher", request)


def starred(words: str) -> str:
    """Words whose long numbers cannot be read: what a page may show of them before they are opened."""
    return _NUMBERS.sub(lambda found: "＊" * len(found[0]), words)


def _opened(cipher: str, column: str, request: RecordRequest) -> str:
    return decrypt(cipher, table=TABLE, column=column, row=request.pk) if cipher else ""
