from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the module with Django and sends newcomers to fill in who they are."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """A resident who signs in for the first time is asked for name and community."""
        from linli.accounts.arrivals import first_ask  # models are ready only here
        from linli.people.doors import start_first

        first_ask(start_first)
