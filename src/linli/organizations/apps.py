from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.organizations"
    label = "organizations"
