"""From a file to its text: txt, docx or the text layer of a PDF; how characters are written, and a clear no."""

import codecs
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from linli.base.refusals import Refused

LARGEST_FILE = 50 * 1024 * 1024
LONGEST_TEXT = 2_000_000
"""Characters. The longest plan we know has 24,000; beyond this it is some other kind of file."""

_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name under which Office keeps what it locked with a password."""
_PICTURE, _PACKED = _("图片"), _("压缩包")
_INSIDE = {
    "word/": "", "xl/": _("表格（xlsx）"), "ppt/": _("演示文稿（pptx）"),
    "OFD.xml": _("OFD 文件"), "content.xml": _("ODF 文件"),
}  # fmt: skip
_OTHERS = {
    b"\x89PNG": _PICTURE, b"\xff\xd8\xff": _PICTURE, b"GIF8": _PICTURE, b"II*\x00": _PICTURE, b"MM\x00*": _PICTURE,
    b"BM": _PICTURE, b"{\\rtf": _("RTF 文件"), b"Rar!": _PACKED, b"7z\xbc\xaf": _PACKED, b"\x1f\x8b": _PACKED,
}  # fmt: skip
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|\?xml)", re.IGNORECASE)
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_COMMON_HANZI = range(0xB0, 0xD8)
"""Lead bytes of GB 2312's first level: the 3,755 characters everyday text is made of."""


def text_of(path: Path) -> str:
    """The file's text, without a byte-order mark; refuses what cannot be read in one sentence."""
    return text_in(path.name, _bytes_of(path))


def text_in(name: str, data: bytes) -> str:
    """The text of a file by its content; `name` is what a refusal calls it."""
    if not data:
        raise Refused("plans.empty_file", _("文件“%(name)s”是空的。") % {"name": name})
    text = _text_in(name, data)
    if not text.strip():
        raise Refused("plans.empty_file", _("文件“%(name)s”里没有文字。") % {"name": name})
    if len(text) > LONGEST_TEXT:
        facts = {"name": name, "count": len(text)}
        raise Refused("plans.too_long", _("文件“%(name)s”有 %(count)s 个字，不像一份规划，没有读取。") % facts)
    return text


def too_large(name: str) -> Refused:
    """More than is read at all."""
    return Refused("plans.too_large", _("文件“%(name)s”超过 50 MB，没有读取。") % {"name": name}, field="file")


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Refused("plans.not_a_file", _("“%(path)s”是文件夹，请指定一份规划文件。") % {"path": path})
        if path.exists() and not path.is_file():
            raise Refused("plans.not_a_file", _("“%(path)s”不是普通文件，请指定一份规划文件。") % {"path": path})
        if path.stat().st_size > LARGEST_FILE:
            raise too_large(path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise Refused("plans.no_such_file", _("找不到文件“%(path)s”。") % {"path": path}) from None
    except (OSError, ValueError):
        raise Refused("plans.cannot_open", _("打不开文件“%(path)s”，请检查文件名和权限。") % {"path": path}) from None
    return data


def _text_in(name: str, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return _text_of_pdf(name, data)
    if data.startswith(_ARCHIVE):
        return _text_of_archive(name, data)
    if data.startswith(_OLD_OFFICE):
        if _LOCKED in data:
            raise Refused("plans.locked", _("文件“%(name)s”有密码，请去掉密码再读。") % {"name": name})
        raise Refused(
            "plans.old_word", _("文件“%(name)s”是旧的 doc（或 wps）格式，请另存为 docx 再读。") % {"name": name}
        )
    for mark, kind in _OTHERS.items():
        if data.startswith(mark) and b"\0" in data + bytes(mark.startswith(b"{")):
            raise Refused(
                "plans.wrong_kind",
                _("文件“%(name)s”是%(kind)s，读不了；请用 txt、docx 或有文字的 PDF。") % {"name": name, "kind": kind},
            )
    text = _decoded(name, data)
    if _WEB_PAGE.match(text):
        raise Refused("plans.wrong_kind", _("文件“%(name)s”是网页，读不了；请把正文复制成 txt 再读。") % {"name": name})
    return text


def _text_of_archive(name: str, data: bytes) -> str:
    """A docx is a ZIP with a folder of Word's; other office files are named."""
    # Here, as with PDF: the libraries take a second to load and nothing else needs them.
    from linli.plans.reading.word import NoWordFile, text_of_word

    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            names = parts.namelist()
    except zipfile.BadZipFile:
        raise Refused("plans.broken", _("文件“%(name)s”坏了，打不开，请重新存一份再读。") % {"name": name}) from None
    kind = next((kind for mark, kind in _INSIDE.items() if any(name.startswith(mark) for name in names)), _PACKED)
    if kind:
        raise Refused(
            "plans.wrong_kind",
            _("文件“%(name)s”是%(kind)s，读不了；请用 txt、docx 或有文字的 PDF。") % {"name": name, "kind": kind},
        )
    try:
        return text_of_word(data)
    except NoWordFile:
        raise Refused("plans.broken", _("文件“%(name)s”坏了，打不开，请重新存一份再读。") % {"name": name}) from None


def _text_of_pdf(name: str, data: bytes) -> str:
    from linli.plans.reading import pdf

    try:
        return pdf.text_of_pdf(data)
    except pdf.Locked:
        raise Refused("plans.locked", _("文件“%(name)s”有密码，请去掉密码再读。") % {"name": name}) from None
    except pdf.OnlyPictures:
        raise Refused(
            "plans.scanned",
            _("文件“%(name)s”是扫描的图片，里面没有文字；请用有文字的版本，或先做文字识别再读。") % {"name": name},
        ) from None
    except pdf.TooManyPages:
        raise Refused(
            "plans.too_long",
            _("文件“%(name)s”超过 %(pages)s 页，不像一份规划，没有读取。") % {"name": name, "pages": pdf.MOST_PAGES},
        ) from None
    except pdf.NoPdf:
        raise Refused("plans.broken", _("文件“%(name)s”坏了，打不开，请重新存一份再读。") % {"name": name}) from None


def _decoded(name: str, data: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return _strictly(name, data, encoding, _is_text)
    if b"\0" in data:
        raise Refused(
            "plans.not_text", _("文件“%(name)s”不是文字文件，读不了；请用 txt、docx 或有文字的 PDF。") % {"name": name}
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(name, data, "gb18030", _is_everyday_chinese)
    if not _is_text(text):
        raise Refused(
            "plans.not_text", _("文件“%(name)s”不是文字文件，读不了；请用 txt、docx 或有文字的 PDF。") % {"name": name}
        )
    return text


def _strictly(name: str, data: bytes, encoding: str, believable: Callable[[str], bool]) -> str:
    try:
        text: str | None = data.decode(encoding)
    except UnicodeError:
        text = None
    if text is None or not believable(text):
        raise Refused(
            "plans.unknown_encoding", _("认不出文件“%(name)s”的文字编码，请另存为 UTF-8 的 txt 再读。") % {"name": name}
        )
    return text


def _is_text(text: str) -> bool:
    """Whether control characters are rare enough for a text somebody wrote."""
    controls = sum(1 for char in text if ord(char) < 32 and char not in "\t\n\r\f\v")
    return controls * 200 <= len(text)


def _is_everyday_chinese(text: str) -> bool:
    """Whether bytes read as GBK make sense: a wrong guess gives mostly rare characters."""
    hanzi = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    common = sum(1 for char in hanzi if char.encode("gb18030")[0] in _COMMON_HANZI)
    return _is_text(text) and bool(hanzi) and common >= 0.7 * len(hanzi)
