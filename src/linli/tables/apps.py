from django.apps import AppConfig


class TablesConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.tables"
    label = "tables"
