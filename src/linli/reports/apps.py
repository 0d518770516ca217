from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Registers the module with Django, its message, and the files its rows name."""

    name = "linli.reports"
    label = "reports"

    def ready(self) -> None:
        """What is told, where it opens, and what is kept."""
        from linli.base.sweeping import keeps
        from linli.notifications.wording import leads_to, named, wording
        from linli.reports import queries  # models are ready only here

        named("reports", _("规划报告"))
        sentence = _("%(year)s 年第 %(quarter)s 季度结束了，规划的季度报告还没有起草。请到“规划报告”里起草。")
        wording("reports.quarter_ended", sentence)
        leads_to("reports.reminder", portal="/".format, desk="/desk/reports/".format)
        keeps(queries.kept_files)
