from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.accounts"
    label = "accounts"
