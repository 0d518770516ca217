"""Brings the English catalogues up to date: `make translations`, or `.venv/bin/python -m tests.house.translations`.

Gathers every text of the code and the templates into src/linli/locale, and every text of the data files into
data/locale; keeps what is translated, drops what nobody says any more, compiles both. Needs no program of the system.
"""

import ast
import io
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tomllib import loads
from typing import NamedTuple

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

os.environ.setdefault("LINLI_HOME", str(Path(__file__).resolve().parents[2] / ".linli" / "none"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
django.setup()

from linli.catalog.spec import read_folder  # noqa: E402 (the settings come first)
from linli.catalog.telling import retold as item_retold  # noqa: E402
from linli.indicators.definitions import load as read_indicators  # noqa: E402
from linli.indicators.definitions import retold as indicator_retold  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SOURCE, DATA = ROOT / "src" / "linli", ROOT / "data"
LANGUAGE = "en"
CODE = SOURCE / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
OF_DATA = DATA / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
# How a translatable text is called; None is the text itself.
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LEFT_OUT = {"tests", "migrations", "styleguide.py", "styleguide.html"}  # the style guide is for whoever builds pages


class Text(NamedTuple):
    """One text somebody may read, and the file that says it."""

    words: str | tuple[str, str]
    context: str | None
    file: str


def texts_of_code() -> Iterator[Text]:
    """Every text of Python and templates."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if LEFT_OUT.isdisjoint(path.parts):
            yield from texts_of(path.read_text(encoding="utf-8"), path)


def texts_of(source: str, path: Path) -> Iterator[Text]:
    """The texts of one file."""
    file = path.relative_to(ROOT).as_posix()
    if path.suffix == ".py":
        found = texts_of_python(ast.parse(source))
    else:  # Django writes templates as Python calls; their indentation is that of the markup
        calls = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        gathered = extract("python", io.BytesIO(calls.encode()), KEYWORDS, options={"encoding": "utf-8"})
        found = ((words, context) for _line, words, _comments, context in gathered)
    yield from (Text(words, context, file) for words, context in found)


def texts_of_python(tree: ast.AST) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The texts of calls by one of our names, from the tree, so that those inside an f-string are found too."""
    names = names_for(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := names.get(called(node))):
            given = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            context = given.pop(0) if "pgettext" in name and given else None
            if given:
                yield (given[0], given[1]) if "ngettext" in name or "npgettext" in name else given[0], context


def names_for(tree: ast.AST) -> dict[str, str]:
    """What a file calls Django's functions: `_`, or whatever it imports them as."""
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    known = [alias for node in imported if node.module == "django.utils.translation" for alias in node.names]
    return {name: name for name in KEYWORDS} | {alias.asname or alias.name: alias.name for alias in known}


def called(node: ast.Call) -> str:
    """The name a function is called by."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def texts_of_data() -> Iterator[Text]:
    """Every text of the data files that is shown: each module says which of its texts are."""
    said: list[str] = []

    def heard(words: str) -> str:
        said.append(words)
        return words

    for folder, read in DATA_FILES.items():
        for path in sorted((DATA / folder).glob("*.toml")):
            said.clear()
            read(path, heard)
            yield from (Text(words, None, path.relative_to(ROOT).as_posix()) for words in said if words)


def _items(path: Path, say: Callable[[str], str]) -> None:
    for item in read_folder(path.parent):
        if item.code == path.stem:
            item_retold(item, say)


def _indicators(path: Path, say: Callable[[str], str]) -> None:
    for each in read_indicators(path.parent).values():
        indicator_retold(each, say)


def _standing(path: Path, say: Callable[[str], str]) -> None:
    """Each file's own indicators; what plans call them stays as it stands there."""
    for kind, entries in loads(path.read_text(encoding="utf-8")).items():
        for entry in entries:
            for key in {"register": ("name",), "indicator": ("name", "counts", "unit")}.get(kind, ()):
                if entry[key] != "%":
                    say(entry[key])
            for target in entry.get("target", ()):
                say(target.get("words", ""))


def _policies(path: Path, say: Callable[[str], str]) -> None:
    """What a question asks and answers, and what a policy says besides its source, which stays as it is."""
    for kind, entries in loads(path.read_text(encoding="utf-8")).items():
        for entry in entries:
            for key in ("label", "hint") if kind == "question" else ("title", "summary", "who"):
                say(entry.get(key, ""))
            for _value, label in entry.get("choices", ()):
                say(label)


def _entries(path: Path, say: Callable[[str], str]) -> None:
    """Lists of entries, each of which is called something."""
    for entries in loads(path.read_text(encoding="utf-8")).values():
        for entry in entries if isinstance(entries, list) else ():
            for each in (entry, *entry.get("part", ())):
                for key in ENTRY_TEXTS.get(path.name, ENTRY_TEXTS[""]):
                    say(each.get(key, ""))


# What an entry of a list shows, by the list; of most the name and what explains it, not whence we have it.
ENTRY_TEXTS = {
    "": ("name", "allows", "hint"),
    "sizes.toml": ("source",),
    "retention.toml": ("name", "basis"),
    "milestones.toml": ("title", "short", "summary", "hint"),
    "words.toml": (),  # searched for, never shown
}
DATA_FILES: dict[str, Callable[[Path, Callable[[str], str]], None]] = {
    "aid": _entries,
    "archives": _entries,
    "catalog": _items,
    "areas": _entries,
    "calendar": _entries,
    "finding": _entries,
    "policies": _policies,
    "grids": _entries,
    "handling": _entries,
    "indicators": _indicators,
    "indicators/standing": _standing,
    "types": _entries,
}


def renewed(path: Path, texts: Iterator[Text]) -> Catalog:
    """The catalogue of these texts, with the translations there are."""
    with path.open("rb") as file:
        before = read_po(file, locale=LANGUAGE)
    catalogue = Catalog(LANGUAGE, project="linli", creation_date=BEGINNING, revision_date=BEGINNING, fuzzy=False)
    for words, context, file in texts:
        message = before.get(words, context)
        known = message.string if message and isinstance(message.id, tuple) == isinstance(words, tuple) else None
        comments = message.user_comments if message else ()
        catalogue.add(words, known, [(file, 0)], context=context, user_comments=comments)
    return catalogue


HEADER = """# Written by `make translations`: fill in or improve each msgstr, then run it again. How we say things in English:
# docs/translating.md.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
BEGINNING = datetime(2026, 11, 22, tzinfo=UTC)  # the same texts make the same files, whenever they are written


def written(catalogue: Catalog) -> bytes:
    """The catalogue as it lies on disk: by file, without line numbers, so that two people's changes rarely meet."""
    into = io.BytesIO()
    write_po(
        into, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False, ignore_obsolete=True
    )
    return HEADER.encode() + into.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """What the running product reads."""
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def messages(path: Path) -> list[Message]:
    """The texts of a catalogue as it lies on disk."""
    with path.open("rb") as file:
        return [each for each in read_po(file, locale=LANGUAGE) if each.id]


def untranslated(catalogue: Catalog) -> list[Message]:
    """Texts nobody has said in English yet."""
    return [each for each in catalogue if each.id and not all(_forms(each.string))]


def _forms(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


CATALOGUES: dict[Path, Callable[[], Iterator[Text]]] = {CODE: texts_of_code, OF_DATA: texts_of_data}


def main() -> None:
    """Write both, and say what is missing."""
    for path, texts in CATALOGUES.items():
        catalogue = renewed(path, texts())
        path.write_bytes(written(catalogue))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        missing = untranslated(catalogue)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(catalogue)} texts, {len(missing)} without English\n")
        for each in missing[:20]:
            sys.stdout.write(f"  {each.id}\n")


if __name__ == "__main__":
    main()
