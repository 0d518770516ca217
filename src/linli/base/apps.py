from django.apps import AppConfig
from django.db.backends.signals import connection_created


class BaseConfig(AppConfig):
    """Registers the module with Django and sets the guard on connections."""

    name = "linli.base"
    label = "base"

    def ready(self) -> None:
        """Refuse scoped tables outside a scope, from the first connection on."""
        from linli.base.scope import watch  # models are ready only here

        connection_created.connect(watch)
