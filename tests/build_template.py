"""Run as owner in a subprocess: every migration, the types, the catalogue and the areas the tests use."""

import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> int:
    """Build the database that LINLI_DATABASE names."""
    django.setup()
    call_command("migrate", verbosity=0)
    from django.conf import settings

    from linli.areas import loading as areas
    from linli.base.clock import now
    from linli.catalog import loading as catalog
    from linli.organizations import loading as organizations

    areas.load(only="1311")
    organizations.load(settings.DATA / "types" / "organizations.toml", at=now())
    catalog.load(settings.DATA / "catalog", at=now())
    return 0


if __name__ == "__main__":
    sys.exit(main())
