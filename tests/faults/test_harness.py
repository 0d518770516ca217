"""A short trial of the whole: `make faults` runs the long one, docs/operations/faults.md says what it proves."""

import json
import subprocess
import sys

from linli.base.home import CHECKOUT
from tests.faults.installation import bare

SHORT = (
    "web process killed", "web server killed", "worker killed", "database killed", "database process killed",
    "connections ended", "cases locked", "gateway in trouble", "disk full", "clock moved",
)  # fmt: skip


def test_nothing_is_lost_when_each_part_is_struck_once(note):
    only = [word for blow in SHORT for word in ("--only", blow)]
    command = [sys.executable, "-m", "tests.faults.harness", "--hasty", "--json", "--kills", str(len(SHORT)), *only]
    done = subprocess.run(command, cwd=CHECKOUT, env=bare(), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["holds"]
    struck = {blow["blow"] for blow in report["blows"]}
    assert len(struck) == len(SHORT) - len([blow for blow in report["left_out"] if blow.startswith(SHORT)])
    confirmed = sum(report["proofs"][1]["figures"].values())
    note(f"trial: {len(report['blows'])} blows, {confirmed} confirmed steps, {report['seconds']['whole']} s")
