from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.catalog"
    label = "catalog"
