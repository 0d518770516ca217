"""`linli doctor`: what is well and what is not, for people and for monitoring."""

import json
from dataclasses import asdict

import click

from linli.project.cli.errors import said_plainly
from linli.project.cli.server import WrongSettings, begin
from linli.project.findings import Finding, State

MARKS = {"ok": "正常", "warning": "注意", "failed": "故障"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def doctor(as_json: bool) -> None:
    """检查安装是否正常；有故障时退出码为 1。"""
    findings = _findings()
    is_well = all(finding.state is not State.FAILED for finding in findings)
    if as_json:
        found = {"ok": is_well, "checks": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"[{MARKS[finding.state]}] {finding.message}")
    if not is_well:
        raise SystemExit(1)


def _findings() -> list[Finding]:
    """All there are; the one alone that keeps everything from starting."""
    try:
        begin()
    except WrongSettings as fault:
        return [Finding("settings", State.FAILED, fault.message)]
    from linli.project.checkup import examine  # needs Django

    with said_plainly():
        return list(examine())
