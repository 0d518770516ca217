from django.apps import AppConfig

from linli.base.events import on


class NotificationsConfig(AppConfig):
    """Registers the module with Django and sends what modules below ask for."""

    name = "linli.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Send sign-in codes that `accounts` asks for, and tell people what was done to their sign-in."""
        from linli.notifications import safety  # models are ready only here
        from linli.notifications.codes import on_code_wanted
        from linli.notifications.wording import leads_to, wording

        on("accounts.code_wanted", on_code_wanted)
        on("accounts.told", safety.on_told)
        for event, sentence in safety.WORDINGS.items():
            wording(event, sentence)
        leads_to("accounts.user", portal=lambda _id: "/me/", desk=lambda _id: "/desk/me/")
        leads_to("accounts.heldpost", portal=lambda _id: "/", desk=lambda _id: "/desk/")
        leads_to("accounts.totpreset", portal=lambda _id: "/", desk="/desk/manage/resets/{}/".format)
