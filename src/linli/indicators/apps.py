from django.apps import AppConfig

from linli.base.events import on


class IndicatorsConfig(AppConfig):
    """Registers the module with Django and hears of every case that changes."""

    name = "linli.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Mark the days whose figures a changed case moves."""
        from linli.indicators.actions import mark_stale  # models are ready only here

        on("cases.changed", mark_stale)
