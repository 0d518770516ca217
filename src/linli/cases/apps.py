from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Registers the module with Django, and the sentences of its messages."""

    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        """What residents and units are told at each step, and which files its rows name."""
        from linli.accounts.handing import lies_with_posts
        from linli.areas import standing
        from linli.base.events import on
        from linli.base.sweeping import keeps
        from linli.cases import queries  # models are ready only here
        from linli.cases.actions.drafting import forget_drafts
        from linli.cases.actions.forgetting import forget_cases, move_cases, move_cases_back, open_cases
        from linli.cases.actions.watching import on_undelivered
        from linli.cases.actions.withholding import cases_since, withhold_before_first_phone
        from linli.cases.assisting import ASSISTED_CASES
        from linli.cases.beside import on_today
        from linli.cases.handing import cases_at
        from linli.cases.late_records import late_requests
        from linli.cases.tables import CASES, RESULTS
        from linli.notifications.wording import leads_to, named, wording
        from linli.people.keeping import keep_while
        from linli.people.parting import ask_whose
        from linli.web.tables.register import enter

        named("cases", _("办件"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        on("notifications.undelivered", on_undelivered)
        keeps(queries.kept_files)
        lies_with_posts(cases_at)
        enter(CASES)
        enter(RESULTS)
        standing.enter(ASSISTED_CASES)
        on("people.merging", move_cases)
        on("people.unmerging", move_cases_back)
        on("people.erased", forget_cases)
        on("people.erased", forget_drafts)
        on("people.first_phone", withhold_before_first_phone)
        ask_whose(cases_since)
        on_today(late_requests)
        keep_while(open_cases)
        leads_to("cases.case", portal="/cases/{}/".format, desk="/desk/cases/{}/".format)


SENTENCES = {
    "cases.submitted": _("新办件 %(number)s，请在办结期限 %(due)s 前办好。"),
    "cases.submitted_for_you": _("社区已替您登记办件 %(number)s，最晚 %(due)s 办结。您可以随时查看和评价。"),
    "cases.accepted": _("您的办件 %(number)s 已受理，最晚 %(due)s 办结。"),
    "cases.assigned": _("办件 %(number)s 派给了你们，最晚 %(due)s 办结。"),
    "cases.called_in": _("请你们一起办 %(number)s，你们的一份最晚 %(due)s 办好。"),
    "cases.part_done": _("请来会办 %(number)s 的单位办好了它的一份。"),
    "cases.part_released": _("办件 %(number)s 不用你们会办了，原因请看办件里的说明。"),
    "cases.part_late": _("办件 %(number)s 里会办的一份已经超期（期限 %(due)s），请马上办好，或者跟主办单位商量。"),
    "cases.returned": _("办件 %(number)s 被退回，请在 %(due)s 前决定由谁来办。"),
    "cases.return_unanswered": _("退回的办件 %(number)s 到时还没有人决定，请在 %(due)s 前决定由谁来办。"),
    "cases.decided": _("上级决定办件 %(number)s 由你们办，最晚 %(due)s 办结。"),
    "cases.decided_for_other": _("你们退回的办件 %(number)s，上级已经决定由别的单位办。"),
    "cases.extended": _("您的办件 %(number)s 要晚些办好，新的期限是 %(due)s。原因请看办件里的说明。"),
    "cases.urged": _("居民催办 %(number)s，最晚 %(due)s 办结，请抓紧办理并告诉居民。"),
    "cases.supervised": _("办件 %(number)s 被督办，请在 %(due)s 前在办件里答复。"),
    "cases.paused": _("您的办件 %(number)s 暂停计时，原因请看办件里的说明，最晚 %(due)s 办结。"),
    "cases.resumed": _("您的办件 %(number)s 接着办了，最晚 %(due)s 办结。"),
    "cases.resolved": _("您的办件 %(number)s 已经办好，请您看看是否满意，7 天内告诉我们。"),
    "cases.reopened": _("居民说办件 %(number)s 没有办好，请重新办理，最晚 %(due)s 办结。"),
    "cases.rated": _("居民评价了办件 %(number)s。"),
    "cases.joined": _("又有居民说起办件 %(number)s，请尽快办，最晚 %(due)s 办结。"),
    "cases.split_off": _("您反映的事里有两件，另一件单独办，编号 %(number)s，最晚 %(due)s 办结。两件您都能查看。"),
    "cases.took_in": _("您有两件诉求说的是同一件事，并成一件办，编号 %(number)s，最晚 %(due)s 办结。"),
    "cases.took_in_unit": _("同一位居民的另一件并进了办件 %(number)s，最晚 %(due)s 办结，请看里面说的。"),
    "cases.merged": _("办件 %(number)s 和同一位居民的另一件是一件事，已经并过去，你们不用再办。"),
    "cases.unmerged": _("办件 %(number)s 又单独办了，最晚 %(due)s 办结。"),
    "cases.rated_for": _("您对办件 %(number)s 的评价已经替您记下。不是您的意思，请到办件里看看，告诉我们。"),
    "cases.rating_set_aside": _("您对办件 %(number)s 的评价经复核不再计入，原因请到办件里看。有不同意见，请告诉我们。"),
    "cases.withdrawn": _("居民撤回了办件 %(number)s，不用再办。"),
    "cases.opened_to_resident": _("您的办件 %(number)s 又能在手机上看了。"),
    "cases.not_reached": _("办件 %(number)s 的短信没有送到居民手里，请打电话告诉居民。"),
    "cases.due_soon": _("办件 %(number)s 快到期了，最晚 %(due)s 办结。"),
    "cases.overdue": _("办件 %(number)s 已经超期（期限 %(due)s），请马上处理并向居民说明。"),
    "cases.escalated": _("办件 %(number)s 已经超期（期限 %(due)s），请督促承办单位。"),
}
