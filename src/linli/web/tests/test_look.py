"""Promises of the style sheet that a reader of one page cannot see."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "web"
CSS = (STATIC / "linli.css").read_text(encoding="utf-8")
PHYSICAL = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|(min-|max-)?(width|height))\s*:"
)
TEXT_ON = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "ground")),
    ("ink", "brand-tint"),
    ("ink-2", "brand-tint"),
    ("brand", "paper"),
    ("brand", "ground"),
    ("brand-deep", "brand-tint"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("turn", "turn-tint"),
    ("danger", "danger-tint"),
    ("danger", "paper"),
    ("ok", "ok-tint"),
]


def tokens(theme: str) -> dict[str, str]:
    """Colours of a theme: the root's, overridden by the theme's own."""
    layer = CSS[CSS.index("@layer tokens") : CSS.index("@layer reset {")]
    found: dict[str, str] = {}
    for selector in (":root", theme):
        block = re.search(rf"\n  {re.escape(selector)} \{{(.*?)\n  \}}", layer, re.DOTALL)
        assert block, selector
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block[1]))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("theme", "least"), [(":root", 4.5), (":root[data-elder]", 7.0), (':root[data-theme="night"]', 4.5)]
)
def test_text_stands_out_from_its_ground(theme, least):
    colours = tokens(theme)
    weak = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in TEXT_ON
        if contrast(colours[ink], colours[ground]) < least
    }
    assert not weak


def test_edges_of_what_is_filled_in_can_be_seen():
    for theme in (":root", ":root[data-elder]", ':root[data-theme="night"]'):
        assert contrast(tokens(theme)["edge"], tokens(theme)["paper"]) >= 3


def test_only_logical_properties_are_used():
    without_conditions = re.sub(r"@media[^{]*", "", CSS)
    assert [match[0] for match in PHYSICAL.finditer(without_conditions)] == []


def test_no_gradients_and_nothing_from_elsewhere():
    assert "gradient" not in CSS
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_style_and_scripts_stay_light():
    assert len(gzip.compress((STATIC / "linli.css").read_bytes())) <= 30 * 1024
    assert sum(len(gzip.compress(script.read_bytes())) for script in STATIC.glob("*.js")) <= 20 * 1024
