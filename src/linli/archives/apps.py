from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchivesConfig(AppConfig):
    """Registers the module with Django, and the files its rows name."""

    name = "linli.archives"
    label = "archives"

    def ready(self) -> None:
        """What is kept, and how it reads at the case."""
        from linli.archives import queries  # models are ready only here
        from linli.base.sweeping import keeps
        from linli.cases.queries import tells

        keeps(queries.kept_files)
        for verb, sentence in TOLD_AT_THE_CASE.items():
            tells(verb, sentence)


TOLD_AT_THE_CASE = {"archives.asked": _("要了一份完整的档案")}
