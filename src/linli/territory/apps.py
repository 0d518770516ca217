from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Registers the module with Django, and what happens here when a grid ends."""

    name = "linli.territory"
    label = "territory"

    def ready(self) -> None:
        """Grids end below, and so do posts; assignments to grids end with them."""
        from linli.accounts.handing import lies_with_posts
        from linli.areas import standing
        from linli.areas.actions import ENDED
        from linli.base.events import on
        from linli.territory.actions import end_with_grids, end_with_posts
        from linli.territory.handing import grids_of
        from linli.territory.standing import GRID_POSTS
        from linli.territory.tables import FIGURES, GRIDS
        from linli.web.tables.register import enter

        on(ENDED, end_with_grids)
        on("accounts.post_ended", end_with_posts)
        lies_with_posts(grids_of)
        enter(FIGURES)
        enter(GRIDS)
        standing.enter(GRID_POSTS)
