from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Staff and posts can be brought in and given out as a spreadsheet."""
        from linli.accounts.tables import STAFF  # models are ready only here
        from linli.web.tables.register import enter

        enter(STAFF)
