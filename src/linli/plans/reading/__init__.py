"""Reads a plan's text into its title, indicators, sections, tasks, actions and ledgers, without a database.

Each file reads one thing: `source` a file's text, `passages` cleaned text with its place, `lines` paragraphs and
table rows, `outline` what belongs where, then `header`, `figures`, `tasks`, `boxes`, `targets` and `ledger`;
`numerals` and `quantities` know numbers, `result` is what comes out. What cannot be read becomes a problem with its
place; nothing is guessed. Callers use `read_file` and `read_text`.
"""

from linli.plans.reading.reader import read_file, read_text
from linli.plans.reading.result import PlanReading

__all__ = ["PlanReading", "read_file", "read_text"]
