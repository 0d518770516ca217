"""What is encrypted and which files are kept is said by the models, or a backup and a new key would pass it by."""

import ast

from django.apps import apps

from linli.base.encrypted import columns
from tests.house.listing import sources

ENCRYPTING = {"encrypt", "decrypt", "renewed"}


def encrypted_places() -> set[str]:
    """table.column of each call that encrypts a value, as the sources write them."""
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ENCRYPTING:
                given = {word.arg: word.value for word in node.keywords}
                if isinstance(given.get("table"), ast.Constant) and isinstance(given.get("column"), ast.Constant):
                    found.add(f"{given['table'].value}.{given['column'].value}")
    return found


def test_every_column_that_is_written_encrypted_is_named_by_its_model():
    declared = {str(column) for column in columns() if not column.is_wrapped}
    assert encrypted_places() <= declared


def test_every_column_that_looks_like_ciphertext_is_named_or_is_a_payload_of_the_journal():
    looks = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.column.endswith("cipher") or field.column == "wrapped"
    }
    assert looks - {str(column) for column in columns()} == {"journal_payload.cipher"}  # by the key of its subject


def test_every_table_with_the_key_of_a_kept_file_says_so():
    """A kept file has a key, a content type and a size; whoever adds such a table names the column."""
    tables = {
        model._meta.db_table: getattr(model, "kept_files", ())
        for model in apps.get_models()
        if {"content_type", "size"} <= {field.column for field in model._meta.concrete_fields}
    }
    assert tables
    assert {table for table, named in tables.items() if not named} == set()
