"""Kinds of machine as data: a wrong file says where it is wrong, and a file broken later takes nothing away."""

from shutil import copytree
from types import SimpleNamespace

import pytest

from linli.kiosks.kinds import KIOSK, KindsError, keep, kind_of, live, load, path, self_service

GOOD = {
    "code": '"bottle_machine"',
    "name": '"饮料瓶回收机"',
    "door": '"token"',
    "self_service": "false",
    "every": "30",
    "silent_after": "240",
}


@pytest.fixture
def an_installation(tmp_path, monkeypatch, settings):
    """A file of its own that may be broken."""
    copytree(settings.DATA / "types", tmp_path / "data" / "types")
    monkeypatch.setattr("linli.kiosks.kinds.settings", SimpleNamespace(DATA=tmp_path / "data"))
    monkeypatch.setattr("linli.kiosks.kinds.home", lambda: tmp_path / "home")
    live.cache_clear()
    yield tmp_path / "data" / "types" / "machines.toml"
    live.cache_clear()


def more(file, **changed):
    """The file with one more kind; the new one begins on the returned line."""
    text = file.read_text("utf-8")
    lines = [f"{key} = {value}" for key, value in {**GOOD, **changed}.items() if value is not None]
    file.write_text(text + "\n[[kind]]\n" + "\n".join(lines) + "\n", "utf-8")
    return text.count("\n") + 2


def test_what_ships_has_kiosks_and_machines_with_tokens_and_counts_only_those_for_self_service():
    found = load(path())
    assert found[KIOSK].has_token is False
    assert {code for code, each in found.items() if each.has_token} == {
        "government_kiosk", "parcel_locker", "library_machine", "vending_machine",
    }  # fmt: skip
    assert self_service() == [KIOSK, "government_kiosk"]


def test_a_new_kind_is_a_few_lines(an_installation):
    more(an_installation)
    assert load(an_installation)["bottle_machine"].minutes == 30


@pytest.mark.parametrize(
    ("changed", "below", "words"),
    [
        ({"door": '"radio"'}, 3, "door"),
        ({"every": "0"}, 5, "every"),
        ({"every": "1.5"}, 5, "every"),
        ({"silent_after": "30"}, 6, "silent_after"),
        ({"self_service": '"no"'}, 4, "self_service"),
        ({"nmae": '"x"'}, 7, "nmae"),
        ({"door": '"browser"'}, 5, "每分钟"),
        ({"code": '"parcel_locker"'}, 1, "前面写过了"),
        ({"code": '"hall_camera"'}, 1, "不登记"),
        ({"name": '"人脸门禁"'}, 2, "不登记"),
        ({"name": '"楼道摄像头"'}, 2, "不登记"),
    ],
)
def test_a_wrong_file_names_file_key_and_line(an_installation, changed, below, words):
    begins = more(an_installation, **changed)
    with pytest.raises(KindsError) as fault:
        load(an_installation)
    assert str(fault.value).startswith(str(an_installation))
    assert f"（第 {begins + below} 行）" in str(fault.value)
    assert words in str(fault.value)


def test_the_kind_of_the_kiosks_that_stand_there_stays(an_installation):
    an_installation.write_text("\n".join(["[[kind]]", *(f"{key} = {value}" for key, value in GOOD.items())]), "utf-8")
    with pytest.raises(KindsError, match="kiosk"):
        load(an_installation)


def test_a_file_broken_later_leaves_the_kinds_as_they_were_and_says_where(an_installation):
    assert keep() == ""
    before = dict(live().found)
    text = an_installation.read_text("utf-8")
    an_installation.write_text(text.replace("every = 10", "every = 0", 1), "utf-8")
    live.cache_clear()
    assert dict(live().found) == before
    line = text[: text.index("every = 10")].count("\n") + 1
    assert keep() == live().fault
    assert live().fault.startswith(f"machines.toml：kind[2].every（第 {line} 行）"), live().fault
    an_installation.write_text(text, "utf-8")
    live.cache_clear()
    assert (keep(), live().fault) == ("", "")


def test_a_file_broken_from_the_start_is_refused(an_installation):
    an_installation.write_text("[[kind]]\n", "utf-8")
    with pytest.raises(KindsError):
        keep()


def test_machines_of_a_kind_the_file_no_longer_names_are_called_by_its_code():
    assert (kind_of("gone").name, kind_of("gone").has_token) == ("gone", True)
