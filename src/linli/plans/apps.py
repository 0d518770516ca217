from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.plans"
    label = "plans"
