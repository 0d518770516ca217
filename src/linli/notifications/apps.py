from collections.abc import Callable

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from linli.accounts.quiet import read
from linli.base.events import on

LENGTH_OF_AN_ID = 36


class NotificationsConfig(AppConfig):
    """Registers the module with Django and sends what modules below ask for."""

    name = "linli.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Send codes that `accounts` asks for, and tell people what was done to their sign-in."""
        from linli.notifications import actions, push, safety, wecom  # models are ready only here
        from linli.notifications.codes import on_box_code_wanted, on_code_wanted
        from linli.notifications.wording import leads_to, named, urgent, wording

        on("accounts.code_wanted", on_code_wanted)
        on("accounts.box_code_wanted", on_box_code_wanted)
        on("accounts.told", safety.on_told)
        on("accounts.phone_taken", actions.turn_off_all)
        named("accounts", _("登录和账号"))
        for event, sentence in safety.WORDINGS.items():
            wording(event, sentence)
            urgent(event)
        _check_quiet_hours()
        wecom.check()
        push.check()
        leads_to("accounts.user", portal=_own("/me/"), desk=_own("/desk/me/"))
        leads_to("accounts.heldpost", portal=lambda _id: "/", desk=lambda _id: "/desk/")
        leads_to("accounts.totpreset", portal=lambda _id: "/", desk="/desk/manage/resets/{}/".format)


def _check_quiet_hours() -> None:
    """A wrong setting stops the start, not the first message of the evening."""
    try:
        read(settings.LINLI_QUIET_HOURS)
    except ValueError as fault:
        raise ImproperlyConfigured(f"LINLI_QUIET_HOURS={fault}") from fault


def _own(page: str) -> Callable[[str], str]:
    """The page of one's own account, for what is said of the account; what has a number is about something else."""
    return lambda known_by: page if len(known_by) == LENGTH_OF_AN_ID else ""
