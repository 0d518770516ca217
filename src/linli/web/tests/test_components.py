"""Components say their state in words, not by colour alone, and escape what they are given."""

from datetime import datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lucide import IconDoesNotExist

from linli.base.clock import SHANGHAI
from linli.web.components import Choice, Entry
from linli.web.navigation import PORTAL_TABS, Link, current, grouped

AT = datetime(2026, 11, 22, 11, 10, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)


def drawn(source: str, path: str = "/", **context: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load web %}" + source).render(Context({"request": request, "at": AT, **context}))


def test_an_icon_is_inline_and_silent():
    html = drawn('{% icon "house" %}')
    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert 'class="icon"' in html


def test_an_unknown_icon_is_an_error_not_a_gap():
    with pytest.raises(IconDoesNotExist):
        drawn('{% icon "no-such-thing" %}')


@pytest.mark.parametrize(
    ("away", "tone", "words"),
    [(-2, "late", "超期 2 小时"), (6, "turn", "今天 17:10"), (30, "", "明天 17:10")],
)
def test_a_deadline_says_until_when_and_how_urgent(away, tone, words):
    html = drawn("{% deadline due at %}", due=AT + away * HOUR)
    assert f'class="badge {tone}"' in html
    assert words in html


def test_a_deadline_counts_down_where_asked():
    assert "还剩 6 小时" in drawn("{% deadline due at left=True %}", due=AT + 6 * HOUR)


def test_a_deadline_of_finished_work_says_whether_it_was_in_time():
    assert "按期办结" in drawn("{% deadline due at done_at=done %}", due=AT, done=AT - HOUR)
    assert "超期 1 小时办结" in drawn("{% deadline due at done_at=done %}", due=AT - HOUR, done=AT)
    assert "没有时限" in drawn("{% deadline None %}")


def test_a_stage_line_says_each_state_in_words():
    html = drawn("{% stage_line labels 1 %}", labels=["已提交", "已受理", "办理"])
    assert html.count("已完成") == html.count("当前") == html.count("还没到") == 1
    assert html.count('aria-current="step"') == 1


def test_a_stage_line_may_end_before_the_end_or_after_it():
    assert "到此为止" in drawn("{% stage_line labels 1 stopped=True %}", labels=["已提交", "已受理", "办理"])
    assert drawn("{% stage_line labels 2 %}", labels=["已提交", "已受理"]).count("已完成") == 2


def test_a_bar_keeps_within_its_ends_and_needs_no_inline_style():
    html = drawn("{% bar 1.4 0.8 %}")
    assert 'width="100.0%"' in html
    assert 'x1="80.0%"' in html
    assert "style=" not in html


def test_a_figure_without_a_value_says_why():
    html = drawn('{% figure value why="待登记启用" %}', value=None)
    assert "暂无数据" in html
    assert "待登记启用" in html
    assert "<svg" not in html


def test_a_large_number_stands_in_groups_of_three():
    assert "5,056,638" in drawn("{% figure value %}", value=5056638)
    assert "9999" in drawn("{% figure value %}", value=9999)
    assert "98.5" in drawn("{% figure value %}", value="98.5")


def test_pages_keep_the_other_choices_of_the_address():
    html = drawn("{% pages page %}", path="/desk/?stage=assigned&page=2", page=Paginator(range(30), 10).page(2))
    assert 'href="?stage=assigned&amp;page=1"' in html
    assert 'href="?stage=assigned&amp;page=3"' in html
    assert "第 2 页，共 3 页 · 30 件" in html


def test_the_first_page_offers_no_earlier_one():
    assert "上一页" not in drawn("{% pages page %}", page=Paginator(range(30), 10).page(1))


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "首页"), ("/cases/131102-20261122-0012/", "诉求"), ("/items/", "办事"), ("/elsewhere/", None)],
)
def test_the_portal_marks_the_door_a_page_belongs_to(path, title):
    here = current(PORTAL_TABS, path)
    assert (str(here.title) if here else None) == title
    assert drawn("{% portal_tabs %}", path=path).count('aria-current="page"') == (1 if title else 0)


def test_the_desk_marks_the_longest_matching_address_and_groups_neighbours():
    links = [
        Link("今天", "/desk/", "house", 12),
        Link("办件", "/desk/cases/", "files"),
        Link("规划", "/desk/plans/", "target", group="监测"),
    ]
    here = current(links, "/desk/cases/7/")
    assert here is not None
    assert here.url == "/desk/cases/"
    assert [(group.title, len(group.links)) for group in grouped(links, "/desk/")] == [("", 2), ("监测", 1)]
    html = drawn("{% desk_menu %}", path="/desk/cases/7/", desk_navigation=links)
    assert html.count('aria-current="page"') == 1
    assert "12" in html


def test_filters_mark_the_chosen_one_and_show_a_count_of_zero():
    html = drawn(
        '{% include "web/components/filters.html" %}', filters=[Choice("我的", "?mine", 0, True), Choice("全部", "?")]
    )
    assert html.count('aria-current="true"') == 1
    assert "<span>0</span>" in html


def test_a_timeline_escapes_what_people_wrote():
    entries = [Entry("回复", AT, "康宁社区", "<script>alert(1)</script>")]
    html = drawn('{% include "web/components/timeline.html" %}', entries=entries)
    assert "<script>" not in html
    assert "11月22日 周日 11:10" in html


def test_the_elder_switch_comes_back_to_this_page():
    html = drawn("{% elder_switch %}", path="/items/?q=助餐")
    assert 'name="next" value="/items/?q=' in html
    assert "长辈版" in html
    assert "标准版" in drawn("{% elder_switch %}", elder=True)
