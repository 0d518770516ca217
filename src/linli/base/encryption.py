"""Personal values kept unreadable: encrypted in their column, found by a keyed hash, shown masked.

A value reads `v1.<key id>.<base64 of nonce, ciphertext and tag>`, in AES-256-GCM or, by LINLI_CIPHER=sm4, SM4-GCM.
Table, column and row are authenticated with it, so a value copied to another place does not open. The nonce is random:
rotate the key before four thousand million values are written with it.

Free text of the journal is encrypted with a key per subject, itself wrapped by the keyring; destroying the wrapped key
makes the text unreadable for good.
"""

import base64
import json
import os
from collections.abc import Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from linli.base import keyring
from linli.base.keyring import EncryptionError, Key, KeyMissing, KeysUnusable

__all__ = [
    "EncryptionError",
    "KeyMissing",
    "KeysUnusable",
    "Unreadable",
    "decrypt",
    "decrypt_with",
    "encrypt",
    "encrypt_under",
    "encrypt_with",
    "is_current",
    "is_lost",
    "keyed_hash",
    "mask_identity",
    "mask_mail",
    "mask_name",
    "mask_phone",
    "new_subject_key",
    "renewed",
    "rewrapped",
    "subject_key_from",
]

_ALGORITHMS = {"aes": algorithms.AES, "sm4": algorithms.SM4}
_NONCE, _TAG = 12, 16
_LONGEST_SECRET = 32
_SUBJECT_KEY = b"subject key"


class Unreadable(EncryptionError):
    """A value was changed, cut, or belongs to another place."""


def encrypt(plain: str, *, table: str, column: str, row: UUID | str | int) -> str:
    """Encrypt a value for one column of one row, with the current key."""
    return _sealed(keyring.current(), plain, _place(table, column, row))


def decrypt(cipher: str, *, table: str, column: str, row: UUID | str | int) -> str:
    """The value of this column and row, whichever key it was written with; empty where that key is given up."""
    if is_lost(cipher):
        return ""
    return _opened(keyring.by_id(_key_id(cipher)), cipher, _place(table, column, row))


def is_current(cipher: str) -> bool:
    """Whether a value is written with the current key; after a rotation the others can be renewed."""
    return _key_id(cipher) == keyring.current().id


def renewed(cipher: str, *, table: str, column: str, row: UUID | str | int) -> str:
    """The same value under the current key; unchanged where it is already."""
    if is_current(cipher) or is_lost(cipher):
        return cipher
    return encrypt(decrypt(cipher, table=table, column=column, row=row), table=table, column=column, row=row)


def is_lost(cipher: str) -> bool:
    """Whether the key of a value has been given up."""
    return _key_id(cipher) in keyring.given_up()


def keyed_hash(value: str, purpose: str, key: keyring.LookupKey | None = None) -> str:
    """A hash to find a value by without storing it: equal where value and purpose are; nobody without the key can try.

    HMAC with SHA-256, or SM3 where the key was made under LINLI_CIPHER=sm4. `key` is another than this installation's.
    """
    key = key or keyring.lookup_key()
    code = hmac.HMAC(key.secret, hashes.SM3() if key.digest == "sm3" else hashes.SHA256())
    code.update(_bytes_of([purpose, value]))
    return code.finalize().hex()


def new_subject_key() -> str:
    """A fresh key for one subject's words, wrapped by the current key; store it and destroy it with the subject."""
    return subject_key_from(os.urandom(_LONGEST_SECRET))[0]


def subject_key_from(secret: bytes, under: Key | None = None) -> tuple[str, Key]:
    """A subject's key from 32 secret bytes, wrapped and open: for loaders, which write many words of many subjects.

    `under` is the current key of the keyring, for who asked for it before.
    """
    key = under or keyring.current()
    own = secret[: len(key.secret)]
    wrapped = _sealed(key, f"{key.cipher}.{base64.b64encode(own).decode('ascii')}", _SUBJECT_KEY)
    return wrapped, Key("subject", key.cipher, own)


def rewrapped(wrapped: str) -> str:
    """The same subject's key under the current key, after a rotation."""
    return wrapped if is_current(wrapped) else _sealed(keyring.current(), _unwrapped_text(wrapped), _SUBJECT_KEY)


def encrypt_with(wrapped: str, plain: str, aad: str) -> str:
    """Encrypt words with a subject's key; `aad` names the place they belong to."""
    return encrypt_under(_unwrapped(wrapped), plain, aad)


def encrypt_under(key: Key, plain: str, aad: str) -> str:
    """The same with a key that is open already."""
    return _sealed(key, plain, aad.encode())


def decrypt_with(wrapped: str, cipher: str, aad: str) -> str:
    """Words encrypted with a subject's key for this place."""
    return _opened(_unwrapped(wrapped), cipher, aad.encode())


def _sealed(key: Key, plain: str, aad: bytes) -> str:
    head, nonce = f"v1.{key.id}", os.urandom(_NONCE)
    place = head.encode("ascii") + b"\0" + aad
    if key.cipher == "aes":
        body = AESGCM(key.secret).encrypt(nonce, plain.encode(), place)  # the same, in one call
    else:
        encryptor = Cipher(_ALGORITHMS[key.cipher](key.secret), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(place)
        body = encryptor.update(plain.encode()) + encryptor.finalize() + encryptor.tag
    return f"{head}.{base64.urlsafe_b64encode(nonce + body).decode('ascii')}"


def _opened(key: Key, cipher: str, aad: bytes) -> str:
    if _key_id(cipher) != key.id:
        raise _unreadable()
    head, _dot, sent = cipher.rpartition(".")
    try:
        raw = base64.b64decode(sent, altchars=b"-_", validate=True)
        nonce, body, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
        decryptor = Cipher(_ALGORITHMS[key.cipher](key.secret), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(head.encode("ascii") + b"\0" + aad)
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as fault:
        raise _unreadable() from fault


def _unreadable() -> Unreadable:
    return Unreadable(_("这项加密内容读不出来：它被改动过，或者不属于这条记录。请从备份核对。"))


def _key_id(cipher: str) -> str:
    version, *rest = cipher.split(".")
    if version != "v1" or len(rest) != 2:
        raise _unreadable()
    return rest[0]


def _unwrapped(wrapped: str) -> Key:
    cipher, _dot, secret = _unwrapped_text(wrapped).partition(".")
    return Key("subject", "aes" if cipher == "aes" else "sm4", base64.b64decode(secret))


def _unwrapped_text(wrapped: str) -> str:
    return _opened(keyring.by_id(_key_id(wrapped)), wrapped, _SUBJECT_KEY)


def _place(table: str, column: str, row: UUID | str | int) -> bytes:
    return _bytes_of([table, column, str(row)])


def _bytes_of(parts: Sequence[str]) -> bytes:
    """Joined so that no two lists of parts give the same bytes."""
    return json.dumps(parts, ensure_ascii=True).encode("ascii")


# What may be shown of a value to who needs to recognise it, not to read it.

_HIDDEN = "＊"  # as wide as a Chinese character, so that lists of names stay aligned
_TWO_CHARACTER_SURNAMES = (
    "欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 皇甫 长孙 宇文 轩辕 令狐 慕容 公孙 端木 百里 呼延 东郭 澹台 "
    "濮阳 淳于 单于 太史 申屠 公冶 宗政 闻人 赫连 万俟 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 拓跋 第五 左丘 东门 西门"
)


def mask_name(name: str) -> str:
    """王秀英 as 王＊英, 王英 as 王＊, 欧阳娜娜 as 欧阳＊娜; of other names the first letter and the gaps."""
    name = name.strip()
    if len(name) == 1:
        return _HIDDEN
    if len(name) > 5 or not all("一" <= letter <= "鿿" for letter in name):
        return name[:1] + "".join(letter if letter in "·• " else _HIDDEN for letter in name[1:])
    surname = 2 if len(name) > 2 and name[:2] in _TWO_CHARACTER_SURNAMES.split() else 1
    shown = name[-1] if len(name) - surname > 1 else ""
    return name[:surname] + _HIDDEN * (len(name) - surname - len(shown)) + shown


def mask_phone(phone: str) -> str:
    """13812340000 as 138****0000; of shorter numbers only the last two digits."""
    if len(phone) < 11:
        return "*" * (len(phone) - 2) + phone[-2:] if len(phone) > 4 else "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]


def mask_mail(mail: str) -> str:
    """wang@example.com as w***@example.com: whose box it is can be recognised, and not written to."""
    name, at, domain = mail.rpartition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""


def mask_identity(number: str) -> str:
    """11010519491231002X as 1****************X; anything of another length is hidden whole.

    The first six digits tell the origin, the seventeenth the sex: of both nothing is shown.
    """
    return f"{number[0]}{'*' * 16}{number[-1]}" if len(number) == 18 else "*" * len(number)
