from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgersConfig(AppConfig):
    """Registers the module with Django: its messages, its lines on 今天, its figures, tables and files."""

    name = "linli.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        """What units are told, and where a ledger is counted, brought in and given out."""
        from linli.areas.standing import enter
        from linli.base.sweeping import keeps
        from linli.cases.beside import on_today
        from linli.indicators.standing.desk import also
        from linli.ledgers import figures, queries, tables  # models are ready only here
        from linli.notifications.wording import leads_to, named, wording
        from linli.web.tables.register import enter_more

        named("ledgers", _("专项台账"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("ledgers.ledger", portal="/".format, desk="/desk/ledgers/{}/".format)
        on_today(queries.waiting_for)
        keeps(queries.kept_files)
        enter(figures.LEDGERS)
        also(figures.written)
        enter_more(tables.registers)


SENTENCES = {
    "ledgers.due": _("有一本专项台账 %(due)s 要填好，你们还有 %(count)s 个区划要填。请看“专项台账”。"),
    "ledgers.renew": _("有一本专项台账要更新，你们还有 %(count)s 个区划要填。请看“专项台账”。"),
}
