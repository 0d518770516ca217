"""The keys of an installation: small files in LINLI_HOME/keys, outside database and backup.

Every key is made on first use and never changed; `rotate` adds one, the highest number is the current one, and the
older ones stay to read what they wrote. A key's id carries a fingerprint of it, so a foreign key of the same number is
noticed as missing. Whoever loses this folder loses what was encrypted: keep a copy apart from those of the database.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from linli.base.home import home

Cipher = Literal["aes", "sm4"]
Digest = Literal["sha256", "sm3"]
LENGTHS = {"aes": 32, "sm4": 16}  # AES-256; SM4 knows 128 bits only (GB/T 32907)
NEXT_LOOKUP, GIVEN_UP, PUSH = "lookup.next", "given-up", "push"
_NAME = re.compile(r"(aes|sm4)-([0-9]{4})\.key")


class EncryptionError(Exception):
    """Something cannot be encrypted or read; the sentence says what to do about it."""


class KeyMissing(EncryptionError):
    """The key a value was written with is not in the folder."""


class KeysUnusable(EncryptionError):
    """A key file cannot be read, is damaged, or lies open to others."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, the cipher it is for, and the name values carry."""

    id: str
    cipher: Cipher
    secret: bytes
    number: int = 0

    def __repr__(self) -> str:
        return f"Key({self.id})"  # never the secret: representations end up in logs


@dataclass(frozen=True, slots=True)
class LookupKey:
    """The secret of keyed hashes and the digest chosen when it was made: another digest would find nobody again."""

    digest: Digest
    secret: bytes

    def __repr__(self) -> str:
        return f"LookupKey({self.digest})"


def folder() -> Path:
    """Where the keys lie."""
    return home() / "keys"


def configured_cipher() -> Cipher:
    """`LINLI_CIPHER`: aes unless a deployment asks for sm4. It decides what is written; either is read."""
    value = os.environ.get("LINLI_CIPHER") or "aes"
    if value == "aes":
        return "aes"
    if value == "sm4":
        return "sm4"
    raise EncryptionError(_("LINLI_CIPHER 只能是 aes 或 sm4，现在是 %(value)s。") % {"value": value})


def current() -> Key:
    """The key to write with, made if this installation has none yet."""
    cipher = configured_cipher()
    return _newest(cipher) or _made(cipher, 1)


def by_id(key_id: str) -> Key:
    """The key a value names. Nothing is made here: a new key could not read an old value."""
    for again in (False, True):  # another process may have added it just now
        for key in _ring(again=again):
            if key.id == key_id:
                return key
    raise KeyMissing(
        _("找不到密钥 %(key)s，用它加密的内容暂时读不出来。请把备份的密钥文件放回 %(folder)s 再试，不要新建密钥代替。")
        % {"key": key_id, "folder": folder()}
    )


def rotate() -> str:
    """Add a key and make it the current one; returns its id. Values written before are still read."""
    cipher = configured_cipher()
    newest = _newest(cipher, again=True)
    return _made(cipher, newest.number + 1 if newest else 1).id


def retire(key_id: str) -> Path:
    """Put a key aside that nothing needs any more: it reads nothing here, but backups taken under it."""
    path = _path_of(key_id)
    aside = folder() / "retired"
    aside.mkdir(mode=0o700, exist_ok=True)
    return path.rename(aside / f"{key_id}.key")


def made_at(key_id: str) -> float:
    """When a key was made here, in seconds of the epoch."""
    return _path_of(key_id).stat().st_mtime


def _path_of(key_id: str) -> Path:
    for path in sorted(folder().glob("*.key")):
        if _NAME.fullmatch(path.name) and id_of(path) == key_id:
            return path
    raise KeyMissing(_("这里没有密钥 %(key)s。") % {"key": key_id})


def held_ids() -> list[str]:
    """The ids of all keys here, that of the hashes too, to compare with what a database needs; makes none."""
    path = folder() / "lookup.key"
    stamp = _stamp(path)
    lookup = [] if stamp is None else [f"lookup-{_fingerprint(_read_lookup(path, stamp).secret)}"]
    return [key.id for key in _ring(again=True)] + lookup


def newest() -> Key | None:
    """The key that would be written with now, of the configured cipher; makes none."""
    return _newest(configured_cipher(), again=True)


def has_lookup_key() -> bool:
    """Whether there is one already; asking for it would make it."""
    return _stamp(folder() / "lookup.key") is not None


def id_of(path: Path) -> str:
    """The id of the key in a file, by the file's name."""
    if match := _NAME.fullmatch(path.name):
        return _read_key(path, match[1], int(match[2])).id
    return f"lookup-{_fingerprint(_secret(path, _read(path), 32))}"


def lookup_key() -> LookupKey:
    """The one secret of keyed hashes, made on first use; its file says which digest it is for."""
    path = folder() / "lookup.key"
    if _stamp(path) is None:
        _make_lookup(path)
    return _read_lookup(path, _stamp(path) or 0)


def _make_lookup(path: Path) -> None:
    digest = "sm3" if configured_cipher() == "sm4" else "sha256"
    _write_once(path, {"digest": digest, "secret": _text(secrets.token_bytes(32))})


def next_lookup_key() -> LookupKey:
    """The secret that hashes are being made anew with; made once, so that a run that was cut off goes on with it."""
    path = folder() / NEXT_LOOKUP
    if _stamp(path) is None:
        _make_lookup(path)
    return _read_lookup(path, _stamp(path) or 0)


def is_lookup_changing() -> bool:
    """Whether hashes are being made anew, and a run of that has not ended."""
    return _stamp(folder() / NEXT_LOOKUP) is not None


def take_next_lookup_key() -> None:
    """From now on the next secret is the one; the former is put aside. Atomic: there is always one of the two."""
    path, aside = folder() / "lookup.key", folder() / "retired"
    aside.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError, FileNotFoundError):
        (aside / f"{id_of(path)}.key").hardlink_to(path)
    (folder() / NEXT_LOOKUP).replace(path)
    _read_lookup.cache_clear()


def push_secret() -> bytes:
    """The private number of P-256 by which push services know this installation; made on first use, never changed.

    Browsers bind to it: with another one everybody would have to turn messages on anew.
    """
    path = folder() / PUSH
    if _stamp(path) is None:
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        _write_once(path, {"secret": _text(number.to_bytes(32, "big"))})
    return _secret(path, _read(path), 32)


def given_up() -> frozenset[str]:
    """Keys that are lost for good, as the operator has said: what they wrote reads as if it were empty."""
    stamp = _stamp(folder() / GIVEN_UP)
    return frozenset() if stamp is None else _read_given_up(folder() / GIVEN_UP, stamp)


def give_up(key_id: str) -> None:
    """Note that a key will not come back."""
    path = folder() / GIVEN_UP
    listed = sorted({*given_up(), key_id})
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write("\n".join(listed) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@lru_cache(maxsize=1)
def _read_given_up(path: Path, _stamp: int) -> frozenset[str]:
    return frozenset(path.read_text(encoding="ascii").split())


def _stamp(path: Path) -> int | None:
    """When a file or folder last changed; None where there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    except PermissionError as fault:
        raise _closed(path) from fault


@lru_cache(maxsize=2)
def _read_lookup(path: Path, _stamp: int) -> LookupKey:
    values = _read(path)
    digest = values.get("digest")
    if digest not in ("sha256", "sm3"):
        raise _damaged(path)
    return LookupKey("sm3" if digest == "sm3" else "sha256", _secret(path, values, 32))


def _ring(*, again: bool = False) -> tuple[Key, ...]:
    """All keys by cipher and number; read again when the folder has changed."""
    if again:
        _read_ring.cache_clear()
    stamp = _stamp(folder())
    return () if stamp is None else _read_ring(folder(), stamp)


@lru_cache(maxsize=1)
def _read_ring(place: Path, _stamp: int) -> tuple[Key, ...]:
    try:
        matches = [(path, _NAME.fullmatch(path.name)) for path in sorted(place.iterdir())]
    except PermissionError as fault:
        raise _closed(place) from fault
    return tuple(_read_key(path, match[1], int(match[2])) for path, match in matches if match)


def _read_key(path: Path, cipher: str, number: int) -> Key:
    secret = _secret(path, _read(path), LENGTHS[cipher])
    return Key(f"{cipher}{number}-{_fingerprint(secret)}", "aes" if cipher == "aes" else "sm4", secret, number)


def _fingerprint(secret: bytes) -> str:
    return hmac.new(secret, b"linli key id", hashlib.sha256).hexdigest()[:8]


def _newest(cipher: Cipher, *, again: bool = False) -> Key | None:
    return max((key for key in _ring(again=again) if key.cipher == cipher), key=lambda key: key.number, default=None)


def _made(cipher: Cipher, number: int) -> Key:
    """Make this key unless another starter was first; then that one stands for both."""
    path = folder() / f"{cipher}-{number:04d}.key"
    _write_once(path, {"secret": _text(secrets.token_bytes(LENGTHS[cipher]))})
    return _read_key(path, cipher, number)


def _write_once(path: Path, values: dict[str, str]) -> None:
    """A whole 0600 file under its final name, or the one that was there first; on disk before anybody relies on it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        json.dump(values, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):  # a link, unlike a rename, never replaces what is there
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _read(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="ascii") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise KeysUnusable(_("密钥文件 %(file)s 别人也能读。请执行 chmod 600 %(file)s 再试。") % {"file": path})
            values = json.load(file)
    except PermissionError as fault:
        raise _closed(path) from fault
    except (ValueError, UnicodeDecodeError) as fault:
        raise _damaged(path) from fault
    if not isinstance(values, dict):
        raise _damaged(path)
    return values


def _secret(path: Path, values: dict[str, str], length: int) -> bytes:
    try:
        secret = base64.b64decode(values["secret"], validate=True)
    except (KeyError, TypeError, ValueError) as fault:
        raise _damaged(path) from fault
    if len(secret) != length:
        raise _damaged(path)
    return secret


def _closed(path: Path) -> KeysUnusable:
    return KeysUnusable(_("没有权限读 %(path)s。请换成它所属的账户来运行。") % {"path": path})


def _damaged(path: Path) -> KeysUnusable:
    return KeysUnusable(_("密钥文件 %(file)s 坏了。请从备份恢复它，不要删掉重建。") % {"file": path})


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode("ascii")
