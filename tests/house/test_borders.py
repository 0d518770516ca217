"""A string foreign key upwards leaves no import for import-linter to see: so the models themselves are asked."""

import re
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def layers() -> dict[str, int]:
    """Module → height, from the contract in pyproject.toml."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    ordered = [[name.strip() for name in line.split("|")] for line in contract["layers"]]
    return {name: -height for height, names in enumerate(ordered) for name in names}


def test_foreign_keys_point_downwards_only():
    height = layers()
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("linli.")
        for field in model._meta.get_fields()
        if field.many_to_one or (field.one_to_one and field.concrete)
        if height[field.related_model._meta.app_label] > height[model._meta.app_label]
    ]
    assert upward == []


def test_every_module_has_a_place_among_the_layers():
    modules = {path.parent.name for path in (ROOT / "src" / "linli").glob("*/__init__.py")}
    assert modules == set(layers())


def test_a_module_that_keeps_files_says_which_of_them_its_rows_name():
    """Else the nightly sweep would take them away."""
    source = ROOT / "src" / "linli"
    storing = {path.relative_to(source).parts[0] for path in source.rglob("*.py") if stores(path)}
    telling = {path.parent.name for path in source.glob("*/apps.py") if "keeps(" in path.read_text(encoding="utf-8")}
    assert storing - {"base"} <= telling


def stores(path: Path) -> bool:
    """Whether a file of the product, not of its tests, puts files into the store."""
    imported = re.search(r"base\.attachments import ([^\n(]+|\([^)]+\))", path.read_text(encoding="utf-8"))
    return "tests" not in path.parts and bool(imported) and bool(re.search(r"\bstore\b", imported[1]))
