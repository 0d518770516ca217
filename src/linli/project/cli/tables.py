"""`linli import`, `linli export`: registers in and out as spreadsheets, as the system and on record."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.core.exceptions import ImproperlyConfigured

from linli.project.cli.areas import Code
from linli.project.cli.server import begin

if TYPE_CHECKING:
    from linli.tables.actions import Outcome
    from linli.web.tables.register import Register
    from linli.web.tables.staging import Problem

SHOWN = 20


@click.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只核对，不保存。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def bring_in(register: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """把表格导入登记表：要么全部保存，要么一行也不存。例：linli import organizations 单位.xlsx --dry-run"""
    started = time.monotonic()
    with _asked():
        from linli.base.actor import system_actor
        from linli.base.clock import now
        from linli.base.scope import acting_as
        from linli.tables import actions

        found, data, by = _register(register, "comes_in"), file.read_bytes(), system_actor("tables.command_line")
        with acting_as(by):
            if dry_run:
                outcome = actions.try_out(found, data, by=by, at=now())
            else:
                outcome = actions.bring_in(found, data, name=file.name, by=by, at=now())
    is_done = not dry_run and not outcome.problems
    facts = {**asdict(outcome.counts), "seconds": round(time.monotonic() - started, 1)}
    back = _hand_back(outcome, file)
    _tell(facts, outcome, back, register=register, is_done=is_done, as_json=as_json)
    if outcome.problems:
        raise SystemExit(1)


@click.command("export")
@click.argument("register")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--area", metavar="CODE", type=Code(), help="区划代码；默认全部。")
def give_out(register: str, file: Path, area: str | None) -> None:
    """把登记表导出成 .xlsx 或 .csv；姓名电话隐去一部分。例：linli export organizations 单位.xlsx"""
    with _asked():
        from linli.base.actor import system_actor
        from linli.base.clock import now
        from linli.base.scope import acting_as
        from linli.tables import actions

        found, by = _register(register, "goes_out"), system_actor("tables.command_line")
        with acting_as(by):
            out = actions.give_out(found, by=by, at=now(), area=area or "", as_text=file.suffix.lower() == ".csv")
        file.write_bytes(out.data)
    click.echo(f"{out.rows} 行，写入 {file}。")


@contextmanager
def _asked() -> Iterator[None]:
    """Load Django; what is refused, and a database that is not there, is one sentence."""
    begin()
    from django.db import DatabaseError, OperationalError  # needs Django to be set up

    from linli.base.refusals import Refused

    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal.sentence)) from refusal
    except (OperationalError, ImproperlyConfigured) as error:
        raise click.ClickException("数据库没有应答，请先执行 linli up。") from error
    except DatabaseError as error:
        raise click.ClickException(f"数据库不接受：{str(error).splitlines()[0]}") from error


def _register(code: str, wanted: str) -> "Register":
    from linli.web.tables.register import entered

    able = [each.code for each in entered().values() if getattr(each, wanted)]
    if code not in able:
        raise click.ClickException(f"没有名为 {code} 的登记表。可用的有：{'、'.join(able)}。")
    return entered()[code]


def _hand_back(outcome: "Outcome", file: Path) -> Path | None:
    if not outcome.problems:
        return None
    back = file.with_name(f"{file.stem}-问题.xlsx")
    back.write_bytes(outcome.returned())
    return back


def _tell(
    facts: dict[str, Any], outcome: "Outcome", back: Path | None, *, register: str, is_done: bool, as_json: bool
) -> None:
    problems: Sequence[Problem] = outcome.problems
    if as_json:
        rows = [asdict(problem) for problem in problems]
        told = {"register": register, "done": is_done, **facts, "notes": list(outcome.notes), "problems": rows}
        click.echo(json.dumps({**told, "returned": str(back) if back else None}, ensure_ascii=False, indent=2))
        return
    for note in outcome.notes:
        click.echo(note)
    for problem in problems[:SHOWN]:
        click.echo(f"第 {problem.line} 行：{problem.sentence}")
    if len(problems) > SHOWN:
        click.echo(f"…共 {len(problems)} 处。")
    head = "已保存" if is_done else "没有保存"
    figures = f"新增 {facts['new']}，更新 {facts['changed']}，没有变化 {facts['same']}，要改 {facts['wrong']}"
    click.echo(f"{head}：{figures}，用时 {facts['seconds']} 秒。" + (f"改这个文件再导入：{back}" if back else ""))
