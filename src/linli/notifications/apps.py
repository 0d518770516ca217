from django.apps import AppConfig

from linli.base.events import on


class NotificationsConfig(AppConfig):
    """Registers the module with Django and sends what modules below ask for."""

    name = "linli.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Send sign-in codes that `accounts` asks for."""
        from linli.notifications.codes import on_code_wanted  # models are ready only here

        on("accounts.code_wanted", on_code_wanted)
