from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.cases"
    label = "cases"
