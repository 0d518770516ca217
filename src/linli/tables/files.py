"""The files of an import, encrypted beside it."""

import base64
import zlib
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.base.encryption import decrypt, encrypt
from linli.base.refusals import Refused
from linli.tables.models import FileKind, KeptFile, TableImport

TABLE, COLUMN = "tables_file", "cipher"


def sealed(of: TableImport, kind: FileKind, data: bytes, at: datetime) -> KeptFile:
    """A file, not yet kept; its place is part of the seal."""
    packed = base64.b64encode(zlib.compress(data, 6)).decode("ascii")
    return KeptFile(
        of=of, kind=kind, cipher=encrypt(packed, table=TABLE, column=COLUMN, row=_row(of, kind)), kept_at=at
    )


def opened(of: TableImport, kind: FileKind) -> bytes:
    """A kept file as it was; refused where it has been thrown away, or never was."""
    kept = KeptFile.objects.filter(of=of, kind=kind).first()
    if kept is None:
        raise Refused("tables.file_gone", _("这个文件已经删除。文件只保存 7 天，请重新上传。"))
    return zlib.decompress(base64.b64decode(decrypt(kept.cipher, table=TABLE, column=COLUMN, row=_row(of, kind))))


def _row(of: TableImport, kind: FileKind) -> str:
    return f"{of.pk} {kind.value}"
