"""Whole invented plans, laid out in every way we know, read back to what they were made of."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.plans.reading import read_text

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
ONES = "一二三四五六七八九"
NAMES = st.text(alphabet="甲乙丙丁戊己庚辛壬癸", min_size=2, max_size=6).map(lambda name: f"{name}站点")
UNITS = st.lists(
    st.sampled_from(["市民政局", "市财政局", "市残联", "市妇联", "各县（市、区）人民政府"]),
    unique=True,
    min_size=1,
    max_size=4,
)
SIGNS = st.sampled_from(
    [("", "="), ("≥", ">="), ("$\\geq$", ">="), ("不低于", ">="), ("＞", ">"), ("≤", "<="), ("不超过", "<="), ("<", "<")]
)  # fmt: skip
LAYOUTS = st.sampled_from(["cells", "tabs", "bars", "markdown", "box", "spaces"])


@dataclass(frozen=True)
class Figure:
    """A figure of the invented plan, and how it is written."""

    name: str
    baseline: int | None
    low: int
    high: int | None
    unit: str
    sign: tuple[str, str]
    look: str

    @property
    def value(self):
        return self.low if self.high is None else [self.low, self.high]

    @property
    def comparator(self):
        return "range" if self.high is not None else self.sign[1]

    def target(self, unit):
        number = f"{self.low}" if self.high is None else f"{self.low}—{self.high}"
        if self.look == "sum":
            return f"[{number}]{unit}"
        written = f"{self.sign[0] if self.high is None else ''}{number}{unit}"
        return written.translate(WIDE) if self.look == "wide" else written

    def start(self, unit):
        return "——" if self.baseline is None else f"{self.baseline}{unit}"


@st.composite
def figures(draw):
    low = draw(st.integers(1, 9999))
    look = draw(st.sampled_from(["plain", "wide", "sum"]))
    high = low + draw(st.integers(1, 50)) if look == "plain" and draw(st.booleans()) else None
    sign = ("", "=") if look == "sum" else draw(SIGNS)
    baseline = draw(st.none() | st.integers(0, 9999))
    return Figure(draw(NAMES), baseline, low, high, draw(st.sampled_from(["%", "人", "平方米", "个"])), sign, look)


def rows_of(found, *, counted, apart):
    """Header and rows, with or without a column of numbers and one of units."""
    header = ["序号"] * counted + ["指标名称"] + ["单位"] * apart + ["2020年基期值", "2025年目标值", "属性"]
    rows = [
        [str(number)] * counted
        + [one.name]
        + [one.unit] * apart
        + [one.start("" if apart else one.unit), one.target("" if apart else one.unit), "预期性"]
        for number, one in enumerate(found, 1)
    ]
    return [header, *rows]


def laid_out(rows, layout):
    """The rows as a text file shows them."""
    if layout == "cells":
        return "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)
    if layout == "box":
        rule = "├" + "┼".join("─" * 6 for _ in rows[0]) + "┤\n"
        lines = [f"│{'│'.join(row)}│\n" for row in rows]
        return rule.replace("├", "┌").replace("┤", "┐").replace("┼", "┬") + rule.join(lines) + rule
    gap = {"tabs": "\t", "bars": " | ", "markdown": "|", "spaces": "    "}[layout]
    edge = "|" if layout in {"bars", "markdown"} else ""
    lines = [f"{edge}{gap.join(row)}{edge}\n" for row in rows]
    if layout == "markdown":
        lines.insert(1, f"|{'|'.join('---' for _ in rows[0])}|\n")
    return "".join(lines)


def head(scheme, number, title):
    return {"一": f"{ONES[number - 1]}、{title}\n", "章": f"第{ONES[number - 1]}章　{title}\n"}[scheme]


def under(scheme, number, title):
    return {"一": f"（{ONES[number - 1]}）{title}\n", "章": f"第{ONES[number - 1]}节　{title}\n"}[scheme]


def task_mark(scheme, number):
    return f"{number}." if scheme == "一" else f"{ONES[number - 1]}、"


@settings(max_examples=50)
@given(
    found=st.lists(figures(), min_size=1, max_size=6, unique_by=lambda one: one.name),
    layout=LAYOUTS,
    scheme=st.sampled_from("一章"),
    counted=st.booleans(),
    apart=st.booleans(),
)
def test_a_table_reads_back_in_every_layout(found, layout, scheme, counted, apart):
    table = laid_out(rows_of(found, counted=counted, apart=apart), layout)
    text = (
        f"某市“十四五”规划\n\n{head(scheme, 1, '发展目标')}主要指标\n\n{table}\n"
        f"{head(scheme, 2, '重点任务')}{under(scheme, 1, '做事')}{task_mark(scheme, 1)}办好。办好事情。\n"
    )
    reading = read_text(text).to_json()
    assert [(one["name"], one["baseline"], one["target"]) for one in reading["indicators"]] == [
        (one.name, one.baseline, one.value) for one in found
    ]
    assert [(one["comparator"], one["unit"], one["year"]) for one in reading["indicators"]] == [
        (one.comparator, one.unit, 2025) for one in found
    ]
    assert reading["problems"] == []


FORMS = st.sampled_from(
    [
        "（牵头单位：{lead}，责任单位：{others}）",
        "（牵头部门：{lead}；配合单位：{others}）",
        "（**牵头单位：**{lead}，**责任单位：**{others}）",
        "（{lead}牵头，{others}等配合）",
        "（{lead}牵头，{others}按职责分工负责）",
        "由{lead}牵头，{others}配合。",
        "（{others}等按职责分工负责）",
        "（责任单位：{others}）",
        "({others}负责)",
    ]
)
TASKS = st.lists(st.tuples(NAMES, FORMS, UNITS), min_size=1, max_size=5)


@settings(max_examples=50)
@given(
    sections=st.lists(TASKS, min_size=1, max_size=3), scheme=st.sampled_from("一章"), between=st.sampled_from("、，,")
)
def test_tasks_read_back_with_their_units_in_every_form(sections, scheme, between):
    text = f"某县“十四五”方案\n{head(scheme, 1, '工作目标')}服务更好。\n{head(scheme, 2, '主要任务')}"
    wanted = []
    for at, tasks in enumerate(sections, 1):
        text += under(scheme, at, "做好服务")
        for number, (name, form, units) in enumerate(tasks, 1):
            said = form.format(lead="市委组织部", others=between.join(units))
            text += f"{task_mark(scheme, number)}办好{name}。先做这件，再做那件。{said}\n"
            wanted.append((f"办好{name}", ["市委组织部"] if "{lead}" in form else [], units))
    reading = read_text(f"{text}{head(scheme, 3, '保障措施')}文。\n").to_json()
    assert [(one["title"], one["lead_units"], one["responsible_units"]) for one in reading["tasks"]] == wanted
    assert reading["problems"] == []


PROMISES = st.sampled_from(
    [
        ("{name}覆盖率达到{n}%", None, "%", "="),
        ("到2025年，{name}覆盖率达到{n}%以上", None, "%", ">="),
        ("{name}面积不低于{n}平方米", None, "平方米", ">="),
        ("实现{name}全覆盖", 100, "%", "="),
        ("力争每年创建{n}个{name}", None, "个/年", "="),
        ("到2025年末，新建{name}{n}所", None, "所", "="),
        ("{name}比例由2020年的1%提高到{n}%", None, "%", "="),
        ("所有{name}均设置{n}名信息员", None, "名", "="),
        ("每个{name}至少配备一名社工", 1, "名", ">="),
    ]
)
NOTHING_PROMISED = st.sampled_from(
    ["推进{name}建设，", "依据某政发〔2022〕34号，", "发挥{name}作用，", "面向60岁以上老人，", "打造15分钟生活圈，", ""]
)


@settings(max_examples=50)
@given(promised=st.lists(st.tuples(NAMES, st.integers(2, 99), PROMISES, NOTHING_PROMISED), min_size=1, max_size=6))
def test_boxes_read_back_and_what_was_promises_nothing(promised):
    text = (
        "某市“十四五”规划\n一、发展基础\n截至2020年，建成站点500个。覆盖率达到60%以上，满意度达99.9%。\n"
        "二、重点任务\n（一）做事\n1.办好。文。\n专栏1　服务行动\n"
    )
    wanted = []
    for number, (name, n, (pattern, *_), idle) in enumerate(promised, 1):
        said = pattern.format(name=name, n=n)
        text += f"{number}.{name}行动。{idle.format(name=name)}方便居民。{said}，方便居民。\n"
        wanted.append((f"{name}行动", [said]))
    reading = read_text(text).to_json()
    assert [(action["title"], action["targets"]) for action in reading["actions"]] == wanted
    assert [(each["target"], each["unit"], each["comparator"]) for each in reading["indicators"]] == [
        (fixed or n, unit, comparator) for _, n, (_, fixed, unit, comparator), _ in promised
    ]


@settings(max_examples=50)
@given(
    rows=st.lists(st.tuples(NAMES, UNITS, UNITS, st.booleans()), min_size=1, max_size=8),
    layout=LAYOUTS,
    themes=st.integers(1, 3),
)
def test_a_ledger_reads_back_with_merged_cells(rows, layout, themes):
    header = ["主题", "任务", "序号", "具体工作内容", "牵头单位", "责任单位", "工作目标"]
    cells = [header]
    for at, (name, lead, others, _) in enumerate(rows):
        first = at % themes == 0
        theme = f"（{ONES[at // themes]}）{name}主题" if first else "-" if layout == "spaces" else ""
        task = f"{at + 1}.办好{name}。"
        cells.append([theme, task, str(at + 1), f"做好{name}服务。", "、".join(lead), "、".join(others), "持续推进"])
    text = f"某市规划\n一、重点任务\n（一）做事\n1.办好。文。\n附件1\n\n{laid_out(cells, layout)}"
    reading = read_text(text).to_json()
    found = [
        (row["number"], row["text"], row["lead_units"], row["responsible_units"]) for row in reading["ledger_rows"]
    ]
    assert found == [(at, f"做好{name}服务。", lead, others) for at, (name, lead, others, _) in enumerate(rows, 1)]
    assert [row["task"] for row in reading["ledger_rows"]] == [row[1] for row in cells[1:]]
    assert [problem for problem in reading["problems"] if problem["kind"] != "contradiction"] == []
