"""What people attach: looked at by content, made harmless, kept under the hash of what it holds.

Photos (JPEG, PNG, WebP) are always decoded and written anew: turned upright, at most 2560 pixels long, without place,
device, comments or anything hidden behind the picture. Colours are kept as plain sRGB values, without their profile.

A PDF is kept as it came, cut after its last end mark. It is refused when it carries JavaScript, films or forms of their
own (XFA) or starts programs, named openly or in compressed objects, and when it is encrypted or its objects cannot be
looked into, since then nobody could tell. That is a check for the common cases, no virus scan: serve files as downloads
with `nosniff`.
"""

import hashlib
import os
import re
import secrets
import unicodedata
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from linli.base.home import home
from linli.base.outages import FULL, outage_of
from linli.base.refusals import Refused

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 65_000_000  # photos of 64 million pixels pass; decoding one takes about 260 MB for a moment
LONGEST_SIDE = 2560
QUALITY = 85
LONGEST_NAME = 80

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
}
_APPLE_PHOTOS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


class NoRoom(Refused):
    """The disk is full (503): the person's words stay in the form, and may be sent without the files."""

    status = 503

    def __init__(self, field: str | None = None) -> None:
        sentence = _("现在没有地方存文件。请先不带文件提交，或者过一会儿再选一次。")
        super().__init__("attachments.no_room", sentence, field)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: what it really is, and its bytes as they will be stored."""

    content_type: str
    data: bytes = field(repr=False)
    name: str
    size: int
    sha256: str


def examine(name: str, data: bytes, *, field: str | None = None) -> Examined:
    """Look at a file by its content and make it fit to keep, or refuse it with what to do instead.

    `field` is the input the refusal is shown beside.
    """
    try:
        return _examined(name, data)
    except Refused as refusal:
        raise Refused(refusal.code, refusal.sentence, field) from refusal


def examine_upload(upload: "UploadedFile[bytes]", *, field: str | None = None) -> Examined:
    """Examine what a form or the API received; a file too large is refused before it is read."""
    if (upload.size or 0) > LARGEST:
        raise Refused("attachments.too_large", _too_large().sentence, field)
    upload.seek(0)
    return examine(upload.name or "", upload.read(LARGEST + 1), field=field)


def store(examined: Examined, *, field: str | None = None) -> str:
    """Keep a file and return its key, the hash of its content; on disk before this returns, whole or not at all.

    Raises NoRoom, beside `field`, where the disk is full.
    """
    path = _path(examined.sha256)
    try:
        if not _is_kept_again(path):
            _write_whole(path, examined.data)
    except OSError as error:
        if outage_of(error) is FULL:
            raise NoRoom(field) from error
        raise
    return examined.sha256


def open_stored(key: str) -> BinaryIO:
    """A kept file, open for reading; FileNotFoundError where the files were not restored with the database."""
    return _path(key).open("rb")


def size_stored(key: str) -> int | None:
    """How large a kept file is; None where it is not there."""
    try:
        return _path(key).stat().st_size
    except FileNotFoundError:
        return None


def put_back(key: str, data: bytes) -> None:
    """Write a file of a backup where it was. Refuses content that is not the key's; does not wait for the disk.

    The caller makes the disk write once, after the last of many.
    """
    if hashlib.sha256(data).hexdigest() != key:
        raise ValueError("the content is not that of its key")
    _write_whole(_path(key), data, is_on_disk=False)


def discard_stored(key: str) -> None:
    """Remove a kept file for good. The caller knows that no row names it any more: equal files share one key."""
    _path(key).unlink(missing_ok=True)


def _examined(name: str, data: bytes) -> Examined:
    if len(data) > LARGEST:
        raise _too_large()
    if not data:
        raise _unreadable()
    content_type = _content_type(data)
    clean = _clean_pdf(data) if content_type == "application/pdf" else _clean_photo(data, content_type)
    return Examined(content_type, clean, _clean_name(name, content_type), len(clean), hashlib.sha256(clean).hexdigest())


def _content_type(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in _APPLE_PHOTOS:
        raise Refused(
            "attachments.wrong_type",
            _(
                "这是 HEIC 格式的照片，别人的手机可能打不开。请先截屏，再传截屏。"
                "以后拍照：在手机“设置”里找“相机—格式”，选“兼容性最佳”。"
            ),
        )
    kind = filetype.guess_mime(data)
    if kind == "image/apng":
        kind = "image/png"
    if kind in _FORMATS or (kind == "application/pdf" and data.startswith(b"%PDF-")):
        return str(kind)
    raise Refused(
        "attachments.wrong_type", _("只收照片（JPG、PNG、WebP）和 PDF 文件。别的文件请先转成 PDF，或者拍照上传。")
    )


# Photos


def _clean_photo(data: bytes, content_type: str) -> bytes:
    """The picture alone, written anew."""
    kind = _FORMATS[content_type]
    try:
        with Image.open(BytesIO(data), formats=[kind]) as image:
            width, height = image.size
            frames = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)  # phones add a preview as second
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise _too_many_pixels() from fault
    except Exception as fault:  # readers of formats answer hostile input with any exception there is
        raise _unreadable() from fault
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if frames > 1:
        raise Refused("attachments.wrong_type", _("不收会动的图。请传普通照片。"))
    try:
        return _written_anew(data, kind)
    except Exception as fault:
        raise _unreadable() from fault


def _written_anew(data: bytes, kind: str) -> bytes:
    with Image.open(BytesIO(data), formats=[kind]) as image:
        if kind == "JPEG":
            image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # decodes a large photo at a half, a quarter or an eighth
        upright = ImageOps.exif_transpose(_plain(image))
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright.info.clear()  # some writers take comments and profiles over from here
        written = BytesIO()
        upright.save(written, kind, **({} if kind == "PNG" else {"quality": QUALITY}))
    return written.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits per colour, and transparency only where the picture has some."""
    if image.mode in ("L", "RGB", "RGBA") and "transparency" not in image.info:
        return image
    if image.mode.startswith(("I", "F")):  # sixteen bits of grey: convert() alone would cut them to white
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


# PDF


def _pdf_name(name: str) -> bytes:
    """A pattern of a PDF name, any letter of which may be written as #hex."""
    return b"/" + b"".join(b"(?:%c|#(?i:%02x))" % (code, code) for code in name.encode()) + rb"(?![A-Za-z0-9])"


_ACTIVE = re.compile(b"|".join(_pdf_name(name) for name in ("JavaScript", "Launch", "XFA", "RichMedia")))
_ENCRYPTED = re.compile(_pdf_name("Encrypt"))
_OBJECT_STREAM = re.compile(_pdf_name("ObjStm"))
_STREAM = re.compile(rb"stream\r?\n")
_MOST_INFLATED = 64 * 1024 * 1024


def _clean_pdf(data: bytes) -> bytes:
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise _unreadable()
    if _ENCRYPTED.search(data):
        raise Refused(
            "attachments.unreadable", _("这份 PDF 加了密码或限制，别人打不开。请去掉密码再传，或者拍照上传。")
        )
    if _ACTIVE.search(data) or _ACTIVE.search(_object_streams(data)):
        raise Refused(
            "attachments.wrong_type", _("这份 PDF 里有会自己运行的内容，不能收。请打印成普通 PDF 再传，或者拍照上传。")
        )
    return data[:end] + b"%%EOF\n"


def _object_streams(data: bytes) -> bytes:
    """The objects a PDF keeps compressed, where actions may hide; what cannot be looked into is refused."""
    found, end, left = [], 0, _MOST_INFLATED
    for name in _OBJECT_STREAM.finditer(data):
        begin = _STREAM.search(data, name.end(), name.end() + 4096)
        if begin is None or begin.start() < end:  # each stream once, or the work could be made endless
            raise _unreadable()
        end = data.find(b"endstream", begin.end())
        found.append(_inflated(data[begin.end() : end], left))
        left -= len(found[-1])
    return b"\n".join(found)


def _inflated(data: bytes, at_most: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inflated = inflater.decompress(data, max(at_most, 1))
    except zlib.error as fault:
        raise _unreadable() from fault
    if not inflater.eof:  # cut short, or larger than allowed
        raise _unreadable()
    return inflated


# Names and refusals


def _clean_name(name: str, content_type: str) -> str:
    """The last part of a path, without what disturbs a screen or a file system, and with the ending of what it is."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C" and letter not in '<>:"|?*')
    name = " ".join(name.split()).rstrip(". ")
    stem, dot, ending = name.rpartition(".")
    endings = _ENDINGS[content_type]
    if not dot or f".{ending.lower()}" not in endings:
        stem, ending = name, endings[0][1:]
    return f"{stem[:LONGEST_NAME].strip('. ') or _('附件')}.{ending.lower()}"


def _too_large() -> Refused:
    return Refused("attachments.too_large", _("文件超过 10 MB，太大了。请选小一点的，或者压缩以后再传。"))


def _too_many_pixels() -> Refused:
    return Refused("attachments.too_large", _("照片的尺寸太大。请用手机的普通模式再拍一张，或者传截屏。"))


def _unreadable() -> Refused:
    return Refused("attachments.unreadable", _("文件打不开，可能没有传完整。请重新选一次，或者再拍一张。"))


# The store


def _path(key: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise ValueError("not the key of a kept file")
    return home() / "files" / key[:2] / key[2:4] / key


def _write_whole(path: Path, data: bytes, *, is_on_disk: bool = True) -> None:
    """Write beside, then rename: who opens the path finds all of it, also after a power cut if `is_on_disk`."""
    root = home() / "files"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            if is_on_disk:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent, root) if is_on_disk else ():
        _sync_folder(folder)


def _is_kept_again(path: Path) -> bool:
    """Whether it is there already; then its age starts anew, for `base.sweeping`."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
