from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.api"
    label = "api"
