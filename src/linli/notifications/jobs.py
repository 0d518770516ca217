"""The courier: takes a message to the gateway, at most once as far as anybody can know."""

from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils import translation
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from linli.accounts.boxes import BOXES
from linli.accounts.models import User
from linli.base.clock import now
from linli.base.languages import SOURCE
from linli.base.refusals import Unavailable
from linli.base.scope import acting_as
from linli.notifications import actions
from linli.notifications.actions import COURIER, DELIVER, Attempt
from linli.notifications.carriers import CARRIERS
from linli.notifications.gateways import CannotTell, NotTaken, Receipt, Rejected
from linli.notifications.models import State
from linli.notifications.push import Gone
from linli.notifications.queries import own_words

WAITS = (15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)  # seconds before the second try, the third, …
MOST_ATTEMPTS = len(WAITS) + 1  # after a day the news is old; the portal has it all along

log = structlog.get_logger(__name__)


class Patience(BaseRetryStrategy):
    """Tries again, later each time, while gateway or database are away. When to give up, `deliver` decides."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; never after any other error, which is a mistake of ours."""
        if not isinstance(exception, Unavailable | OperationalError | InterfaceError):
            return None
        return RetryDecision(retry_in={"seconds": WAITS[min(job.attempts, len(WAITS) - 1)]})


@app.task(name=DELIVER, retry=Patience())
def deliver(message_id: str) -> None:
    """Hand one message to the gateway under its key. May be run any number of times.

    `sending` is committed before the call and the outcome after it, so that a try that was cut off is seen by the
    next one, which asks the gateway first. Nothing is sent twice blindly; what nobody can tell is called `unknown`.
    """
    if connection.in_atomic_block:
        raise RuntimeError("deliver commits by itself: call it outside any transaction")
    with acting_as(COURIER):
        attempt = actions.begin(UUID(message_id), at=now())
    if attempt is not None:
        _try(attempt)


@app.periodic(cron="* * * * *")
@app.task(name="notifications.forward", queueing_lock="notifications.forward", lock="notifications.forward")
def forward(timestamp: int) -> None:  # noqa: ARG001 (given to periodic jobs)
    """Carry what units were told to those of the staff who want it; who was told is not told again."""
    with acting_as(actions.FORWARDER):
        actions.forward(at=now())


def _try(attempt: Attempt) -> None:
    """Call the gateway outside any transaction and write down what came of it; Unavailable asks for another try."""
    try:
        receipt = _hand_over(attempt)
    except Rejected as refusal:
        _settle_refused(attempt, refusal)
        log.warning(
            "message_rejected", channel=attempt.message.channel, message=str(attempt.message.pk), why=str(refusal)
        )
    except CannotTell:
        _settle(attempt, State.UNKNOWN)
    except NotTaken as trouble:
        _wait_or_give_up(attempt, State.QUEUED, State.FAILED, trouble)
    except _NoAnswer as trouble:
        _wait_or_give_up(attempt, State.UNKNOWN, State.UNKNOWN, trouble)
    except Unavailable as trouble:
        _wait_or_give_up(attempt, State.SENDING, State.UNKNOWN, trouble)
    else:
        _settle(attempt, State.SENT, receipt.reference)


class _NoAnswer(Unavailable):
    """The gateway did not answer when it was asked about an earlier try."""


def _hand_over(attempt: Attempt) -> Receipt:
    message, carrier = attempt.message, CARRIERS[attempt.message.channel]
    if attempt.may_have_gone_out:
        try:
            receipt = carrier.ask(str(message.pk))
        except Unavailable as trouble:
            raise _NoAnswer(str(trouble)) from trouble
        if receipt is not None:
            return receipt
    known = ("phone_cipher", *(box.column for box in BOXES.values()), "language", "kind")
    reader = User.objects.only(*known).get(pk=str(message.to_user_id))
    with translation.override(reader.language or SOURCE):
        return carrier.carry(message, reader, own_words([message]))


def _wait_or_give_up(attempt: Attempt, meanwhile: State, at_last: State, trouble: Unavailable) -> None:
    if attempt.message.attempts >= MOST_ATTEMPTS:
        _settle(attempt, at_last)
        log.error(
            "message_given_up",
            channel=attempt.message.channel,
            message=str(attempt.message.pk),
            state=at_last.value,
            why=str(trouble),
        )
        return
    with acting_as(COURIER):
        actions.leave_open(attempt, meanwhile, at=now())
    raise trouble


def _settle_refused(attempt: Attempt, refusal: Rejected) -> None:
    if isinstance(refusal, Gone):
        with acting_as(COURIER):
            actions.settle_gone(attempt, at=now())
    else:
        _settle(attempt, State.FAILED)


def _settle(attempt: Attempt, state: State, reference: str = "") -> None:
    with acting_as(COURIER):
        actions.settle(attempt, state, at=now(), reference=reference)
