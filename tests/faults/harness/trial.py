"""One trial from an empty folder to the proofs: build, work, strike, let everything settle, look."""

import fcntl
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from uuid import UUID

import django
import psycopg

from linli.base.home import CHECKOUT
from linli.project import postgres
from linli.project.serving import PortError, free_port
from tests.faults.harness.blows import BLOWS, CLOCK, Blow, schedule
from tests.faults.harness.clock import Clock
from tests.faults.harness.ground import Ground, ground
from tests.faults.harness.ledger import Ledger
from tests.faults.harness.report import Report, Struck
from tests.faults.harness.scene import Scene, working
from tests.faults.installation import SECRET, Installation, bare, small_data, until
from tests.faults.moody_gateway import MoodyGateway

KEPT = CHECKOUT / ".linli" / "faults"
PORTS = range(9161, 9170)
MOODS = ("answers",) * 12 + ("takes and cuts", "cuts", "takes and fails", "is busy")
COUNTIES = ("131102", "131123")
SETTLED = 180.0  # seconds; the rescue of a killed worker's jobs alone may take ninety


@dataclass(frozen=True)
class Wish:
    """What was asked for. `is_hasty` shortens waits that only time would end: the clock of a job's rescue."""

    kills: int
    seed: int
    is_hasty: bool
    only: tuple[str, ...]
    say: Callable[[str], None]


def trial(wish: Wish) -> Report:
    """Run it."""
    report = Report(wish.seed, {"cores": os.cpu_count()})
    with _timed(report, "whole"), ground() as place, MoodyGateway(wish.seed, moods=MOODS) as gateway:
        report.machine["disk"] = place.disk or "none of our own"
        with _timed(report, "building"):
            site, clock = _built(place, gateway, has_clock=not wish.only or CLOCK in wish.only)
        with _kept(site, place, report), _running(site):
            scene = Scene(
                site, gateway, place, clock, Ledger(place.folder / "notes"), random.Random(wish.seed), wish.is_hasty
            )
            _try(scene, wish, report)
    return report


@contextmanager
def _kept(site: Installation, place: Ground, report: Report) -> Iterator[None]:
    """Where something is wrong, what everybody has written is kept."""
    try:
        yield
    finally:
        if not report.holds:
            shutil.rmtree(KEPT, ignore_errors=True)
            shutil.copytree(place.folder / "notes", KEPT)
            for log in (site.log, site.server.log):
                shutil.copy(log, KEPT)


def _built(place: Ground, gateway: MoodyGateway, *, has_clock: bool) -> tuple[Installation, Clock]:
    """The small demo in the database, by the owner; nothing runs yet but PostgreSQL."""
    data = small_data(place.folder, _divisions())
    clock = Clock.made(place.folder, is_wanted=has_clock)
    told = {
        "LINLI_HOME": str(place.home),
        "LINLI_DATA": str(data),
        "LINLI_SECRET_KEY": SECRET,
        "LINLI_REGION": "hengshui",
        "LINLI_SMS_GATEWAY": "http",
        "LINLI_SMS_GATEWAY_URL": gateway.url,
        "LINLI_API_PER_MINUTE": "0",
        "LINLI_QUIET_HOURS": "",  # trials run at night, too
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
    }
    postgres.ensure(postgres.locate(place.home))
    builder = [sys.executable, "-m", "tests.faults.harness.building"]
    subprocess.run(builder, env={**bare(), **told, "LINLI_LOGIN": "linli_owner"}, check=True, stdout=subprocess.DEVNULL)
    os.environ.update(told)
    django.setup()
    port = _own_port()
    site = Installation(place.home, place.folder / "up.log", ["--port", str(port)], {**told, **clock.environment})
    (place.folder / "notes").mkdir()
    return site, clock


@contextmanager
def _running(site: Installation) -> Iterator[None]:
    site.start()
    try:
        until(lambda: site.address or site.process.poll() is not None, "linli up", patience=120)
        assert site.process.poll() is None, site.said()
        yield
    finally:
        site.stop()


def _try(scene: Scene, wish: Wish, report: Report) -> None:
    from django.db import connection  # needs Django to be set up, as models do

    from tests.faults.harness.cast import HARNESS, cast
    from tests.faults.harness.proofs import proofs

    people = cast(scene.site.address, scene.ground.folder)
    before = _messages(HARNESS)
    with working(scene, people, wish.seed):
        scene.after_confirmations(10)
        with _timed(report, "striking"):
            _strike(scene, wish, report)
        with _timed(report, "finishing"):
            calm(scene)
    with _timed(report, "settling"):
        settle(scene)
    connection.close()  # it has died with the old server
    with _timed(report, "proving"):
        report.proofs = proofs(scene.ledger.read(), scene.gateway, scene.site.home, before)


def _strike(scene: Scene, wish: Wish, report: Report) -> None:
    wanted = [blow for blow in BLOWS if not wish.only or blow.name in wish.only]
    possible = [blow for blow in wanted if blow.needs(scene)]
    report.left_out = [f"{blow.name}: this machine does not let us" for blow in wanted if blow not in possible]
    for number, blow in enumerate(schedule(wish.kills, possible, scene.chance), start=1):
        struck = strike(scene, blow)
        report.blows.append(struck)
        told = f"{struck.detail}, " if struck.detail else ""
        wish.say(
            f"{number:>4} {struck.blow}: {told}back after {struck.seconds:.2f} s, work after {struck.went_on:.2f} s"
        )


def strike(scene: Scene, blow: Blow) -> Struck:
    """One blow at a random moment, and the proof that work goes on after it."""
    scene.a_moment()
    begin = time.monotonic()
    detail = blow.strike(scene)
    seconds = time.monotonic() - begin
    return Struck(blow.name, detail, round(seconds, 3), round(scene.after_confirmations(scene.chance.randint(1, 6)), 3))


def calm(scene: Scene) -> None:
    """Take every hardship away that lasts; nothing is repaired."""
    scene.gateway.become()
    scene.clock.move(0)
    scene.ground.give_back()
    until(scene.site.is_ready, "everything answers")


def settle(scene: Scene) -> None:
    """Wait until every message is settled, every job done and every figure counted; by the product's own worker.

    What waits for its next try by the gateway is asked to go now, or it would take a day.
    """
    until(lambda: scene.site.worker, "the worker is back")
    statements = [GO_NOW, *([NOTICE_THE_DEAD, RESCUE, COUNT] if scene.is_hasty else [])]

    def has_settled() -> bool:
        with suppress(psycopg.OperationalError), postgres.connect(scene.site.server) as connection:
            for statement in statements:
                connection.execute(statement)
            row = connection.execute(OPEN).fetchone()
            return row == (0,)
        return False

    with suppress(AssertionError):  # the proofs say what is stuck
        until(has_settled, "everything has settled", SETTLED)


GO_NOW = """
UPDATE procrastinate_jobs SET scheduled_at = now()
 WHERE status = 'todo' AND scheduled_at > now() AND task_name = 'notifications.deliver'
"""
# Only one worker runs: every other row but the newest is of one that has been killed.
NOTICE_THE_DEAD = """
UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'
 WHERE id < (SELECT max(id) FROM procrastinate_workers) AND last_heartbeat > now() - interval '31 seconds'
"""
RESCUE = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
SELECT 'default', 'base.rescue_stalled_jobs', 100, '{"timestamp": 0}'
 WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE task_name = 'base.rescue_stalled_jobs' AND status = 'todo')
"""
COUNT = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args)
SELECT 'default', 'indicators.refresh', 100, '{"timestamp": 0}'
 WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE task_name = 'indicators.refresh' AND status = 'todo')
"""
OPEN = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver')
     + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' AND task_name <> 'notifications.deliver')
     + (SELECT count(*) FROM indicators_staleday)
"""


def _messages(actor: object) -> frozenset[UUID]:
    from linli.base.scope import acting_as
    from linli.notifications.models import Message

    with acting_as(actor):  # type: ignore[arg-type]
        return frozenset(Message.objects.values_list("pk", flat=True))


def _divisions() -> str:
    """The two counties of the demo and what they lie in, as the published list has them."""
    import lzma

    from linli.base.home import shipped

    with lzma.open(shipped() / "areas" / "divisions-2023.csv.xz", "rt", encoding="utf-8") as file:
        rows = [row for row in file if row.startswith(("code,", "13,", "1311,", *COUNTIES))]
    return "".join(rows)


def _own_port() -> int:
    """A free port that no other trial takes while its own web server happens to be down; ours until we end."""
    for port in PORTS:
        lock = os.open(f"/tmp/linli-faults-{port}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(BlockingIOError, PortError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return free_port("127.0.0.1", port)
        os.close(lock)
    raise PortError(f"none of the ports {PORTS} is free")


@contextmanager
def _timed(report: Report, name: str) -> Iterator[None]:
    begin = time.monotonic()
    yield
    report.seconds[name] = round(time.monotonic() - begin, 1)
