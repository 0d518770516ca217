"""The limit: the same work sent straight to the database by PostgreSQL's own pgbench, prepared, in one transaction."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linli.project import postgres
from linli.project.bench.clients import CLIENTS
from linli.project.bench.errors import BenchError
from linli.project.bench.stage import Stage
from linli.project.postgres.programs import PACKAGE, installed_in

THREADS = 2


@dataclass
class Limit:
    """What the database did in a while."""

    seconds: float
    latencies: list[float]

    @property
    def per_s(self) -> float:
        """Transactions a second."""
        return len(self.latencies) / self.seconds


def limited(
    stage: Stage,
    scripts: Sequence[str],
    seconds: int,
    *,
    variables: Mapping[str, int] | None = None,
    clients: int = CLIENTS,
    reads: bool = False,
) -> Limit:
    """Run these scripts, each as often as the others, as the application's login.

    Reading is planned for each query's own values, as the application has it: a plan for any value is many times
    slower where one reads a community and another a prefecture. Writing keeps its plans.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = _command(stage, clients, seconds, variables or {})
        for number, script in enumerate(scripts):
            path = Path(folder) / f"{number}.sql"
            path.write_text(script, encoding="utf-8")
            command += ["--file", str(path)]
        options = "-c plan_cache_mode=force_custom_plan" if reads else ""
        password = stage.server.password_file("linli_app").read_text(encoding="ascii").strip()
        done = subprocess.run(
            command,
            env={**os.environ, "PGPASSWORD": password, "PGOPTIONS": options},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"pgbench 没有跑完：{done.stderr.strip()[-600:]}")
        return Limit(seconds, _latencies(Path(folder)))


def _command(stage: Stage, clients: int, seconds: int, variables: Mapping[str, int]) -> list[str]:
    program = installed_in() / PACKAGE / "pginstall" / "bin" / "pgbench"
    command = [str(program), "--no-vacuum", "--protocol=prepared", "--log", "--log-prefix=log"]
    command += [f"--client={clients}", f"--jobs={min(THREADS, clients)}", f"--time={seconds}"]
    command += [f"--host={stage.server.socket}", f"--port={postgres.places.PORT}", "--username=linli_app"]
    command += [f"--define={name}={value}" for name, value in variables.items()]
    return [*command, stage.database]


def _latencies(folder: Path) -> list[float]:
    """From pgbench's log of transactions: the third number of a line is microseconds."""
    return [
        int(line.split()[2]) / 1e6
        for path in folder.glob("log.*")
        for line in path.read_text(encoding="ascii").splitlines()
    ]
