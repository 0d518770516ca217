from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        """What the journal says of screens is said of them by name."""
        from linli.notifications.wording import named  # models are ready only here

        named("insight", _("大屏"))
