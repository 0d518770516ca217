"""The proof that jobs are worked off: something is told to a resident, and it goes out."""

from linli.base.actor import system_actor
from linli.base.scope import acting_as
from linli.cases.tests import given
from linli.notifications.models import Message
from linli.organizations.models import Organization
from tests.faults.installation import Installation, until

AUDITOR = system_actor("tests")


def a_message_is_delivered(site: Installation, committee: Organization) -> float:
    """Accept somebody's case; the resident's SMS lies in the console's folder and is noted as sent. Seconds it took."""
    case = given.an_accepted_case(given.a_clerk(committee), given.a_resident())

    def is_sent() -> bool:
        with acting_as(AUDITOR):
            return Message.objects.filter(about_id=case.pk, event="cases.accepted", state="sent").exists()

    took = until(is_sent, "the message is sent", patience=150)  # a job left by a dying worker is rescued in 90 s
    with acting_as(AUDITOR):
        message = Message.objects.get(about_id=case.pk, event="cases.accepted")
    assert (site.home / "messages" / f"{message.pk}.txt").exists()
    return took
