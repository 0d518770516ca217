from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """Registers the module with Django."""

    name = "linli.organizations"
    label = "organizations"

    def ready(self) -> None:
        """Units can be brought in and given out as a spreadsheet, and counted by indicators."""
        from linli.areas import standing
        from linli.organizations.standing import ORGANIZATIONS
        from linli.organizations.tables import UNITS  # models are ready only here
        from linli.web.tables.register import enter

        enter(UNITS)
        standing.enter(ORGANIZATIONS)
