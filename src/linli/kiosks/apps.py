from django.apps import AppConfig


class KiosksConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.kiosks"
    label = "kiosks"
