"""When a key is lost for good: what it wrote can never be read again, and the product goes on without it."""

from django.db import connection, transaction

from linli.base import encrypted, keyring
from linli.base.keyring import EncryptionError
from linli.project.keys.standing import rows

LOST = {
    # The words of the journal become tombstones, as if their subject had been forgotten; the entries stay.
    "日志文字": (
        (
            "DELETE FROM journal_payload p USING journal_key k"
            " WHERE k.subject_id = p.subject_id AND split_part(k.wrapped, '.', 2) = %s"
        ),
        "DELETE FROM journal_key WHERE split_part(wrapped, '.', 2) = %s",
    ),
    # A second factor nobody can check would keep its owner out for ever.
    "动态码的密钥": ("UPDATE accounts_user SET totp_cipher = '' WHERE split_part(totp_cipher, '.', 2) = %s",),
    "上传的表格": ("DELETE FROM tables_file WHERE split_part(cipher, '.', 2) = %s",),
}


class StillHere(EncryptionError):
    """The key is not lost at all."""


def give_up(key_id: str) -> dict[str, int]:
    """Let go of what this key wrote; counts by what it was. Values beside a hash stay, and read as empty."""
    if key_id in keyring.held_ids():
        raise StillHere(f"{key_id} 就在这里，不用放弃。")
    if not any(need.key_id == key_id for need in encrypted.needs(rows)):
        raise StillHere(f"没有内容要用 {key_id}。请用 linli keys list 核对。")
    done = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for words, statements in LOST.items():
            for statement in statements:
                cursor.execute(statement, [key_id])
            done[words] = cursor.rowcount
    keyring.give_up(key_id)
    return done
