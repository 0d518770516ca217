from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    """Registers the module with Django, and its lines on 今天."""

    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        """What is amiss stands on 今天 of who supervises a county or more; the journal calls screens by name."""
        from linli.cases.beside import on_today
        from linli.insight import queries  # models are ready only here
        from linli.notifications.wording import named

        on_today(queries.waiting_for)
        named("insight", _("大屏"))
