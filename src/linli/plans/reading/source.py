"""From a file to its text: txt, docx or the text layer of a PDF; how characters are written, and a clear no."""

import codecs
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from linli.base.refusals import Refused

LARGEST_FILE = 50 * 1024 * 1024
LONGEST_TEXT = 2_000_000
"""Characters. The longest plan we know has 24,000; beyond this it is some other kind of file."""

_ARCHIVE, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name under which Office keeps what it locked with a password."""
_INSIDE = {
    "word/": "", "xl/": "表格（xlsx）", "ppt/": "演示文稿（pptx）", "OFD.xml": "OFD 文件", "content.xml": "ODF 文件"
}  # fmt: skip
_OTHERS = {
    b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"II*\x00": "图片", b"MM\x00*": "图片", b"BM": "图片",
    b"{\\rtf": "RTF 文件", b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包", b"\x1f\x8b": "压缩包",
}  # fmt: skip
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|\?xml)", re.IGNORECASE)
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_COMMON_HANZI = range(0xB0, 0xD8)
"""Lead bytes of GB 2312's first level: the 3,755 characters everyday text is made of."""


def text_of(path: Path) -> str:
    """The file's text, without a byte-order mark; refuses what cannot be read in one sentence."""
    data = _bytes_of(path)
    text = _text_in(path, data)
    if not text.strip():
        raise _no("empty_file", f"文件“{path.name}”里没有文字。")
    if len(text) > LONGEST_TEXT:
        raise _no("too_long", f"文件“{path.name}”有 {len(text)} 个字，不像一份规划，没有读取。")
    return text


def _no(reason: str, sentence: str) -> Refused:
    return Refused(f"plans.{reason}", sentence)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _no("not_a_file", f"“{path}”是文件夹，请指定一份规划文件。")
        if path.exists() and not path.is_file():
            raise _no("not_a_file", f"“{path}”不是普通文件，请指定一份规划文件。")
        if path.stat().st_size > LARGEST_FILE:
            raise _no("too_large", f"文件“{path.name}”超过 50 MB，没有读取。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _no("no_such_file", f"找不到文件“{path}”。") from None
    except (OSError, ValueError):
        raise _no("cannot_open", f"打不开文件“{path}”，请检查文件名和权限。") from None
    if not data:
        raise _no("empty_file", f"文件“{path.name}”是空的。")
    return data


def _text_in(path: Path, data: bytes) -> str:
    if b"%PDF-" in data[:1024]:
        return _text_of_pdf(path, data)
    if data.startswith(_ARCHIVE):
        return _text_of_archive(path, data)
    if data.startswith(_OLD_OFFICE):
        if _LOCKED in data:
            raise _no("locked", f"文件“{path.name}”有密码，请去掉密码再读。")
        raise _no("old_word", f"文件“{path.name}”是旧的 doc（或 wps）格式，请另存为 docx 再读。")
    for mark, kind in _OTHERS.items():
        if data.startswith(mark) and b"\0" in data + bytes(kind == "RTF 文件"):
            raise _no("wrong_kind", f"文件“{path.name}”是{kind}，读不了；请用 txt、docx 或有文字的 PDF。")
    text = _decoded(path, data)
    if _WEB_PAGE.match(text):
        raise _no("wrong_kind", f"文件“{path.name}”是网页，读不了；请把正文复制成 txt 再读。")
    return text


def _text_of_archive(path: Path, data: bytes) -> str:
    """A docx is a ZIP with a folder of Word's; other office files are named."""
    # Here, as with PDF: the libraries take a second to load and nothing else needs them.
    from linli.plans.reading.word import NoWordFile, text_of_word

    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            names = parts.namelist()
    except zipfile.BadZipFile:
        raise _no("broken", f"文件“{path.name}”坏了，打不开，请重新存一份再读。") from None
    kind = next((kind for mark, kind in _INSIDE.items() if any(name.startswith(mark) for name in names)), "压缩包")
    if kind:
        raise _no("wrong_kind", f"文件“{path.name}”是{kind}，读不了；请用 txt、docx 或有文字的 PDF。")
    try:
        return text_of_word(data)
    except NoWordFile:
        raise _no("broken", f"文件“{path.name}”坏了，打不开，请重新存一份再读。") from None


def _text_of_pdf(path: Path, data: bytes) -> str:
    from linli.plans.reading import pdf

    try:
        return pdf.text_of_pdf(data)
    except pdf.Locked:
        raise _no("locked", f"文件“{path.name}”有密码，请去掉密码再读。") from None
    except pdf.OnlyPictures:
        sentence = f"文件“{path.name}”是扫描的图片，里面没有文字；请用有文字的版本，或先做文字识别再读。"
        raise _no("scanned", sentence) from None
    except pdf.TooManyPages:
        raise _no("too_long", f"文件“{path.name}”超过 {pdf.MOST_PAGES} 页，不像一份规划，没有读取。") from None
    except pdf.NoPdf:
        raise _no("broken", f"文件“{path.name}”坏了，打不开，请重新存一份再读。") from None


def _decoded(path: Path, data: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return _strictly(path, data, encoding, _is_text)
    if b"\0" in data:
        raise _no("not_text", f"文件“{path.name}”不是文字文件，读不了；请用 txt、docx 或有文字的 PDF。")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(path, data, "gb18030", _is_everyday_chinese)
    if not _is_text(text):
        raise _no("not_text", f"文件“{path.name}”不是文字文件，读不了；请用 txt、docx 或有文字的 PDF。")
    return text


def _strictly(path: Path, data: bytes, encoding: str, believable: Callable[[str], bool]) -> str:
    try:
        text: str | None = data.decode(encoding)
    except UnicodeError:
        text = None
    if text is None or not believable(text):
        raise _no("unknown_encoding", f"认不出文件“{path.name}”的文字编码，请另存为 UTF-8 的 txt 再读。")
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
