"""The words of a PDF as typst writes it, read back glyph by glyph through each font's own map."""

import re
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
DRAWN = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]+)>(?=[\d\s\]<(-]*[\]T])")
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words(pdf: bytes) -> str:
    """All words in the order in which they are drawn."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    return "".join(_drawn(*_page(objects, body)) for body in objects.values() if b"/Type/Page/" in body)


def _page(objects: dict[int, bytes], body: bytes) -> tuple[bytes, dict[bytes, dict[int, str]]]:
    """What is drawn on a page, and its fonts."""
    numbers = {name: int(number) for name, number in re.findall(rb"/(Contents|Resources) (\d+) 0 R", body)}
    named = re.findall(rb"/(f\d+) (\d+) 0 R", objects[numbers[b"Resources"]])
    return _stream(objects[numbers[b"Contents"]]), {name: _glyphs(objects, int(number)) for name, number in named}


def pages(pdf: bytes) -> int:
    """How many pages there are."""
    return sum(b"/Type/Page/" in body for _number, body in OBJECT.findall(pdf))


def pictures(pdf: bytes) -> int:
    """How many pictures there are."""
    return sum(b"/Subtype/Image" in body for _number, body in OBJECT.findall(pdf))


def _stream(body: bytes) -> bytes:
    data = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(data) if b"FlateDecode" in body.split(b"stream\n", 1)[0] else data


def _glyphs(objects: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", objects[font])
    assert found, "a font without its map cannot be read back, nor copied from"
    lines = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", _stream(objects[int(found[1])]))
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in lines if text != b"FFFF"
    }


def _drawn(content: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text: list[str] = []
    glyphs: dict[int, str] = {}
    at = 0
    while found := DRAWN.search(content, at):
        at, shown = found.end(), b""
        if found[1]:
            glyphs = fonts[found[1]]
        elif found[2]:
            shown, at = _literal(content, at)
        else:
            shown = bytes.fromhex(found[3].decode())
        text += [glyphs.get(int.from_bytes(shown[code : code + 2], "big"), "") for code in range(0, len(shown), 2)]
    return "".join(text)


def _literal(content: bytes, at: int) -> tuple[bytes, int]:
    """The bytes of a string from after its bracket, and where it ends; brackets in it may stand in pairs."""
    plain, deep = bytearray(), 1
    while True:
        byte = content[at : at + 1]
        at += 1
        if byte == b"\\":
            octal = re.match(rb"[0-7]{1,3}", content[at : at + 3])
            plain += bytes([int(octal[0], 8)]) if octal else NAMED.get(content[at : at + 1], content[at : at + 1])
            at += len(octal[0]) if octal else 1
            continue
        deep += (byte == b"(") - (byte == b")")
        if not deep:
            return bytes(plain), at
        plain += byte
