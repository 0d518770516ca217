from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Registers the module with Django, and what happens here when a grid ends."""

    name = "linli.territory"
    label = "territory"

    def ready(self) -> None:
        """Grids end below; their workers' assignments end with them."""
        from linli.areas.actions import ENDED
        from linli.base.events import on
        from linli.territory.actions import end_with_grids
        from linli.territory.tables import FIGURES, GRIDS
        from linli.web.tables.register import enter

        on(ENDED, end_with_grids)
        enter(FIGURES)
        enter(GRIDS)
