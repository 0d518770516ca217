"""Plans as docx and PDF: read as their text is, and refused in one sentence where they have none."""

import io
import zipfile
from pathlib import Path

import manimgx_fonts_cjk
import pytest
import typst
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from linli.base.refusals import Refused
from linli.plans.reading import read_file, word

FONTS = typst.Fonts(include_system_fonts=False, font_paths=[str(Path(manimgx_fonts_cjk.__file__).parent)])
HEADER = ["指标", "2020年基期值", "2025年目标值", "属性"]
ROWS = [["综合服务设施覆盖率", "65%", "80%", "预期性"], ["每百户居民拥有设施面积", "——", "≥30平方米", "预期性"]]
LEDGER = ["序号", "工作任务", "工作内容", "牵头单位", "责任单位"]
WORK = [
    ["1", "建站", "每个村建立一个服务站点。", "市民政局", "市财政局"],
    ["2", "办事", "开展服务。", "市残联", "市妇联"],
]
LONG = "推动各类服务资源向村和社区下沉，" * 8
TASK = f"1.办好服务。{LONG}每天开放时间不少于8小时。（牵头单位：市民政局，责任单位：市财政局、市残联）"


def a_docx(folder, build):
    document = Document()
    build(document)
    document.save(str(folder / "plan.docx"))
    return folder / "plan.docx"


def table(document, rows):
    found = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(found.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return found


def the_plan(document):
    for text in ("某市社区服务“十四五”规划", "一、发展目标", "主要指标"):
        document.add_paragraph(text)
    table(document, [HEADER, *ROWS])
    for text in ("二、重点任务", "（一）做事", TASK, "附件1"):
        document.add_paragraph(text)
    table(document, [LEDGER, *WORK])


def cells(rows):
    return ", ".join(f"[{cell.replace('[', '(')}]" for row in rows for cell in row)


def a_pdf(folder, body):
    head = '#set page(width: 210mm, height: 297mm, numbering: "1")\n#set text(font: "Noto Serif CJK SC", size: 12pt)\n'
    (folder / "plan.typ").write_text(head + "#set par(first-line-indent: (amount: 2em, all: true))\n" + body, "utf-8")
    (folder / "plan.pdf").write_bytes(
        typst.compile(str(folder / "plan.typ"), font_paths=FONTS, ignore_system_fonts=True)
    )
    return folder / "plan.pdf"


THE_PDF = (
    f"某市社区服务“十四五”规划\n\n一、发展目标\n\n主要指标\n\n#table(columns: 4, {cells([HEADER, *ROWS])})\n\n"
    f"#pagebreak()\n二、重点任务\n\n（一）做事\n\n{TASK.replace('1.', '1#[.]')}\n\n附件1\n\n"
    f"#table(columns: 5, {cells([LEDGER, *WORK])})\n"
)


def is_the_plan(reading):
    table = [
        (each["name"], each["baseline"], each["target"]) for each in reading["indicators"] if each["source"] == "table"
    ]
    assert table == [("综合服务设施覆盖率", 65, 80), ("每百户居民拥有设施面积", None, 30)]
    assert [each["target"] for each in reading["indicators"] if each["source"] == "prose"] == [8]
    (task,) = reading["tasks"]
    assert (task["title"], task["lead_units"], task["responsible_units"]) == (
        "办好服务",
        ["市民政局"],
        ["市财政局", "市残联"],
    )
    rows = [(row["number"], row["text"], row["lead_units"]) for row in reading["ledger_rows"]]
    assert rows == [(1, "每个村建立一个服务站点。", ["市民政局"]), (2, "开展服务。", ["市残联"])]


def test_a_docx_is_read_with_its_tables(tmp_path):
    is_the_plan(read_file(a_docx(tmp_path, the_plan)).to_json())


def test_a_pdf_is_read_with_its_tables_and_its_pages(tmp_path):
    reading = read_file(a_pdf(tmp_path, THE_PDF)).to_json()
    is_the_plan(reading)
    pages = {each["source"]: each["page"] for each in reading["indicators"]}
    assert pages == {"table": 1, "prose": 2, "ledger": 2}


def test_numbers_that_word_counts_stand_in_front_of_the_headings(tmp_path):
    def build(document):
        document.add_paragraph("某市社区服务规划")
        for text in ("发展目标", "重点任务"):
            numbered(document, document.add_paragraph(text))
        document.add_paragraph("（一）做事")
        document.add_paragraph("1.办好。文。")

    reading = read_file(a_docx(tmp_path, build)).to_json()
    assert [section["number"] for section in reading["sections"]] == ["一、", "二、", "（一）"]


def numbered(document, paragraph):
    """A paragraph numbered by Word: 一、, 二、 …"""
    root = document.part.numbering_part.element
    kind, number = child(None, "abstractNum", abstractNumId="90"), child(None, "num", numId="90")
    level = child(kind, "lvl", ilvl="0")
    child(level, "start", val="1")
    child(level, "numFmt", val="chineseCounting")
    child(level, "lvlText", val="%1、")
    child(number, "abstractNumId", val="90")
    if not root.xpath("w:num[@w:numId='90']"):
        root.append(kind)
        root.append(number)
    numbering = child(paragraph._p.get_or_add_pPr(), "numPr")
    child(numbering, "ilvl", val="0")
    child(numbering, "numId", val="90")


def child(parent, tag, **attributes):
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    if parent is not None:
        parent.append(element)
    return element


def test_a_frame_of_one_column_is_a_box_of_paragraphs(tmp_path):
    def build(document):
        for text in ("某市规划", "一、重点任务", "（一）做事", "1.办好。文。"):
            document.add_paragraph(text)
        frame = table(document, [["专栏1 服务行动"], ["1.养老行动。覆盖率达到80%。"]])
        frame.rows[1].cells[0].add_paragraph("2.助残行动。文。")

    reading = read_file(a_docx(tmp_path, build)).to_json()
    assert [(action["box"], action["title"]) for action in reading["actions"]] == [
        ("专栏1", "养老行动"),
        ("专栏1", "助残行动"),
    ]


def test_what_follows_a_frame_stands_outside_its_box(tmp_path):
    def build(document):
        for text in ("某市规划", "一、重点任务", "（一）做事", "1.办好。文。"):
            document.add_paragraph(text)
        table(document, [["专栏1 服务行动"], ["1.养老行动。文。"]])
        document.add_paragraph("2.再办。文。")

    reading = read_file(a_docx(tmp_path, build)).to_json()
    assert [task["title"] for task in reading["tasks"]] == ["办好", "再办"]


def test_a_frame_in_a_pdf_is_a_box_and_ends_with_it(tmp_path):
    frame = cells([["专栏1 服务行动"]]) + ", [1#[.]养老行动。覆盖率达到80%。]"
    body = (
        f"某市规划\n\n一、重点任务\n\n（一）做事\n\n1#[.]办好。文。\n\n#table(columns: 1, {frame})\n\n2#[.]再办。文。\n"
    )
    reading = read_file(a_pdf(tmp_path, body)).to_json()
    assert [(each["box"], each["title"]) for each in reading["actions"]] == [("专栏1", "养老行动")]
    assert [task["title"] for task in reading["tasks"]] == ["办好", "再办"]


def test_cells_merged_down_belong_to_each_of_their_rows(tmp_path):
    def build(document):
        for text in ("某市规划", "一、重点任务", "（一）做事", "1.办好。文。", "附件1"):
            document.add_paragraph(text)
        found = table(document, [LEDGER, *WORK])
        found.cell(1, 3).merge(found.cell(2, 3)).text = "市民政局"

    rows = read_file(a_docx(tmp_path, build)).to_json()["ledger_rows"]
    assert [row["lead_units"] for row in rows] == [["市民政局"], ["市民政局"]]


def refusal(path):
    with pytest.raises(Refused) as refused:
        read_file(path)
    return refused.value.code, str(refused.value.sentence)


def written(folder, name, data):
    (folder / name).write_bytes(data)
    return folder / name


def a_picture(kind):
    target = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(target, kind)
    return target.getvalue()


def a_zip(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return target.getvalue()


def test_a_scanned_pdf_is_refused_as_scanned(tmp_path):
    code, sentence = refusal(written(tmp_path, "plan.pdf", a_picture("PDF")))
    assert code == "plans.scanned"
    assert "扫描" in sentence


def test_one_scanned_page_among_others_is_a_problem(tmp_path):
    written(tmp_path, "page.png", a_picture("PNG"))
    body = f'{THE_PDF}\n#pagebreak()\n#set page(numbering: none)\n#image("page.png")\n'
    problems = read_file(a_pdf(tmp_path, body)).to_json()["problems"]
    assert [problem["where"] for problem in problems if "图片" in problem["message"]] == ["第3页"]


def test_a_locked_document_is_refused_as_locked(tmp_path):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40) + "EncryptedPackage".encode("utf-16-le")
    assert refusal(written(tmp_path, "plan.docx", locked))[0] == "plans.locked"


def test_a_document_that_unpacks_to_more_than_anybody_writes_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(word, "LARGEST_CONTENT", 100)
    monkeypatch.setattr(word, "Document", lambda _: pytest.fail("it was unpacked"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"0" * 101)
    assert refusal(written(tmp_path, "plan.docx", bomb.getvalue()))[0] == "plans.broken"


@pytest.mark.parametrize(
    ("name", "data", "code", "words"),
    [
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(80), "plans.old_word", "另存为 docx"),
        ("plan.docx", a_zip("word/document.xml"), "plans.broken", "坏了"),
        ("plan.docx", b"PK\x03\x04" + bytes(60), "plans.broken", "坏了"),
        ("plan.pdf", b"%PDF-1.7\nnothing", "plans.broken", "坏了"),
        ("plan.xlsx", a_zip("xl/workbook.xml"), "plans.wrong_kind", "表格"),
        ("plan.ofd", a_zip("OFD.xml"), "plans.wrong_kind", "OFD"),
        ("plan.zip", a_zip("a.txt"), "plans.wrong_kind", "压缩包"),
        ("plan.png", a_picture("PNG"), "plans.wrong_kind", "图片"),
        ("plan.jpg", a_picture("JPEG"), "plans.wrong_kind", "图片"),
        ("plan.rtf", rb"{\rtf1\ansi abc}", "plans.wrong_kind", "RTF"),
        ("plan.html", "<!DOCTYPE html><html>规划</html>".encode(), "plans.wrong_kind", "网页"),
    ],
)
def test_what_is_no_plan_is_refused_by_its_name(tmp_path, name, data, code, words):
    found, sentence = refusal(written(tmp_path, name, data))
    assert found == code
    assert words in sentence
    assert name in sentence
