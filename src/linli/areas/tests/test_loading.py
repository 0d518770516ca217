"""Loading editions of the published list: once, again, the next year's, and the whole country."""

import pytest
from django.db import DatabaseError, connection, transaction

from linli.areas.editions import EditionError
from linli.areas.loading import load
from linli.areas.models import Area, AreaEdition
from linli.areas.queries import BY_NAME, find

FIRST = {"99": "某省", "9901": "某市", "990101": "某县", "990101100": "某镇", "990101100200": "张庄村民委员会"}
VILLAGE = "990101100200"


def area(code: str = VILLAGE) -> Area:
    return Area.objects.get(code=code)


def test_an_edition_is_loaded_with_level_kind_and_initials(owner, published):
    done = load("99", folder=published("2024", FIRST))
    assert (done.count, done.changed, done.dissolved) == (5, 5, 0)
    village = area()
    assert (village.level, village.kind, village.initials) == (5, "village", "zzcmwyh")
    assert str(village.valid_from) == "2024-06-30"


def test_loading_again_changes_nothing_and_says_the_same_count(owner, published):
    folder, said = published("2024", FIRST), []
    load("99", folder=folder)
    done = load("99", folder=folder, progress=lambda fraction, words: said.append((fraction, words)))
    assert (done.count, done.changed) == (5, 0)
    assert said == [(1.0, "区划已是2024年版，共 5 个")]


def test_a_part_of_what_is_loaded_is_loaded(owner, published):
    folder = published("2024", FIRST)
    load("99", folder=folder)
    done = load("990101", folder=folder)
    assert (done.count, done.changed) == (3, 0)


def test_a_part_brings_what_it_lies_in_and_nothing_beside(owner, published):
    load("990101100", folder=published("2024", {**FIRST, "9902": "他市", "990101101": "旁镇"}))
    assert set(Area.objects.inside(["99"]).values_list("code", flat=True)) == set(FIRST)


def test_a_corrected_file_of_the_same_edition_is_loaded_again(owner, published):
    load("99", folder=published("2024", FIRST))
    done = load("99", folder=published("2024", {**FIRST, VILLAGE: "章庄村民委员会"}))
    assert done.changed == 1
    assert area().name == "章庄村民委员会"


def test_a_new_edition_leaves_grids_alone_even_where_their_community_is_gone(owner, published):
    load("99", folder=published("2024", FIRST))
    facts = {"name": "第一网格", "level": 6, "kind": "village", "valid_from": "2025-01-01", "edition": "grids"}
    Area.objects.create(code=f"{VILLAGE}001", **facts)
    same = load("990101", folder=published("2024", FIRST))
    next_year = {code: name for code, name in FIRST.items() if code != VILLAGE}
    load("99", folder=published("2025", next_year))
    assert same.count == 3
    assert str(area().valid_to) == "2025-06-30"
    assert (area(f"{VILLAGE}001").valid_to, area(f"{VILLAGE}001").edition) == (None, "grids")


def test_a_renamed_area_keeps_its_code_and_its_first_day(owner, published):
    load("99", folder=published("2024", FIRST))
    done = load("99", folder=published("2025", {**FIRST, VILLAGE: "张庄社区居委会"}))
    assert done.changed == 1
    assert (area().name, str(area().valid_from), area().edition) == ("张庄社区居委会", "2024-06-30", "2025")
    assert area("990101").edition == "2024"


def test_an_area_missing_from_the_next_edition_is_dated_and_never_deleted(owner, published):
    load("99", folder=published("2024", FIRST))
    without = {code: name for code, name in FIRST.items() if code != VILLAGE}
    done = load("99", folder=published("2025", without))
    assert done.dissolved == 1
    assert str(area().valid_to) == "2025-06-30"
    assert not Area.objects.current().filter(code=VILLAGE).exists()
    assert Area.objects.current().filter(code="131102001045").exists(), "another region was touched"


def test_an_area_that_comes_back_is_current_again(owner, published):
    load("99", folder=published("2024", FIRST))
    load("99", folder=published("2025", {code: name for code, name in FIRST.items() if code != VILLAGE}))
    load("99", folder=published("2026", FIRST))
    assert area().valid_to is None


def test_a_grid_is_not_in_the_published_list_and_stays(owner, published):
    load("99", folder=published("2024", FIRST))
    Area.objects.create(
        code=f"{VILLAGE}001", name="第一网格", level=6, kind="village", valid_from="2024-09-01", edition="local"
    )
    load("99", folder=published("2025", FIRST))
    assert area(f"{VILLAGE}001").valid_to is None


def test_a_list_that_lacks_rows_is_refused_whole(owner, published):
    before = Area.objects.count()
    with pytest.raises(EditionError, match="应有 9 行，实有 5 行"):
        load(folder=published("2024", FIRST, rows=9))
    assert Area.objects.count() == before


def test_a_line_that_is_not_two_columns_is_named(owner, published):
    with pytest.raises(EditionError, match="第 6 行不是两列"):
        load("99", folder=published("2024", {**FIRST, VILLAGE: "张庄,李庄"}))


def test_a_folder_without_an_edition_is_named(owner, tmp_path):
    with pytest.raises(EditionError, match="找不到区划数据文件"):
        load(folder=tmp_path)


def test_what_is_no_code_is_not_loaded():
    with pytest.raises(ValueError, match="is not the code"):
        load("131")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE areas_area SET name = 'x'",
        "DELETE FROM areas_area",
        "INSERT INTO areas_areaedition (name, prefix, sha256, count) VALUES ('x', '', '', 0)",
    ],
)
def test_the_application_only_reads_areas(statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"level": 6}, "area_level_follows_its_code"),
        ({"code": "99010110020x"}, "area_level_follows_its_code"),
        ({"code": "990101", "level": 3}, "area_kind_is_a_communitys"),
        ({"valid_to": "2024-06-30"}, "area_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_an_area_that_contradicts_its_code(owner, changes, constraint):
    facts = {"code": VILLAGE, "name": "张庄", "level": 5, "kind": "village", "valid_from": "2024-06-30", "edition": "x"}
    with pytest.raises(DatabaseError, match=constraint):
        Area.objects.create(**{**facts, **changes})


@pytest.mark.whole_country
def test_the_whole_country_is_loaded_and_searched_within_its_indexes(owner):
    done = load()
    assert (done.count, Area.objects.count()) == (665_276, 665_276)
    assert AreaEdition.objects.filter(prefix="", count=665_276).exists()
    assert load().changed == 0
    assert Area.objects.filter(level=5).count() == 620_573
    plan = "\n".join(_plan_of(BY_NAME, text="桃", begins="桃%", holds="%桃%", limit=20, deepest=7))
    assert "Index Only Scan using area_high_levels" in plan, plan
    assert "Index Scan using area_level_name" in plan, plan
    assert find("桃城")[0].code == "131102"
    assert "131102001045" in [each.code for each in find("游园社区")]
    assert "131102001045" in [each.code for each in find("桃城区 游园")]
    assert find("tcq")[0].code == "131102"
    assert [each.code for each in find("1311")][:2] == ["1311", "131102"]


def _plan_of(statement: str, **facts: object) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", facts)
        return [line for (line,) in cursor.fetchall()]
