from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers the module with Django, and its line on 今天."""

    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        """What is amiss stands on 今天 of who supervises a prefecture."""
        from linli.cases.beside import on_today
        from linli.insight import alerts  # models are ready only here

        on_today(alerts.waiting_for)
