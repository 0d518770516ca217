"""The documents say everything that the sources say: no setting, command, verb or refusal is left out, nor made up."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from linli.accounts.rights import Role
from linli.demo import doors
from tests.house.listing import ROOT, SOURCE, commands, modules, periodic_jobs, settings_read, verbs
from tests.house.refusals import table

DOCS = ROOT / "docs"
GUIDES = DOCS / "guide"
PICTURES = GUIDES / "pictures"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
GUIDE_OF = {
    Role.COMMUNITY_WORKER: "社区工作者",
    Role.HANDLER: "部门",
    Role.DISPATCHER: "部门",
    Role.SUPERVISOR: "部门",
    Role.ADMINISTRATOR: "管理员",
}
HEAVIEST = 150_000
SPOKEN = {"灯坏了", "老人吃饭没人做", "楼道灯不亮", "重点人员"}
"""Words the guides quote that people say: everything else in quotation marks stands on a screen."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(page: str) -> set[str]:
    """What stands in code letters at the start of a table's rows."""
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_has_its_row_and_its_paragraph_and_says_what_it_owns(module):
    page = text("docs/architecture.md")
    assert re.search(rf"^\| .*`{module}`.* \|", page, re.MULTILINE)
    assert f"**`{module}`**" in page
    assert (SOURCE / module / "__init__.py").read_text(encoding="utf-8").startswith('"""')


def test_the_architecture_stays_one_page():
    assert len(text("docs/architecture.md").splitlines()) <= 250


def test_every_setting_is_described_and_every_description_is_of_a_setting():
    assert first_cells(text("docs/operations/settings.md")) == settings_read()


def test_every_test_that_holds_a_fault_is_there():
    named = set(re.findall(r"`([\w/]+\.py)`", text("docs/operations/faults.md")))
    tests = [str(path) for place in ("src", "tests") for path in (ROOT / place).rglob("test_*.py")]
    assert named
    assert {name for name in named if not any(path.endswith(f"/{name}") for path in tests)} == set()


def test_every_command_has_its_section_and_every_section_a_command():
    page = text("docs/operations/commands.md")
    assert set(re.findall(r"^### linli (.+)$", page, re.MULTILINE)) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_s_section_names_its_options(name):
    section = re.split(r"^##", text("docs/operations/commands.md").split(f"### linli {name}\n")[1], flags=re.MULTILINE)[
        0
    ]
    wanted = {option for parameter in commands()[name].params for option in parameter.opts if option.startswith("--")}
    assert {option for option in wanted if f"`{option}" not in section} == set()


def test_every_job_is_described_and_every_description_is_of_a_job():
    assert first_cells(text("docs/operations/jobs.md")) == set(periodic_jobs())


def test_every_journal_verb_has_its_meaning_and_none_is_made_up():
    told, written = first_cells(text("docs/journal.md")), verbs()
    exact = {verb for verb in written if not verb.endswith("*")}
    prefixes = tuple(verb[:-1] for verb in written - exact)
    assert exact - told == set()
    assert {verb for verb in told - exact if not verb.startswith(prefixes)} == set()
    assert [prefix for prefix in prefixes if not any(verb.startswith(prefix) for verb in told)] == []


def test_the_list_of_refusals_is_current():
    assert text("docs/refusals.md") == table(), "write it anew: .venv/bin/python -m tests.house.refusals"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_guide_that_names_it(role):
    assert str(role.label) in (GUIDES / f"{GUIDE_OF[role]}.md").read_text(encoding="utf-8")


def test_the_guides_index_leads_to_every_guide():
    index = (GUIDES / "README.md").read_text(encoding="utf-8")
    assert {path.name for path in GUIDES.glob("*.md")} - {"README.md"} == set(re.findall(r"\]\(([^)]+\.md)\)", index))


def on_screen() -> str:
    files = [path for ending in ("html", "py") for path in SOURCE.rglob(f"*.{ending}") if "tests" not in path.parts]
    files += [ROOT / "data" / "catalog" / "other-request.toml", ROOT / "data" / "catalog" / "public-repair.toml"]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_what_the_guides_tell_people_to_press_is_what_stands_on_the_screen():
    shown = on_screen()
    quoted = {
        words for guide in GUIDES.glob("*.md") for words in re.findall("“([^”]+)”", guide.read_text(encoding="utf-8"))
    }
    assert {words for words in quoted - SPOKEN if words not in shown} == set()


def places_in(page: Path) -> set[str]:
    """Where a link may point within a page, as GitHub names its headings."""
    written = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", written, re.MULTILINE)
    named = {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
    return named | set(re.findall(r'(?:id|name)="([^"]+)"', written))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_a_page_is_there(page):
    written = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", written) + re.findall(r'src="([^"]+)"', written)
    inside = [unquote(target).partition("#") for target in targets if not re.match(r"https?:|mailto:", target)]
    to = [(page.parent / path if path else page, place) for path, _sign, place in inside]
    assert [path.name for path, _place in to if not path.exists()] == []
    assert [f"{path.name}#{place}" for path, place in to if place and place not in places_in(path)] == []


def test_every_picture_is_shown_somewhere_and_light():
    shown = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    taken = sorted(PICTURES.glob("*.png"))
    assert taken
    assert [picture.name for picture in taken if f"pictures/{picture.name}" not in shown] == []
    assert [picture.name for picture in taken if picture.stat().st_size > HEAVIEST] == []


def test_every_picture_says_what_it_shows():
    for page in PAGES:
        for tag in re.findall(r"<img [^>]*>", page.read_text(encoding="utf-8")):
            assert re.search(r'alt="[^"]+"', tag), f"{page.name}: {tag}"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_demo_s_accounts_in_the_readme_are_those_of_the_demo(name):
    page = text(name)
    assert first_cells(page) >= {account.name for account in doors.accounts()}
    assert doors.PASSWORD in page


def test_every_decision_is_in_the_index_and_says_when_and_why():
    index = text("docs/adr/README.md")
    for path in sorted((DOCS / "adr").glob("0*.md")):
        page = path.read_text(encoding="utf-8")
        assert f"({path.name})" in index
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2} · Status: \w+", page, re.MULTILINE), path.name
        context = page.split("## Context\n")[1].split("\n## ")[0]
        assert len(context.strip().splitlines()) <= 15, path.name
        assert [
            part for part in ("Decision", "Consequences", "What would change our mind") if f"## {part}" not in page
        ] == []
