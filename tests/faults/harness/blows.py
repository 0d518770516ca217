"""The blows: each strikes one part at a random moment and waits until it stands again, touched by no hand."""

import os
import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from linli.project import postgres
from tests.faults.harness.scene import Scene
from tests.faults.installation import children_of, until
from tests.faults.moody_gateway import GONE

CLOCK = "clock moved"
HARDSHIPS = (GONE, "hangs", "takes and hangs", "takes and fails", "takes and cuts", "cuts")
MOST_ROUNDS = 200  # of filling what others have given back
ASLEEP = 33.0  # seconds
ENOUGH = 5  # told to wait
JUMPS = (-7200, -300, -40, 40, 300, 3600, 26 * 3600)  # seconds


@dataclass(frozen=True)
class Blow:
    """`share` is its part of all blows; `strike` says in a word or two what exactly was done."""

    name: str
    share: int
    strike: Callable[[Scene], str]
    needs: Callable[[Scene], Any] = lambda _scene: True


def schedule(kills: int, blows: list[Blow], chance: random.Random) -> list[Blow]:
    """So many blows in a random order: each kind once where there is room, the rest by their shares."""
    chosen = chance.sample(blows, min(kills, len(blows)))
    chosen += chance.choices(blows, [blow.share for blow in blows], k=kills - len(chosen))
    chance.shuffle(chosen)
    return chosen


def kill_web_process(scene: Scene) -> str:
    """One of the processes that answer; granian starts another.

    Two in five seconds look to it like a crash loop: then it ends, and the supervisor starts all of it again.
    """
    victim = scene.kill(lambda: _any_of(scene, children_of(scene.site.web)), "a web process")

    def both_run() -> bool:
        answering = children_of(scene.site.web)
        return victim not in answering and len(answering) > 1

    until(both_run, "another process answers")
    return ""


def _any_of(scene: Scene, pids: list[int]) -> int:
    return scene.chance.choice(pids) if pids else 0


def kill_web(scene: Scene) -> str:
    """The web server's first process; the supervisor ends the rest and starts it again."""
    old = scene.kill(lambda: scene.site.web, "the web server")
    until(lambda: scene.site.is_back(old, lambda site: site.web), "the web server is back")
    return ""


def restart_web(scene: Scene) -> str:
    """Asked politely to go, in the middle of requests."""
    old = scene.kill(lambda: scene.site.web, "the web server", signal.SIGTERM)
    until(lambda: scene.site.is_back(old, lambda site: site.web), "the web server is back")
    return ""


def kill_worker(scene: Scene) -> str:
    """In the middle of whatever it was doing; the next blow does not wait for its return."""
    scene.kill(lambda: scene.site.worker, "the worker")
    return ""


def restart_worker(scene: Scene) -> str:
    """Asked to go."""
    scene.kill(lambda: scene.site.worker, "the worker", signal.SIGTERM)
    return ""


def put_worker_to_sleep(scene: Scene) -> str:
    """Longer than the half minute after which it counts as dead, as a suspended machine; then it goes on where it was."""
    until(lambda: scene.site.worker, "the worker runs")
    worker = scene.site.worker
    os.kill(worker, signal.SIGSTOP)
    threading.Event().wait(ASLEEP)
    os.kill(worker, signal.SIGCONT)
    return ""


def kill_postmaster(scene: Scene) -> str:
    """PostgreSQL's first process: everything it was doing is undone at the next start. The web server stays."""
    web = scene.site.web
    old = scene.kill(lambda: scene.site.postmaster, "PostgreSQL")
    until(lambda: scene.site.is_back(old, lambda site: site.postmaster), "PostgreSQL is back")
    assert scene.site.web == web, "the web server did not outlive its database"
    return ""


def kill_backend(scene: Scene) -> str:
    """A process that serves one connection: PostgreSQL then ends all others and recovers."""
    os.kill(_a_backend(scene), signal.SIGKILL)
    until(scene.site.is_ready, "PostgreSQL has recovered")
    return ""


def kill_several(scene: Scene) -> str:
    """A part of each kind in the same instant: the supervisor has all of them to look after at once."""
    parts = {"database": scene.site.postmaster, "web": scene.site.web, "worker": scene.site.worker}
    chosen = scene.chance.sample([name for name in parts if parts[name]], 2)
    for name in chosen:
        os.kill(parts[name], signal.SIGKILL)
    old = parts["web"] if "web" in chosen else 0
    until(lambda: scene.site.web not in (0, old) and scene.site.is_ready(), "everything is back")
    return " and ".join(chosen)


def end_connections(scene: Scene) -> str:
    """All at once, as a restarting firewall would."""
    ended = scene.database("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'linli_app'")
    return f"{ended[0][0]} connections"


def stop_backends(scene: Scene) -> str:
    """The database stands still for a second or two, then goes on."""
    stopped = [pid for (pid,) in scene.database("SELECT pid FROM pg_stat_activity WHERE usename = 'linli_app'")]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    scene.a_moment(3.0)
    for pid in stopped:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    return f"{len(stopped)} connections stopped"


def lock_cases(scene: Scene) -> str:
    """Somebody's migration holds the table of cases, so that every request waits."""
    with postgres.connect(scene.site.server) as holder, suppress(psycopg.errors.LockNotAvailable), holder.transaction():
        holder.execute("SET LOCAL lock_timeout = '3s'")
        holder.execute("LOCK TABLE cases_case IN ACCESS EXCLUSIVE MODE")
        scene.a_moment(4.0)
    return ""


def trouble_gateway(scene: Scene) -> str:
    """The SMS gateway has one hardship until the next time it is its turn."""
    mood, can_be_asked = scene.chance.choice([*HARDSHIPS, ""]), scene.chance.random() < 0.8
    scene.gateway.become(mood, can_be_asked=can_be_asked)
    return (mood or "well again") + ("" if can_be_asked else ", cannot be asked")


def fill_disk(scene: Scene) -> str:
    """No room until some were told to wait, then room again.

    One time in three PostgreSQL is made to ask for the next piece of its own log, one time in three it is killed too.
    """
    before, confirmed = scene.ledger.told_to_wait(), scene.ledger.confirmations()
    depth = scene.chance.choice(("", "to the last, ", "and the database killed, "))
    try:
        for round_ in range(MOST_ROUNDS):
            scene.ground.fill()
            if depth and not round_:
                with suppress(psycopg.OperationalError):
                    scene.database("SELECT pg_switch_wal()")
            if depth.startswith("and") and not round_:
                scene.kill(lambda: scene.site.postmaster, "PostgreSQL")
            if scene.ledger.told_to_wait() - before >= ENOUGH:
                break
            scene.a_moment(0.1)
    finally:
        refused, still = scene.ledger.told_to_wait() - before, scene.ledger.confirmations() - confirmed
        scene.ground.give_back()
    until(scene.site.is_ready, "there is room again")
    return f"{depth}{refused} told to wait, {still} still confirmed"


def move_clock(scene: Scene) -> str:
    """Web server and worker believe it is another time until the next time it is the clock's turn."""
    seconds = scene.chance.choice([*JUMPS, 0, 0, 0])
    scene.clock.move(seconds)
    return f"{seconds:+d} s"


def restart_everything(scene: Scene) -> str:
    """As an operator does: ask `linli up` to end, start it again."""
    scene.site.process.send_signal(signal.SIGTERM)
    assert scene.site.process.wait(60) == 0
    scene.site.start()
    until(scene.site.is_ready, "everything is back")
    return ""


def kill_supervisor(scene: Scene) -> str:
    """`linli up` itself: its children end with it, the database runs on, the operator starts it again."""
    web = scene.site.web
    scene.site.process.kill()
    scene.site.process.wait(10)
    until(lambda: not children_of(web), "its children have ended")
    scene.site.start()
    until(lambda: scene.site.web and scene.site.is_ready(), "everything is back")
    return ""


BLOWS = [
    Blow("web process killed", 12, kill_web_process),
    Blow("web server killed", 10, kill_web),
    Blow("web server restarted", 6, restart_web),
    Blow("worker killed", 12, kill_worker),
    Blow("worker restarted", 4, restart_worker),
    Blow("worker asleep", 1, put_worker_to_sleep, lambda scene: not scene.is_hasty),
    Blow("database killed", 12, kill_postmaster),
    Blow("database process killed", 8, kill_backend),
    Blow("several killed", 8, kill_several),
    Blow("connections ended", 8, end_connections),
    Blow("connections stopped", 4, stop_backends),
    Blow("cases locked", 4, lock_cases),
    Blow("gateway in trouble", 8, trouble_gateway),
    Blow("disk full", 6, fill_disk, lambda scene: scene.ground.disk),
    Blow(CLOCK, 6, move_clock, lambda scene: scene.clock.library),
    Blow("everything restarted", 2, restart_everything),
    Blow("supervisor killed", 2, kill_supervisor),
]


def _a_backend(scene: Scene) -> int:
    """One that works for the product, best one that is busy."""
    found: list[int] = []

    def looked() -> bool:
        with suppress(psycopg.OperationalError):
            rows = scene.database(
                "SELECT pid FROM pg_stat_activity WHERE usename = 'linli_app' ORDER BY state = 'idle', random()"
            )
            found.extend(pid for (pid,) in rows)
        return bool(found)

    until(looked, "somebody is connected")
    return found[0]
