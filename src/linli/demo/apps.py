from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.demo"
    label = "demo"
