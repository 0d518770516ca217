from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.insight"
    label = "insight"
