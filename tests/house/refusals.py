"""Writes docs/refusals.md anew: `.venv/bin/python -m tests.house.refusals`."""

from tests.house.listing import ROOT, refusals

PATH = ROOT / "docs" / "refusals.md"
HEAD = """# Refusals

How Linli says no. A page shows the sentence beside the field or on top; the API answers `application/problem+json` with
the code (422 unless said otherwise by the class: 409 where somebody else was faster). Codes are stable, sentences may
improve. `…` stands for what is put in. Written by `python -m tests.house.refusals` from the sources; a test compares.

| code | what the person reads |
|---|---|
"""


def table() -> str:
    """The document as it should be."""
    lines = [f"| `{code}` | {' / '.join(sentences) or '—'} |" for code, sentences in refusals().items()]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PATH.write_text(table(), encoding="utf-8")
