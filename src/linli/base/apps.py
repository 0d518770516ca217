from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.base"
    label = "base"
