"""Reads a plan's text into its title, indicators, sections, tasks, actions and ledgers, without a database.

Each file does one thing. From the file up: `source` a file's text, `passages` cleaned text that knows its place,
`lines` paragraphs and table rows, `markers` what opens a heading, `outline` what belongs where. Each part of the plan
has its reader: `header`, `tasks`, `boxes`, `tables` with `figures` and `ledger`, and for sentences `targets` (which are
promises) and `promises` (what they promise); `repeats` compares them. `numerals`, `quantities` and `units` know single
words, `result` is what comes out, `reader` puts it together. What cannot be read becomes a problem with its place;
nothing is guessed. Callers use `read_file` and `read_text`.
"""

from pathlib import Path

from linli.plans.reading.result import PlanReading
from linli.plans.reading.source import text_of

__all__ = ["PlanReading", "read_file", "read_text"]


def read_file(path: Path) -> PlanReading:
    """Read a plan's file; `Refused` with one sentence if it is no file we can read."""
    return read_text(text_of(path))


def read_text(text: str) -> PlanReading:
    """Read a plan's text. Spans count the characters of `text`."""
    from linli.plans.reading.reader import read_plan  # a tenth of a second of every start, used rarely

    return read_plan(text)
