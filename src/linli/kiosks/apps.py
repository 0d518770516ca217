from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

GIVEN = _("社区给您打印了一张自助终端登录纸条，用到 %(until)s。不是您要的，请在“我的”里作废。")


class KiosksConfig(AppConfig):
    """Registers the module with Django; offers the paper on one's own page and at the window."""

    name = "linli.kiosks"
    label = "kiosks"

    def ready(self) -> None:
        """A paper goes with the phone, its owner hears of one; indicators count machines, 今天 shows silent ones.

        Machines come in and go out as a spreadsheet.
        """
        from linli.areas.standing import enter
        from linli.base.events import on
        from linli.cases.beside import on_today
        from linli.kiosks import actions, queries, standing  # models are ready only here
        from linli.kiosks.tables import MACHINES
        from linli.notifications.wording import named, wording
        from linli.web.offers import offer
        from linli.web.tables.register import enter as enter_table

        on("accounts.phone_taken", actions.phone_taken)
        offer("people.me", queries.offered_to_person)
        offer("people.resident", queries.offered_at_record)
        named("kiosks", _("自助设备"))
        wording("kiosks.pass_given", GIVEN)
        enter(standing.KIOSKS)
        enter_table(MACHINES)
        on_today(queries.waiting_for)
