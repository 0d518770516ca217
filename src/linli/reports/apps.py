from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the module with Django and the files its rows name."""

    name = "linli.reports"
    label = "reports"

    def ready(self) -> None:
        """What is kept."""
        from linli.base.sweeping import keeps
        from linli.reports import queries  # models are ready only here

        keeps(queries.kept_files)
