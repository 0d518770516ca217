"""What comes by itself: posts end on their day, and what is past is thrown away every night."""

from datetime import timedelta

from procrastinate.contrib.django import app

from linli.accounts.actions.posts import settle_ended_posts
from linli.accounts.actions.upkeep import tidy
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as


@app.periodic(cron="*/10 * * * *")
@app.task(name="accounts.settle_posts", queueing_lock="accounts.settle_posts")
def settle_posts(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Posts that have ended by their day: who goes on is told, who holds none any more is signed out."""
    settler = system_actor("accounts.settle_posts")
    with acting_as(settler):
        settle_ended_posts(by=settler, at=now())


@app.periodic(cron="23 19 * * *")  # counted in UTC: 03:23 in China
@app.task(name="accounts.tidy", queueing_lock="accounts.tidy")
def tidy_nightly(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Sessions past their end, codes and tries older than a day."""
    with acting_as(system_actor("accounts.tidy")):
        tidy(before=now() - timedelta(days=1), at=now())
