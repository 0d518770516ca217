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
        from linli.web.offers import offer

        keeps(queries.kept_files)
        offer("cases.case", queries.offered_at_case)
        for verb, sentence in TOLD_AT_THE_CASE.items():
            tells(verb, sentence)


TOLD_AT_THE_CASE = {
    "archives.asked": _("要了一份完整的档案"),
    "archives.held": _("这件先留着，不销毁，到 %(until)s"),
    "archives.hold_lifted": _("不用再留着，按保管期限办"),
}
