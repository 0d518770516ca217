"""What the sources say, for the documents that list it: settings, commands, refusals, journal verbs, jobs."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click

from linli.project.cli import main

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "linli"
CODE = re.compile(r"[a-z]+\.[a-z_]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
READS = re.compile(r"\b(?:LINLI_[A-Z_]+|DATABASE_URL)\b")
SAYING_NO = frozenset({"Refused", "Conflict", "Forbidden", "Outage", "problem", "one_sentence", "__init__"})
WRITING_DOWN = frozenset({"record", "record_all", "write", "_journal", "journal_contact"})


def modules() -> set[str]:
    """The modules of the product."""
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def sources() -> list[Path]:
    """The product's own files, without tests and migrations."""
    left_out = {"tests", "migrations", "styleguide.py"}  # the style guide shows a refusal that nobody meets
    return [path for path in sorted(SOURCE.rglob("*.py")) if not left_out & set(path.parts)]


def settings_read() -> set[str]:
    """Every name of the environment that product, scripts and tests read."""
    others = [ROOT / "Makefile", ROOT / "conftest.py", *(ROOT / "scripts").iterdir(), *(ROOT / "tests").glob("*.py")]
    return {name for path in [*sources(), *others] for name in READS.findall(path.read_text(encoding="utf-8"))}


def commands() -> dict[str, click.Command]:
    """Every command one can type, by its words: `areas load`."""
    return dict(_below(main, ""))


def _below(group: click.Group, before: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from _below(found, f"{before}{name} ")
        else:
            yield f"{before}{name}", found


def _calls(tree: ast.AST, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def _constants(tree: ast.Module) -> dict[str, str]:
    """Texts that a module gives a name: at its top, or as the default of a parameter."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def verbs() -> set[str]:
    """Journal verbs as they stand in the code; one put together at run time ends in `*`."""
    found = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in _calls(tree, WRITING_DOWN):
            for argument in call.args:
                text = _verb(argument)
                if re.fullmatch(r"[a-z]+\.[a-z_]+\*?|[a-z]+\.\*", text):
                    found.add(text)
    return found


def _verb(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        return f"{argument.values[0].value}*"
    return ""


def refusals() -> dict[str, list[str]]:
    """Every code a person or program can be refused with, and the sentences that stand beside it in the code."""
    found: dict[str, set[str]] = {}
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        known, around = _constants(tree), _around(tree)
        for call in _calls(tree, SAYING_NO):
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            given += _assigned(around.get(call), {one.id for one in given if isinstance(one, ast.Name)})
            texts = [_text(argument, known) for argument in given]
            for code in texts:
                if CODE.fullmatch(code):
                    found.setdefault(code, set()).update(_sentences(given))
        for name, code in known.items():  # handed on by name: throttles say the sentence themselves
            if name == "TOO_MANY" and CODE.fullmatch(code):
                found.setdefault(code, set()).add("试得太勤了。请过 … 再试。")
    return {code: sorted(sentences) for code, sentences in sorted(found.items())}


def _around(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    """The innermost function around each node."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]  # outer ones come first
    return {node: function for function in functions for node in ast.walk(function)}


def _assigned(function: ast.AST | None, names: set[str]) -> list[ast.expr]:
    """What names stand for in a function, so that a sentence put together a line above is found too."""
    return [
        node.value
        for node in (ast.walk(function) if function else ())
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in names
    ]


def _text(argument: ast.expr, known: dict[str, str]) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return known.get(argument.id, "") if isinstance(argument, ast.Name) else ""


def _sentences(given: list[ast.expr]) -> Iterator[str]:
    for argument in given:
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
                yield re.sub(r"%\(\w+\)[sd]", "…", node.value)


def periodic_jobs() -> dict[str, str]:
    """Every job by name, with its times where it comes round by itself."""
    found = {}
    for path in sorted(SOURCE.glob("*/jobs.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            target.id: ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        } | {"DELIVER": "notifications.deliver"}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                name, cron = _job(function, named)
                if name:
                    found[name] = cron
    return found


def _job(function: ast.FunctionDef | ast.AsyncFunctionDef, named: dict[str, str]) -> tuple[str, str]:
    name = cron = ""
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call):
            given = {keyword.arg: keyword.value for keyword in decorator.keywords}
            if "name" in given:
                name = _text(given["name"], named)
            if "cron" in given:
                cron = _text(given["cron"], named)
    return name, cron
