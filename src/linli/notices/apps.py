from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.notices"
    label = "notices"
