"""Putting an old key aside, once nothing needs it."""

from datetime import timedelta
from pathlib import Path

from linli.base import keyring
from linli.base.clock import now
from linli.base.keyring import EncryptionError
from linli.project.keys.standing import needed

SETTLED = timedelta(minutes=10)
"""Longer than any request: one that began before the new key was there has ended and written."""


class StillNeeded(EncryptionError):
    """The key cannot go yet; the sentence says why."""


def put_aside(key_id: str) -> Path:
    """Retire a key that is not the current one and that no row needs; returns where it lies now."""
    current = keyring.newest()
    if current is None or key_id == current.id:
        raise StillNeeded(f"{key_id} 是现用的密钥，不能停用。请先执行 linli keys rotate。")
    if key_id.startswith("lookup-"):
        raise StillNeeded("查找用的密钥不能停用。")
    age = now().timestamp() - keyring.made_at(current.id)
    if age < SETTLED.total_seconds():
        raise StillNeeded(f"新密钥刚启用。请 {int(SETTLED.total_seconds() - age) // 60 + 1} 分钟后再停用旧的。")
    if needed(key_id):
        raise StillNeeded(f"还有内容要用 {key_id} 才读得出来。请先执行 linli keys renew。")
    return keyring.retire(key_id)
