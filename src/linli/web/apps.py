from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.web"
    label = "web"
