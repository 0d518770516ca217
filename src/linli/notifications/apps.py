from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.notifications"
    label = "notifications"
