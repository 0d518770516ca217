"""From a file to its text: what kind of file it is, how its characters are written, and a clear no."""

import codecs
from collections.abc import Callable
from pathlib import Path

from linli.base.refusals import Refused

LARGEST_FILE = 50 * 1024 * 1024
LONGEST_TEXT = 2_000_000
"""Characters. The longest plan we know has 24,000; beyond this it is some other kind of file."""

_DOCUMENTS = {b"%PDF": "PDF", b"PK\x03\x04": "docx", b"\xd0\xcf\x11\xe0": "doc"}
_MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_COMMON_HANZI = range(0xB0, 0xD8)
"""Lead bytes of GB 2312's first level: the 3,755 characters everyday text is made of."""


def text_of(path: Path) -> str:
    """The file's text, without a byte-order mark; refuses what is not a text file in one sentence."""
    data = _bytes_of(path)
    _refuse_documents(path, data)
    text = _decoded(path, data)
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


def _refuse_documents(path: Path, data: bytes) -> None:
    for mark, kind in _DOCUMENTS.items():
        if data.startswith(mark):
            raise _no("not_text", f"暂时只能读 txt，请把这份 {kind} 文件“{path.name}”另存为 txt 再读。")


def _decoded(path: Path, data: bytes) -> str:
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            return _strictly(path, data, encoding, _is_text)
    if b"\0" in data:
        raise _no("not_text", f"文件“{path.name}”不是文字文件，暂时只能读 txt。")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(path, data, "gb18030", _is_everyday_chinese)
    if not _is_text(text):
        raise _no("not_text", f"文件“{path.name}”不是文字文件，暂时只能读 txt。")
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
