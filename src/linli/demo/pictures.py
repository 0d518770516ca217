"""A few drawn pictures, marked 演示图片, for results that come with one. No photograph is shipped."""

import base64
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw

from linli.base.attachments import examine
from linli.cases.attachments import Kept, keep

SIZE = (640, 480)
# The four characters as a bitmap, so that no font is needed.
WORDS_SIZE = (93, 24)
WORDS = zlib.decompress(
    base64.b85decode(
        "c-mdiI|>3p3<lr~v-p4k*DivvSBRaZM~Q4<V_|8fQ|%e{IMdm90LvU<$}NPL*#!ktgs%u8f1rYIQ7HYc0|wa7pi!B;(!tDtX0L<Ia2gGZKOeO>"
        "gNnKJ*ytcCs_#=*e3^my{6qv;YX$<o7Q3!4e*b)W^pgXnn|n1Hmzo0!XWJ7uU5&)NMRb#itI?W?s1+m^$qpmr+vr^q^Sqcv4pdtfcCk%+pG#hG("
        "F1xZPA*R0uo-ai1I^%9P5"
    )
)
SKY, GROUND, DARK, STEEL, LIGHT, GREEN = "#dfe9f0", "#c9c2b4", "#4b5563", "#8b97a5", "#ffd976", "#5c9468"


def pictures() -> Mapping[str, tuple[Kept, ...]]:
    """Pictures of results by service item, stored."""
    drawn = {name: _kept(name, draw) for name, draw in DRAWN.items()}
    return {
        "public-repair": (drawn["路灯"], drawn["路面"]),
        "environment-report": (drawn["垃圾桶"],),
        "barrier-free": (drawn["坡道"],),
        "property-complaint": (drawn["垃圾桶"], drawn["路面"]),
    }


def _lamp(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((300, 110, 312, 380), fill=DARK)
    pen.rectangle((300, 104, 420, 114), fill=DARK)
    pen.polygon((380, 114, 440, 114, 520, 380, 300, 380), fill="#fff4cf")
    pen.ellipse((392, 108, 432, 132), fill=LIGHT)
    pen.rectangle((300, 110, 312, 380), fill=DARK)


def _road(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon((220, 200, 420, 200, 620, 480, 20, 480), fill="#9aa0a6")
    for top in range(215, 480, 60):
        pen.rectangle((314, top, 326, top + 32), fill="white")
    pen.ellipse((250, 370, 340, 410), fill="#868c93")


def _bin(pen: ImageDraw.ImageDraw) -> None:
    for left in (170, 330):
        pen.polygon((left, 230, left + 140, 230, left + 122, 400, left + 18, 400), fill=GREEN)
        pen.rectangle((left - 10, 212, left + 150, 232), fill="#3f6b4a")
        pen.ellipse((left + 26, 392, left + 50, 416), fill=DARK)
        pen.ellipse((left + 90, 392, left + 114, 416), fill=DARK)


def _ramp(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((440, 120, 620, 400), fill="#b9a58c")
    pen.rectangle((490, 190, 570, 330), fill=DARK)
    pen.polygon((90, 400, 440, 330, 620, 330, 620, 400), fill=STEEL)
    pen.line((110, 340, 440, 268), fill=DARK, width=7)
    for left in range(130, 440, 75):
        pen.line((left, 338 - (left - 110) // 5, left, 398 - (left - 110) // 5), fill=DARK, width=5)


DRAWN: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "路灯": _lamp,
    "路面": _road,
    "垃圾桶": _bin,
    "坡道": _ramp,
}


def _kept(name: str, draw: Callable[[ImageDraw.ImageDraw], None]) -> Kept:
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 400, *SIZE), fill=GROUND)
    draw(pen)
    words = Image.frombytes("1", WORDS_SIZE, WORDS).resize((WORDS_SIZE[0] * 2, WORDS_SIZE[1] * 2))
    picture.paste(DARK, ((SIZE[0] - words.width) // 2, 424), words)  # in the middle, where lists cut pictures square
    written = BytesIO()
    picture.save(written, "JPEG", quality=80)
    return keep(examine(f"{name}.jpg", written.getvalue()))
