"""The keys in one file behind a passphrase: for a safe, never beside a backup.

scrypt makes the passphrase slow to guess (128 MB a try), AES-256-GCM keeps the content secret and whole.
"""

import base64
import json
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from linli.base import keyring
from linli.base.keyring import EncryptionError

COST, BLOCK, LANES = 2**17, 8, 1
SHORTEST = 12
KIND = "linli keys"
NAMES = ("*.key", "django", "push", "given-up", "retired/*.key")
_NAME = re.compile(r"(?:retired/)?[A-Za-z0-9][A-Za-z0-9._-]*\.key|django|push|given-up")
STAYING = ("django", "push", "given-up")
"""No keys of data: where this home has its own, that stays."""


class KeysFileError(EncryptionError):
    """A file of keys cannot be written or read; the sentence is for the operator."""


def export(target: Path, passphrase: str) -> list[str]:
    """Write all keys of this home into a new file; returns their names."""
    if len(passphrase) < SHORTEST:
        raise KeysFileError(f"口令太短，至少 {SHORTEST} 个字。建议用四五个不相干的词。")
    found = {str(path.relative_to(keyring.folder())): path.read_text("ascii") for path in _files()}
    if not found:
        raise KeysFileError(f"{keyring.folder()} 里没有密钥。")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = {"kind": KIND, "format": 1, "n": COST, "r": BLOCK, "p": LANES, "salt": _text(salt), "nonce": _text(nonce)}
    secret = AESGCM(_derived(passphrase, head)).encrypt(nonce, json.dumps(found).encode(), _bound(head))
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            json.dump({**head, "content": _text(secret)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise KeysFileError(f"{target} 已经有了，不覆盖旧文件。请换一个文件名。") from None
    except OSError as error:
        raise KeysFileError(f"写不了 {target}：{error.strerror}。") from error
    return sorted(found)


def read(source: Path, passphrase: str) -> dict[str, str]:
    """The keys of a file by their names."""
    try:
        written = json.loads(source.read_text("ascii"))
        head = {name: written[name] for name in ("kind", "format", "n", "r", "p", "salt", "nonce")}
        if (head["kind"], head["format"]) != (KIND, 1):
            raise ValueError(head["kind"])
        secret, nonce = base64.b64decode(written["content"]), base64.b64decode(head["nonce"])
        plain = AESGCM(_derived(passphrase, head)).decrypt(nonce, secret, _bound(head))
    except OSError as error:
        raise KeysFileError(f"读不了 {source}：{error.strerror}。") from error
    except InvalidTag as error:
        raise KeysFileError("口令不对，或者文件被改动过。") from error
    except (ValueError, KeyError, TypeError) as error:
        raise KeysFileError(f"{source} 不是 linli keys export 写出的文件。") from error
    found = {str(name): str(content) for name, content in json.loads(plain).items()}
    if strange := [name for name in found if not _NAME.fullmatch(name)]:
        raise KeysFileError(f"{source} 里有不认识的内容（{strange[0]}）。请升级邻里再试。")
    return found


def put_back(found: dict[str, str], is_needed: Callable[[str], bool]) -> list[str]:
    """Write keys of a file into this home; returns the names of those that are new here.

    A key in the way with the same number but another secret is put aside into `retired/`, unless the database here
    needs it: then nothing is changed at all.
    """
    folder = keyring.folder()
    fresh = [name for name, content in found.items() if not _holds(folder / name, content)]
    in_the_way = [name for name in fresh if (folder / name).exists()]
    for name in in_the_way:
        if name not in STAYING and is_needed(key_id := keyring.id_of(folder / name)):
            raise KeysFileError(
                f"这里的 {name}（{key_id}）正在使用，和文件里的同名而不同。这份密钥属于另一套数据，没有导入。"
            )
    (folder / "retired").mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in in_the_way:
        if name not in STAYING:
            (folder / name).rename(folder / "retired" / f"{keyring.id_of(folder / name)}.key")
    written = [name for name in fresh if name not in in_the_way or name not in STAYING]
    for name in written:
        with os.fdopen(
            os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as file:
            file.write(found[name])
            file.flush()
            os.fsync(file.fileno())
    return sorted(written)


def _files() -> list[Path]:
    folder = keyring.folder()
    return sorted(path for pattern in NAMES for path in folder.glob(pattern) if not path.name.startswith("."))


def _holds(path: Path, content: str) -> bool:
    return path.exists() and path.read_text("ascii") == content


def _derived(passphrase: str, head: dict[str, object]) -> bytes:
    salt = base64.b64decode(str(head["salt"]))
    cost, block, lanes = (int(str(head[name])) for name in ("n", "r", "p"))
    return Scrypt(salt=salt, length=32, n=cost, r=block, p=lanes).derive(passphrase.encode())


def _bound(head: dict[str, object]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
