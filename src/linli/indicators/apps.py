from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.indicators"
    label = "indicators"
