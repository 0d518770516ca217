"""`python -m tests.faults.harness`: break it, then prove that nothing was lost."""

import argparse
import json
import sys
from typing import Any

from tests.faults.harness.blows import BLOWS
from tests.faults.harness.trial import Wish, trial


def main(arguments: list[str]) -> int:
    """0 if everything was proven."""
    asked = _parser().parse_args(arguments)
    known = {blow.name for blow in BLOWS}
    if unknown := set(asked.only) - known:
        _parser().error(f"no blow is called {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    report = trial(Wish(asked.kills, asked.seed, asked.hasty, tuple(asked.only), _said))
    _said(report.for_people())
    if asked.json:
        sys.stdout.write(json.dumps(report.for_programs(), ensure_ascii=False, indent=1, default=str) + "\n")
    return 0 if report.holds else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make faults ARGS=…", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many blows (200)")
    parser.add_argument("--seed", type=int, default=1311, help="what decides the order of blows and requests (1311)")
    parser.add_argument("--only", action="append", default=[], metavar="BLOW", help="only this kind; may be repeated")
    parser.add_argument("--hasty", action="store_true", help="do not wait for the half minute that tells a dead worker")
    parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
    return parser


def _said(sentence: Any) -> None:
    """To people, beside what programs read."""
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
