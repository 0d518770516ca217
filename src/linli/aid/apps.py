from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AidConfig(AppConfig):
    """Registers the module with Django; hears when a consent ends and what becomes of records; words its messages."""

    name = "linli.aid"
    label = "aid"

    def ready(self) -> None:
        """What waits stands on 今天; a case and a record of the register offer to write a need down."""
        from linli.aid import actions, queries  # models are ready only here
        from linli.base.events import on
        from linli.cases.beside import on_today
        from linli.notifications.wording import leads_to, named, wording
        from linli.people.keeping import keep_while
        from linli.web.offers import offer

        on("people.consent_ended", actions.consent_ended)
        on("people.merging", actions.move_needs)
        on("people.unmerging", actions.move_needs_back)
        on("people.erased", actions.forget_needs)
        on_today(queries.waiting_for)
        keep_while(queries.unended_needs)
        offer("cases.case", queries.offered_at_case)
        offer("people.me", queries.offered_to_person)
        offer("people.resident", queries.offered_at_record)
        named("aid", _("救助帮扶"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("aid.need", portal="/me/help/{}/".format, desk="/desk/aid/{}/".format)


SENTENCES = {
    "aid.found": _("社区为您登记了一件要帮的事 %(number)s。办到哪一步，登录“邻里”，在“我的”里看。"),
    "aid.passed": _("帮您的事 %(number)s 报给了能帮忙的单位。报给谁，请登录“邻里”看。"),
    "aid.accepted": _("帮您的事 %(number)s 有单位接收了。是谁，请登录“邻里”看。"),
    "aid.served": _("帮您的事 %(number)s 有新进展，请登录“邻里”查看。"),
    "aid.reviewed": _("帮您的事 %(number)s 接着办，到 %(until)s 为止。"),
    "aid.closed": _("帮您的事 %(number)s 结束了。请登录“邻里”看看，告诉我们帮上了没有。"),
    "aid.lapsed_for_you": _("帮您的事 %(number)s 到期结束。还需要帮助，请告诉社区。"),
    "aid.to_accept": _("有一件救助需求 %(number)s 等你们接收，最晚 %(due)s 接收，或者写明原因退回。"),
    "aid.accepted_by": _("救助需求 %(number)s 已经有单位接收，不再由你们负责。"),
    "aid.given_back": _("救助需求 %(number)s 被退回，还由你们负责，最晚 %(due)s 处理。"),
    "aid.recalled": _("救助需求 %(number)s 已经收回，不用你们接收了。"),
    "aid.said": _("居民对救助需求 %(number)s 有补充，请看看。"),
    "aid.declined": _("救助需求 %(number)s 结束了：本人不需要，或者不再同意。"),
    "aid.rated": _("居民说了救助需求 %(number)s 帮上没有。"),
    "aid.overdue": _("救助需求 %(number)s 已经超期（期限 %(due)s），请马上处理。"),
    "aid.overdue_below": _("%(unit)s的救助需求 %(number)s 已经超期（期限 %(due)s），请督促。"),
    "aid.tell_overdue": _("救助需求 %(number)s 先办了急事，最晚 %(due)s 要告诉本人，已经过了。请马上告诉。"),
    "aid.tell_overdue_below": _("%(unit)s的救助需求 %(number)s 过了 %(due)s 还没有告诉本人，请督促。"),
    "aid.ending": _("救助需求 %(number)s 到 %(until)s 就到期。还要帮的，请重新看一次；不用了的，请办结。"),
    "aid.lapsed": _("救助需求 %(number)s 到期结束了，没有人重新看过。"),
}
