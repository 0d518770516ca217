from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.areas"
    label = "areas"

    def ready(self) -> None:
        """Grids can be counted by indicators."""
        from linli.areas.grids import GRIDS  # models are ready only here
        from linli.areas.standing import enter

        enter(GRIDS)
