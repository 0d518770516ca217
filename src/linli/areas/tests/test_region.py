"""The region's file."""

import pytest

from linli.areas import region as reading
from linli.areas.region import RegionError, current_region, region, regions, root


@pytest.fixture(autouse=True)
def _fresh():
    region.cache_clear()
    yield
    region.cache_clear()


@pytest.fixture
def given_region(settings, tmp_path):
    def write(text: str) -> None:
        settings.DATA = tmp_path
        (tmp_path / "regions" / "there").mkdir(parents=True)
        (tmp_path / "regions" / "there" / "region.toml").write_text(text, encoding="utf-8")

    return write


def test_the_demo_region_is_hengshui_with_two_counties():
    hengshui = region("hengshui")
    assert (hengshui.name, hengshui.root) == ("衡水市", "1311")
    assert hengshui.demo_counties == ("131102", "131123")
    assert "衡政办字〔2022〕28号" in hengshui.plan.read_text(encoding="utf-8")
    assert hengshui.calendar is None


def test_the_region_served_is_the_settings(settings):
    settings.LINLI_REGION = "hengshui"
    assert current_region() == region("hengshui")
    assert root() == "1311"
    settings.LINLI_REGION = ""
    assert current_region() is None
    assert root() == ""


def test_a_region_contains_its_subtree():
    assert region("hengshui").contains("131102001045")
    assert not region("hengshui").contains("130102")


@pytest.mark.parametrize("key", ["atlantis", "../regions/hengshui", "", "Hengshui"])
def test_an_unknown_region_is_refused_with_the_known_ones(key):
    assert "hengshui" in regions()
    with pytest.raises(RegionError, match="hengshui"):
        region(key)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('name = "某市"', "root"),
        ('name = "某市"\nroot = "131"', "131"),
        ('name = "某市"\nroot = "1311"\ndemo_counties = ["130102"]', "不在本地区内：130102"),
        ('name = "某市"\nroot = "1311"\nplan = "none.txt"', "none.txt"),
        ("name = ", "region.toml"),
    ],
)
def test_a_file_that_cannot_be_is_named_with_what_is_wrong(given_region, text, why):
    given_region(text)
    with pytest.raises(RegionError, match=why):
        reading.region("there")
