"""A case's file as data, and the PDF and ZIP made of it. What people wrote goes to typst as JSON, never as markup."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import manimgx_fonts_cjk
import typst
from django.utils.translation import gettext as _
from PIL import Image

from linli.archives import rules
from linli.areas.queries import path_name
from linli.base.actor import Actor
from linli.base.attachments import open_stored
from linli.base.clock import SHANGHAI
from linli.cases import queries as cases
from linli.cases.models import Case, CaseAttachment, PartyRole
from linli.catalog.forms import readable
from linli.people.actions import Revealed

TEMPLATE = Path(__file__).parent / "typst" / "case.typ"
LONGEST_SIDE, QUALITY = 1400, 80
PDF, LIST, FOLDER = "case.pdf", "SHA256SUMS.txt", "files/"


@dataclass(frozen=True)
class Attached:
    """A file of the case with its bytes; `name` is what it is called in the ZIP."""

    name: str
    data: bytes
    is_picture: bool

    @property
    def sha256(self) -> str:
        """Of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


def attached(case: Case) -> list[Attached]:
    """All that was attached, as it is kept."""
    rows: Sequence[CaseAttachment] = list(case.attachments.all())
    names = rules.names_in_zip(row.name for row in rows)
    return [
        Attached(name, _bytes(row.key), row.content_type.startswith(rules.PICTURES))
        for name, row in zip(names, rows, strict=True)
    ]


def _bytes(key: str) -> bytes:
    with open_stored(key) as file:
        return file.read()


def as_data(case: Case, who: Revealed, files: Sequence[Attached], viewer: Actor, at: datetime) -> dict[str, Any]:
    """Everything that stands in the file, as plain text: for a resident their own, for staff all lines."""
    return {
        "number": case.number,
        "title": case.title,
        "words": {
            "title": _("居民诉求档案"),
            "answers": _("填写内容"),
            "course": _("办理经过"),
            "parties": _("经办单位"),
            "files": _("附件"),
            "made": _("%(moment)s 导出") % {"moment": moment(at)},
        },
        "facts": [[str(name), str(value)] for name, value in _facts(case, who) if value],
        "answers": [[question, answer] for question, answer in readable(case.terms, case.answers)],
        "course": [
            {"at": moment(line.at), "who": line.who, "what": line.what, "said": line.said}
            for line in reversed(cases.timeline(case, viewer))
        ],
        "parties": [[party.name, str(PartyRole(party.role).label)] for party in cases.parties(case)],
        "files": [
            {"name": each.name, "sha256": each.sha256, "picture": f"{number}.jpg" if each.is_picture else ""}
            for number, each in enumerate(files)
        ],
    }


def _facts(case: Case, who: Revealed) -> list[tuple[str, object]]:
    given = getattr(case, "given_rating", None)
    return [
        (_("编号"), case.number),
        (_("事项"), case.terms.name),
        (_("申请人"), who.name),
        (_("电话"), who.phone),
        (_("社区（村）"), path_name(str(case.area_id))),
        (_("地点"), case.place),
        (_("渠道"), case.get_channel_display()),
        (_("公开范围"), case.get_audience_display()),
        (_("状态"), case.stage_label),
        (_("提交时间"), moment(case.submitted_at)),
        (_("受理期限"), moment(case.accept_due_at)),
        (_("办结期限"), moment(case.due_at)),
        (_("办结时间"), moment(case.resolved_at)),
        (_("结案时间"), moment(case.closed_at)),
        (_("评价"), given.level_in_words if given and case.rating else ""),
        (_("评价里的话"), given.comment if given else ""),
    ]


def moment(at: datetime | None) -> str:
    """2026-11-23 09:00, in China."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


@cache
def fonts() -> typst.Fonts:
    """The fonts that come along; the machine's own are left alone, so that a file looks the same everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(Path(manimgx_fonts_cjk.__file__).parent)])


def as_pdf(data: dict[str, Any], files: Sequence[Attached]) -> bytes:
    """The file set by typst, which reads nothing but a folder of its own."""
    with TemporaryDirectory(prefix="linli-archive-") as name:
        folder = Path(name)
        (folder / "case.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "case.typ").write_bytes(TEMPLATE.read_bytes())
        for number, each in enumerate(files):
            if each.is_picture:
                (folder / f"{number}.jpg").write_bytes(_small(each.data))
        return typst.compile(str(folder / "case.typ"), root=name, font_paths=fonts(), ignore_system_fonts=True)


def _small(data: bytes) -> bytes:
    """A picture as it is printed; the ZIP has it whole."""
    with Image.open(BytesIO(data)) as image:
        plain = image.convert("RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def as_zip(pdf: bytes, files: Sequence[Attached]) -> bytes:
    """The PDF, every attachment as it is kept, and the list of their SHA-256."""
    written, listed = BytesIO(), [(PDF, hashlib.sha256(pdf).hexdigest())]
    with ZipFile(written, "w", ZIP_STORED) as archive:
        archive.writestr(PDF, pdf)
        for each in files:
            archive.writestr(FOLDER + each.name, each.data)
            listed.append((FOLDER + each.name, each.sha256))
        archive.writestr(LIST, rules.checksums(listed))
    return written.getvalue()


def pdf_of(archive: bytes) -> bytes:
    """The PDF of a finished ZIP."""
    with ZipFile(BytesIO(archive)) as opened:
        return opened.read(PDF)
