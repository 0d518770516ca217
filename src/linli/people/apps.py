from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.people"
    label = "people"
