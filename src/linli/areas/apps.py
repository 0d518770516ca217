from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.areas"
    label = "areas"
