"""A report is drafted from figures, written, issued for ever, set in three kinds of files, and fetched on record."""

import re
from dataclasses import asdict
from datetime import date, datetime, time
from http import HTTPStatus
from io import BytesIO

import pdfplumber
import pytest
from django.db import ProgrammingError, connection, transaction
from docx import Document
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from linli.accounts.models import User, UserKind
from linli.accounts.rights import post_of
from linli.accounts.tests.given import signed_in
from linli.base.actor import Actor, Kind, system_actor
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.base.models import JournalEntry
from linli.base.scope import acting_as
from linli.cases.tests.given import COUNTY, OTHER_COUNTY, a_clerk, do
from linli.indicators.standing import actions as standing
from linli.notifications.models import Message
from linli.notifications.wording import address_of, text_of
from linli.plans.models import Plan, PlanTarget
from linli.reports import actions, drafting, laying_out, making, rules, templating
from linli.reports.models import Draft, FormatChoices, Issue, Reminder
from linli.reports.rules import Days
from tests.refusing import refused

pytestmark = pytest.mark.django_db
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=SHANGHAI)
QUARTER = rules.days_of(rules.Kind.QUARTER, 2026, 3)
NIGHT = datetime(2026, 10, 1, 0, 23, tzinfo=SHANGHAI)


def staff(role: str, area: str) -> Actor:
    user = User.objects.create(kind=UserKind.STAFF, username=str(new_id()), name="督办员")
    return Actor(Kind.STAFF, user=user.pk, posts=(post_of(role, area, None),))


@pytest.fixture
def supervisor() -> Actor:
    return staff("supervisor", COUNTY)


@pytest.fixture
def plan() -> Plan:
    facts = {
        "text": "一件一件办。",
        "text_hash": "3" * 64,
        "reading": {},
        "loaded_at": OCTOBER,
        "published_at": OCTOBER,
    }
    made = Plan.objects.create(area_id=COUNTY, title="某区规划", status="published", **facts)
    targets = (("网格覆盖", "grid_coverage"), ("设施覆盖", "facility_coverage"), ("说不清的", ""))
    for order, (name, indicator) in enumerate(targets, 1):
        PlanTarget.objects.create(
            plan=made, order=order, name=name, low=100, comparator=">=", unit_of_measure="%", raw=name, indicator=indicator
        )  # fmt: skip
    return made


@pytest.fixture
def draft(plan, supervisor) -> Draft:
    system = system_actor("tests")
    with acting_as(system):
        standing.snapshot(COUNTY, date(2026, 9, 30), by=system, at=NIGHT)
    return do(actions.begin, plan, rules.Kind.QUARTER, QUARTER, by=supervisor, at=OCTOBER)


def issued(draft: Draft, by: Actor) -> Issue:
    do(actions.write, draft, title=draft.title, words={"overall": "第一段。\n第二段。"}, seen=1, by=by, at=OCTOBER)
    return do(actions.issue, draft, by=by, at=OCTOBER)


# Drafting


def test_a_draft_has_each_target_with_its_figure_or_why_there_is_none(draft):
    found = {each["name"]: each for each in draft.figures["targets"]}
    assert (found["网格覆盖"]["value"], found["网格覆盖"]["numerator"], found["网格覆盖"]["counted_on"]) == (
        "0.0%", 0, "2026-09-30",
    )  # fmt: skip
    assert found["网格覆盖"]["denominator"] > 0
    assert "登记启用" in found["设施覆盖"]["why"]
    assert found["说不清的"]["why"] == "没有对应的指标"
    assert "2 项没有数" in draft.figures["missing"][0]
    assert draft.title == "桃城区2026年第3季度城乡社区服务体系建设情况报告"


def test_figures_stay_as_they_were_read_until_somebody_asks_for_them_again(draft, supervisor):
    before = draft.figures
    later = OCTOBER.replace(day=25)
    again = do(actions.read_again, draft, by=supervisor, at=later)
    assert (before["read_on"], again.figures["read_on"]) == ("2026-10-20", "2026-10-25")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (rules.days_of(rules.Kind.YEAR, 2027), "reports.not_begun"),
        (Days(date(2026, 3, 2), date(2026, 3, 1)), "reports.days"),
        (Days(date(2016, 3, 2), date(2026, 3, 1)), "reports.days"),
    ],
)
def test_days_that_cannot_be_reported_are_refused(plan, supervisor, days, code):
    with refused(code):
        do(actions.begin, plan, rules.Kind.MATTER, days, by=supervisor, at=OCTOBER)


def test_a_plan_nobody_has_confirmed_has_no_report(plan, supervisor):
    Plan.objects.update(status="draft", published_at=None)
    plan.refresh_from_db()
    with refused("reports.plan_not_published"):
        do(actions.begin, plan, rules.Kind.QUARTER, QUARTER, by=supervisor, at=OCTOBER)


def test_of_two_who_write_at_once_the_later_is_shown_what_the_earlier_kept_and_loses_nothing(draft, supervisor, client):
    do(actions.write, draft, title=draft.title, words={"overall": "别人写的。"}, seen=1, by=supervisor, at=OCTOBER)
    signed_in(client, User.objects.get(pk=a_clerk(None, role="supervisor", area=COUNTY).user))
    page, typed = f"/desk/reports/drafts/{draft.pk}/", {"title": draft.title, "s_overall": "我写的。", "seen": "1"}
    answer = client.post(page, {**typed, "issue": "1"})
    text = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "别人写的。" in text
    assert re.search(r"<textarea[^>]*>\s*我写的。</textarea>", text)
    assert 'name="seen" value="2"' in text
    with acting_as(supervisor):
        assert (Draft.objects.get().words, Issue.objects.exists()) == ({"overall": "别人写的。"}, False)
    assert client.post(page, {**typed, "seen": "2"}).url == page
    with acting_as(supervisor):
        assert Draft.objects.get().words == {"overall": "我写的。"}


def test_whoever_asks_for_newer_figures_keeps_what_they_typed(draft, supervisor, client):
    signed_in(client, User.objects.get(pk=a_clerk(None, role="supervisor", area=COUNTY).user))
    sent = {"title": draft.title, "s_overall": "写了一半。", "seen": "1", "figures": "1"}
    client.post(f"/desk/reports/drafts/{draft.pk}/", sent)
    with acting_as(supervisor):
        kept = Draft.objects.get()
    assert kept.words == {"overall": "写了一半。"}
    assert kept.read_at > draft.read_at


# Issuing


def test_an_issued_report_is_numbered_and_its_checksum_is_that_of_its_content(draft, plan, supervisor):
    first = issued(draft, supervisor)
    assert (first.number, first.sha256) == ("〔2026〕1 号", rules.checksum(first.content))
    second = do(actions.begin, plan, rules.Kind.YEAR, rules.days_of(rules.Kind.YEAR, 2026), by=supervisor, at=OCTOBER)
    assert issued(second, supervisor).number == "〔2026〕2 号"
    assert first.content["sections"][0]["words"] == ["第一段。", "第二段。"]


def test_what_is_issued_is_never_changed(draft, supervisor):
    made = issued(draft, supervisor)
    with refused("reports.issued_already"):
        do(actions.write, draft, title="别的", words={}, seen=2, by=supervisor, at=OCTOBER)
    with acting_as(supervisor):
        for statement in ("UPDATE reports_issue SET title = 'x'", "DELETE FROM reports_issue"):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert Issue.objects.get(pk=made.pk).title == draft.title


def test_who_does_not_see_the_area_sees_no_report(draft, supervisor):
    issued(draft, supervisor)
    stranger = staff("supervisor", OTHER_COUNTY)
    with acting_as(stranger):
        assert list(Issue.objects.all()) == list(Draft.objects.all()) == []


# Reminding


@pytest.fixture
def writer() -> Actor:
    return a_clerk(None, role="supervisor", area=COUNTY)


def reminded(day: date) -> int:
    return do(actions.remind, by=system_actor("reports.remind"), at=datetime.combine(day, time(8, 53), SHANGHAI))


def test_whoever_writes_reports_hears_once_of_each_quarter_that_has_ended(plan, writer):
    Plan.objects.update(published_at=OCTOBER.replace(month=3))
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2), date(2026, 12, 31), date(2027, 1, 1)]
    assert [reminded(day) for day in days] == [0, 1, 0, 0, 1]
    with acting_as(writer):
        first, second = Message.objects.filter(to_user=writer.user).order_by("created_at")
    assert text_of(first) == "2026 年第 3 季度结束了，规划的季度报告还没有起草。请到“规划报告”里起草。"
    assert (second.facts["quarter"], address_of(second, is_staff=True)) == (4, "/desk/reports/")


def test_nobody_is_reminded_of_a_report_that_is_begun_or_of_a_plan_published_since(plan, writer):
    assert reminded(date(2026, 10, 21)) == 0, "it was published after the quarter"
    Plan.objects.update(published_at=OCTOBER.replace(month=3))
    do(actions.begin, plan, rules.Kind.QUARTER, QUARTER, by=writer, at=OCTOBER)
    assert reminded(date(2026, 10, 21)) == 0


def test_of_two_plans_the_one_in_force_is_reminded_of_and_of_nobody_there_later(plan):
    Plan.objects.update(published_at=OCTOBER.replace(month=3), period="2021-2025")
    facts = {"text": "再办。", "text_hash": "4" * 64, "reading": {}, "loaded_at": OCTOBER, "status": "published"}
    Plan.objects.create(
        area_id=COUNTY, title="下一份", period="2026-2030", published_at=OCTOBER.replace(month=4), **facts
    )
    assert reminded(date(2026, 10, 21)) == 0, "nobody holds the post"
    a_clerk(None, role="supervisor", area=COUNTY)
    assert reminded(date(2026, 10, 22)) == 1
    assert Reminder.objects.get().plan.title == "下一份"
    assert reminded(date(2026, 11, 2)) == 0


# Files


def test_three_files_are_made_once_and_who_fetches_one_is_on_record(draft, supervisor):
    made = issued(draft, supervisor)
    assert actions.make(made.pk, at=OCTOBER) == 3
    assert actions.make(made.pk, at=OCTOBER) == 0
    with acting_as(supervisor):
        file = made.files.get(format="pdf")
        assert actions.fetch(file, by=supervisor, at=OCTOBER).startswith(b"%PDF")
        entry = JournalEntry.objects.get(verb="reports.fetched")
    assert (entry.subject_id, entry.facts["format"]) == (made.pk, "pdf")


def content(draft: Draft, words: str = "") -> dict:
    draft.words = {"overall": words}
    return drafting.content(draft, 1, at=OCTOBER)


def test_a_page_of_the_pdf_has_28_characters_a_line_and_22_lines(draft):
    data = making.pdf(content(draft, "推进城乡社区服务体系建设" * 150), "a" * 64)
    with pdfplumber.open(BytesIO(data)) as opened:
        sheet = opened.pages[1]
        lines = sheet.extract_text_lines()[:-1]  # below them the number of the page
        full = [line for line in lines if len(line["text"].replace(" ", "")) > 20]
        assert {len(line["text"].replace(" ", "")) for line in full} == {28}
        assert len(lines) == 22
        assert (round(sheet.width), round(sheet.height)) == (595, 842)


def test_the_word_file_has_the_sheet_of_official_documents_and_every_table(draft):
    paper = Document(BytesIO(making.written(FormatChoices.WORD, content(draft, "第一段。"), "a" * 64)))
    section = paper.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    assert round(section.page_width.mm) == 210
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")) == "580"
    assert paper.paragraphs[0].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert "第一段。" in [each.text for each in paper.paragraphs]
    assert paper.tables[0].cell(1, 0).text == "网格覆盖"


def test_a_target_with_a_trend_is_drawn_in_word_and_pdf(draft):
    (of,) = (each for each in draft.figures["targets"] if each["name"] == "网格覆盖")
    of["trend"] = [["2026年第1季度", "1.5%"], ["2026年第2季度", ""], ["2026年第3季度", "12.0%"]]
    said = content(draft)
    svg = making.pictures(said)[templating.Shows.TARGETS]
    assert [mark in svg for mark in ("网格覆盖", "1.5%", "12.0%", "2026年第2季度", "说不清的")] == [True] * 3 + [
        False
    ] * 2
    paper = Document(BytesIO(making.written(FormatChoices.WORD, said, "a" * 64)))
    assert [shape.width.mm for shape in paper.inline_shapes] == [156]
    with pdfplumber.open(BytesIO(making.pdf(said, "a" * 64))) as opened:
        assert "12.0%" in "".join(page.extract_text() for page in opened.pages)
    of["trend"] = of["trend"][:2]
    assert making.pictures(content(draft)) == {}, "of one quarter there is nothing to draw"


def test_a_long_title_is_broken_where_its_words_end():
    long = "衡水市2026年第3季度城乡社区服务体系建设情况报告"
    assert laying_out.in_lines(long) == ["衡水市2026年第3季度", "城乡社区服务体系建设情况报告"]
    assert laying_out.in_lines("防汛情况报告") == ["防汛情况报告"]


def test_the_workbook_has_numbers_by_month_and_words_that_are_no_formula(draft):
    data = making.written(FormatChoices.EXCEL, content(draft, "=1+1"), "a" * 64)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    assert book.sheet_names == ["报告", "规划指标", "办件比率", "逐月"]
    said = [row[0] for row in book.get_sheet_by_name("报告").to_python()]
    assert "=1+1" in said
    assert [row[0] for row in book.get_sheet_by_name("逐月").to_python()][1:] == ["2026年7月", "2026年8月", "2026年9月"]


def test_what_is_not_there_is_said_in_its_section(draft):
    found = laying_out.parts(content(draft))
    assert [asdict(part)["heading"][:2] for part in found] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert found[0].notes == ["（这一节没有写文字。）"]
    assert found[3].notes == ["这一年没有下达任务清单。"]
    assert found[5].notes == draft.figures["missing"]


# Templates


@pytest.mark.parametrize("kind", list(rules.Kind))
def test_the_templates_that_ship_are_read(kind):
    assert templating.template(kind).sections


def test_a_template_of_the_place_goes_before_and_a_fault_in_it_names_the_key(tmp_path, monkeypatch):
    monkeypatch.setattr(templating, "home", lambda: tmp_path)
    own = tmp_path / "reports" / "year.toml"
    own.parent.mkdir()
    own.write_text('title = "{area}总结"\n[[section]]\nkey = "a"\nheading = "一"\nshows = "words"\n', encoding="utf-8")
    assert templating.template(rules.Kind.YEAR).title == "{area}总结"
    own.write_text('title = "x"\n[[section]]\nkey = "a"\nheading = "一"\nshows = "nothing"\n', encoding="utf-8")
    with pytest.raises(templating.TemplateError, match="shows"):
        templating.template(rules.Kind.YEAR)
