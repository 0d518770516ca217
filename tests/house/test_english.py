"""Every page in English: nothing Chinese on it but names and what people wrote, and it fits the smallest phone.

What a visit does is told in Chinese, as in `visiting`; here it presses the same buttons by their English words.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from inspect import getsource
from types import ModuleType

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation
from playwright.sync_api import Browser, Locator, Page

from linli.areas.models import Area
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.indicators import actions as indicators
from linli.people.tests import given as given_people
from linli.web.language import COOKIE
from tests import world
from tests.browsing import TOO_WIDE, Person
from tests.house import visiting
from tests.house.test_visits import ARTIFACTS, PICTURED, VISITS, Visit, goes, pictured
from tests.house.translations import CATALOGUES, called, messages
from tests.world import World

pytestmark = pytest.mark.browser
WIDTHS = {320: 640, 390: 844, 1440: 900}
RUN = re.compile(r"[\u3400-\u9fff]+")
WIDE = re.compile(r"[\u3001\u3002\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]")
STARRED = re.compile(r"[\u3400-\u9fff]?＊+[\u3400-\u9fff]?")
FOR_BUILDERS = {"web:styleguide"}
READER = system_actor("tests")
SAID_BY_FILES = {"catalog.serviceitem", "organizations.organizationtype"}  # translated, so no excuse for a page

# What a page says, to the eye and to a screen reader; what is marked as Chinese is meant to be.
ON_THE_PAGE = """() => {
  const said = [document.title], skipped = "script, style, [lang^=zh], [lang^=zh] *";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (!texts.currentNode.parentElement.matches(skipped)) said.push(texts.currentNode.data);
  for (const each of document.body.querySelectorAll("*")) {
    if (each.matches(skipped)) continue;
    for (const {name, value} of each.attributes)
      if (/^(aria-label|title|placeholder|alt|data-.*|content)$/.test(name)) said.push(value);
  }
  return said;
}"""

BEYOND = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((each) => `${each.localName}.${each.className} ${each.textContent.trim().slice(0, 30)}`).slice(0, 4)"""
# Said before the page was opened, in the language of whoever sent the file.
SAID_BEFORE = {"tables:import"}


@cache
def english_of() -> dict[str, str]:
    """Every text with its English, the shortest first: a visit may name a button by a part of its words."""
    pairs = [(message.id, message.string) for path in CATALOGUES for message in messages(path)]
    return dict(sorted(((id_, said) for id_, said in pairs if isinstance(id_, str)), key=lambda pair: len(pair[0])))


def in_english(words: object) -> object:
    """What stands on the English page where the Chinese one says this."""
    if not isinstance(words, str) or not RUN.search(words):
        return words
    known = english_of()
    whole = words if words in known else next((text for text in known if words in text), words)
    return known.get(whole, words)


def speaking_english(find: Callable[..., Locator]) -> Callable[..., Locator]:
    """One of Playwright's ways to find something, asked in Chinese and looking for English."""

    def found(self: object, *args: object, **named: object) -> Locator:
        return find(self, *map(in_english, args), **{name: in_english(value) for name, value in named.items()})

    return found


@cache
def said_in_tests() -> frozenset[str]:
    """What the visits type and search for, and everything the world's people say."""
    filled = [call.args[-1] for call in calls_of(visiting) if called(call) in ("types", "fill") and call.args]
    told = [each for module in (world, given, given_people) for each in ast.walk(ast.parse(getsource(module)))]
    words = [each.value for each in [*filled, *told] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    words += [visit.query for visits in VISITS.values() for visit in visits]
    return frozenset(run for text in words for run in RUN.findall(text))


def calls_of(module: ModuleType) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(getsource(module))) if isinstance(node, ast.Call)]


def written_by_people() -> frozenset[str]:
    """Names, titles and words that lie in the database: of people, units, areas, cases and plans."""
    texts: list[object] = []
    with acting_as(READER):
        for model in apps.get_models():
            if model.__module__.startswith("linli.") and model._meta.label_lower not in SAID_BY_FILES:
                names = [each.name for each in model._meta.concrete_fields if isinstance(each, SAYING)]
                texts += [value for row in model._default_manager.values_list(*names) for value in row] if names else []
        texts += [area.short_name for area in Area.objects.all()]
    return frozenset(run for text in flat(texts) for run in RUN.findall(text))


SAYING = (models.CharField, models.TextField, models.JSONField)


def flat(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from flat(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from flat(each)


def is_made_of(run: str, known: frozenset[str]) -> bool:
    """Whether known names, one after another, make up the whole run."""
    ends = [0]
    for end in range(1, len(run) + 1):
        if any(run[start:end] in known for start in ends):
            ends.append(end)
    return ends[-1] == len(run)


def left_in_chinese(texts: Iterable[str], known: frozenset[str]) -> list[str]:
    """What a page says in Chinese that nobody is called and nobody wrote."""
    found = []
    for text in dict.fromkeys(texts):
        rest = STARRED.sub("", text)
        runs = [run for run in RUN.findall(rest) if not is_made_of(run, known)]
        if runs or (WIDE.search(rest) and not RUN.search(rest)):
            found.append(" ".join(text.split())[:120])
    return found


@pytest.fixture(scope="module")
def counted(house: World) -> frozenset[str]:
    """All the Chinese that lies in the world at first; figures are counted before, so that there are some."""
    refresher = system_actor("indicators.refresh")
    with acting_as(refresher):
        indicators.refresh(by=refresher, at=now())
    ARTIFACTS.mkdir(exist_ok=True)
    return written_by_people()


@pytest.fixture
def window(
    chromium: Browser, house: World, open_house: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Person]]:
    """Opens one window of a person who has chosen English."""
    for kind in (Page, Locator):
        for way in ("get_by_role", "get_by_label", "get_by_text", "locator"):
            monkeypatch.setattr(kind, way, speaking_english(getattr(kind, way)))
    opened = []

    def open_one(who: str) -> Person:
        context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", reduced_motion="reduce")
        opened.append(context)
        cookies = {COOKIE: "en"} | house.cookies(who)
        context.add_cookies([{"name": name, "value": value, "url": open_house} for name, value in cookies.items()])
        return Person(context, open_house)

    yield open_one
    for context in opened:
        context.close()


def looked_at(person: Person, visit: Visit, who: str) -> Iterator[str]:
    """What is wrong with one page in English, but for its words."""
    if person.page.evaluate("document.documentElement.lang") != "en":
        yield f"{visit.file}: does not say that it is English"
    for width, height in WIDTHS.items():
        person.page.set_viewport_size({"width": width, "height": height})
        if (beyond := person.page.evaluate(TOO_WIDE)) > 0:
            pictured(person, f"en-{who}-{visit.file}-{width}")
            yield f"{visit.file}: {beyond} px too wide at {width}: {person.page.evaluate(BEYOND)}"
        elif width in PICTURED:
            pictured(person, f"en-{who}-{visit.file}-{width}")


@pytest.mark.parametrize("who", VISITS)
def test_each_page_is_english_and_fits_the_smallest_phone(window, house, counted, who):
    person, faults, said = window(who), [], {}
    for visit in VISITS[who]:
        if visit.name not in FOR_BUILDERS:
            with translation.override("zh-hans"):
                goes(person, visit, house)
            faults += looked_at(person, visit, who)
            said[visit.file] = [] if visit.name in SAID_BEFORE else person.page.evaluate(ON_THE_PAGE)
    known = counted | written_by_people() | said_in_tests()  # visits write, too
    faults += [f"{file}: {text}" for file, texts in said.items() for text in left_in_chinese(texts, known)]
    assert not faults, "\n".join(faults)
