"""One bench from beginning to end: ours and the limit in turn, A B A B, on the same server in the same run."""

from collections.abc import Callable, Sequence

from linli.project.bench import cost
from linli.project.bench.clients import Connection, Work, crowded
from linli.project.bench.figures import Turn
from linli.project.bench.limit import Limit
from linli.project.bench.stage import Stage, Web, serving

ROUNDS = 2
WARM_UP = 2  # seconds
COUNTED = 3  # operations whose statements are counted, after as many that are not
ONE_OF_EACH = {"LINLI_WEB_WORKERS": "1", "LINLI_WEB_THREADS": "1"}


def side_by_side(
    web: Web, works: Callable[[], Sequence[Work]], limit: Callable[[int], Limit], seconds: int
) -> tuple[list[Turn], list[Turn]]:
    """The turns of ours and of the limit. `works` gives each client its work anew for each turn."""
    crowded(web.connected, works(), min(WARM_UP, seconds))
    limit(1)
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(ours_once(web, works(), seconds))
        found = limit(seconds)
        theirs.append(Turn(found.per_s, found.latencies))
    return ours, theirs


def ours_once(web: Web, works: Sequence[Work], seconds: float) -> Turn:
    """One turn of ours with what it cost."""
    postmaster = cost.postmaster_of(web.stage)
    before = cost.spent(web.process.pid, postmaster)
    crowd = crowded(web.connected, works, seconds)
    after = cost.spent(web.process.pid, postmaster)
    return Turn(crowd.per_s, crowd.latencies, after.app - before.app, after.database - before.database)


def statements_of(stage: Stage, work: Work) -> int:
    """The round trips of one operation, as the server's log tells; what a process reads only once is left out."""
    with cost.logged(stage) as since, serving(stage, **ONE_OF_EACH) as web, web.connected() as connection:
        return counted(connection, work, since)


def counted(connection: Connection, work: Work, since: Callable[[], list[str]]) -> int:
    """As above, on a connection to a server whose statements are logged; the fewest of several."""
    for _time in range(COUNTED):
        work(connection)
    since()
    found = []
    for _time in range(COUNTED):
        work(connection)
        found.append(len(since()))
    return min(found)
