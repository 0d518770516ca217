"""Everything that is said is said in English too, and nothing is said past the catalogues."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house import translations
from tests.house.translations import CATALOGUES, LEFT_OUT, ROOT, SOURCE, called, messages, names_for

CHINESE = re.compile(r"[\u3001\u3002\u3400-\u9fff\uff01-\uff60]")
HOLE = re.compile(r"%\(\w+\)[sd]|%%|%[sdn]")
TRANSLATED = re.compile(
    r"\{% (?:blocktranslate|blocktrans)\b.*?\{% end(?:blocktranslate|blocktrans) %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}",
    re.DOTALL,
)
UNSEEN = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
SAID = re.compile(r"\{% (?:translate|trans) (?:'[^']*'|\"[^\"]*\")|_\((?:'[^']*'|\"[^\"]*\")\)")
OF_SCRIPTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)

# Chinese in the code that no page shows, or that has no business in a catalogue, and why.
SPOKEN_IN_CHINESE = {
    "project/cli/": "the command line speaks Chinese",
    "project/checkup.py": "`linli doctor`, on the command line",
    "project/messaging.py": "likewise",
    "project/preparing.py": "what `linli up` tells",
    "project/postgres/": "what the operator reads when the server does not start",
    "project/supervisor.py": "likewise",
    "project/certificates.py": "likewise",
    "project/backup/": "backup and restore, on the command line",
    "project/bench/": "measuring, on the command line",
    "reports/drafting.py": "an official document, Chinese whoever reads it",
    "reports/laying_out.py": "likewise",
    "reports/making.py": "likewise",
    "reports/rules.py": "its number",
    "reports/templating.py": "for whoever edits the Chinese files",
    "reports/word.py": "fonts by the names offices have them under",
    "indicators/nation/": "`linli nation`, on the command line",
    "indicators/api.py": "the description of the API",
    "project/migrating.py": "`linli migrate`, on the command line",
    "project/progress.py": "how far a command has come",
    "project/keys/": "keys, on the command line",
    "project/privileges.py": "likewise",
    "project/serving.py": "likewise",
    "project/api.py": "the description of the API",
    "accounts/onetime.py": "what an app for one-time codes calls us",
    "areas/filed.py": "for whoever edits the Chinese files",
    "notifications/sheets.py": "likewise",
    "plans/bindings.py": "likewise",
    "web/tables/cells.py": "words as they stand in people's tables",
    "web/tables/layout.py": "likewise",
    "demo/": "invented people, places and words",
    "cases/alike.py": "numerals, as people write house numbers",
    "plans/rules.py": "how plans write the names of units",
    "tasks/rules.py": "the figures in goals of plans",
    "ledgers/rules.py": "words that name a person, as clerks write them",
    "ledgers/tables.py": "words as they stand in people's tables",
    "ledgers/figures.py": "for whoever edits the Chinese files",
    "plans/reading/": "the words of plans, which are read in Chinese",
    "catalog/spec.py": "for whoever edits the Chinese files",
    "catalog/reading.py": "likewise",
    "catalog/needs.py": "likewise",
    "policies/reading.py": "likewise",
    "catalog/milestones.py": "likewise",
    "indicators/definitions.py": "likewise",
    "indicators/standing/definitions.py": "likewise",
    "organizations/standing.py": "likewise",
    "territory/standing.py": "likewise",
    "kiosks/kinds.py": "likewise",
    "kiosks/standing.py": "likewise",
    "areas/grids.py": "likewise",
    "web/styleguide.py": "samples, for whoever builds pages",
    "cases/api.py": "the description of the API",
    "cases/shapes.py": "likewise",
    "catalog/api.py": "likewise",
    "areas/api.py": "likewise",
    "kiosks/api.py": "likewise",
    "notices/api.py": "likewise",
    "policies/api.py": "likewise",
    "api/": "likewise; its refusals are in the catalogue",
    "areas/rules.py": "endings of names of areas",
    "areas/initials.py": "how names are said",
    "catalog/search.py": "words people put before what they look for",
    "catalog/forms.py": "how a date may be typed",
    "base/encryption.py": "the mask of a name",
    "project/settings.py": "a language in its own name",
}  # fmt: skip


def forms(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def each(path: Path) -> Iterator[tuple[str, str]]:
    """Every English form beside its Chinese."""
    for message in messages(path):
        for said in forms(message.string):
            yield forms(message.id)[0], said


@pytest.fixture(scope="module", params=CATALOGUES, ids=["code", "data"])
def catalogue(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_a_catalogue_holds_what_is_said_now_and_is_compiled(catalogue):
    said = translations.renewed(catalogue, CATALOGUES[catalogue]())
    with catalogue.open("rb") as file:
        written = read_po(file, locale="en")
    assert {message.id for message in written} ^ {message.id for message in said} == set(), "run `make translations`"
    assert catalogue.with_suffix(".mo").read_bytes() == translations.compiled(said), "run `make translations`"


def test_every_text_has_its_english(catalogue):
    with catalogue.open("rb") as file:
        found = read_po(file, locale="en")
    assert [message.id for message in translations.untranslated(found)] == [], "docs/translating.md"
    assert [message.id for message in found if message.id and message.fuzzy] == []


def test_what_is_put_into_a_text_is_put_into_its_english(catalogue):
    wrong = [(text, said) for text, said in each(catalogue) if sorted(HOLE.findall(text)) != sorted(HOLE.findall(said))]
    assert wrong == []


def test_english_is_written_in_english(catalogue):
    assert [said for _text, said in each(catalogue) if CHINESE.search(said)] == []


def templates() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.html")) if LEFT_OUT.isdisjoint(path.parts)]


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_a_template_says_nothing_past_the_catalogue(path):
    source = UNSEEN.sub("", path.read_text(encoding="utf-8"))
    assert CHINESE.findall(TRANSLATED.sub("", source)) == []
    tags = re.findall(
        r"\{%.*?%\}|\{\{.*?\}\}",
        re.sub(r"\{% block(?:translate|trans)\b.*?\{% endblock(?:translate|trans) %\}", "", source, flags=re.DOTALL),
        re.DOTALL,
    )
    assert [tag for tag in tags if CHINESE.search(SAID.sub("", tag))] == []


def scripts() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.js")) if "tests" not in path.parts]


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(path):
    assert CHINESE.findall(OF_SCRIPTS.sub("", path.read_text(encoding="utf-8"))) == []


def test_python_says_nothing_past_the_catalogue():
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if LEFT_OUT.isdisjoint(path.parts) and not name.startswith(tuple(SPOKEN_IN_CHINESE)):
            found[name] = list(past_the_catalogue(ast.parse(path.read_text(encoding="utf-8"))))
    assert {name: said for name, said in found.items() if said} == {}


def past_the_catalogue(tree: ast.Module) -> Iterator[str]:
    """Chinese texts that stand in no call of gettext; docstrings, patterns and lists of synonyms are none."""
    left_out, names = set(), {*names_for(tree), "compile", "maketrans"}
    headings = {
        each.id
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "synonyms"
        for each in ast.walk(node.value)
        if isinstance(each, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)  # a docstring, or words below a constant that explain it
        if isinstance(node, ast.Call) and called(node) in names:
            left_out.update(ast.walk(node))
        if isinstance(node, ast.Assign) and {getattr(target, "id", "") for target in node.targets} & headings:
            left_out.update(ast.walk(node.value))
        if isinstance(node, ast.keyword) and node.arg in ("synonyms", "example", "description", "summary"):
            left_out.update(ast.walk(node.value))
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in left_out else None
        if isinstance(text, str) and re.search(r"[\u3400-\u9fff]", text):
            yield f"{node.lineno}: {text}"


def test_every_exception_still_exists():
    assert [name for name in SPOKEN_IN_CHINESE if not (SOURCE / name).exists()] == []
    assert (ROOT / "docs" / "translating.md").exists()
