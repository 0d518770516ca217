from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    """Registers the module with Django; hears of ratings, and of cases that are worked on again."""

    name = "linli.followups"
    label = "followups"

    def ready(self) -> None:
        """What follows when somebody rates or reopens; how it reads at the case, in messages and on 今天."""
        from linli.accounts.handing import lies_with_posts
        from linli.base.events import on
        from linli.cases.beside import on_today
        from linli.cases.queries import tells
        from linli.followups import actions, queries  # models are ready only here
        from linli.followups.handing import callbacks, remedies
        from linli.notifications.wording import leads_to, named, wording
        from linli.people.keeping import keep_while

        on("cases.rated", actions.on_rated)
        on("cases.changed", actions.let_go)
        on_today(queries.waiting_for)
        lies_with_posts(remedies)
        lies_with_posts(callbacks)
        keep_while(queries.unended_remedies)
        for verb, sentence in TOLD_AT_THE_CASE.items():
            tells(verb, sentence)
        named("followups", _("差评整改"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("followups.remedy", portal="/cases/{}/".format, desk="/desk/remedies/{}/".format)


TOLD_AT_THE_CASE = {
    "followups.opened": _("评价不满意，或者没有办好：要核实、整改，再问居民"),
    "followups.verified": _("问过居民哪里不满意"),
    "followups.mended": _("说整改好了"),
    "followups.revisited": _("整改以后又问了居民"),
    "followups.appealed": _("认为评价有误，提出申诉"),
    "followups.appeal_upheld": _("决定：申诉成立，评价不计"),
    "followups.appeal_rejected": _("决定：申诉不成立，继续整改"),
    "followups.overdue": _("整改超期，已报告上一级"),
    "followups.appeal_unanswered": _("申诉到期没有人决定，已报告上一级"),
}
SENTENCES = {
    "followups.to_remedy": _("办件 %(number)s 居民不满意，请整改，最晚 %(due)s。评价有误的，5 个工作日内可以申诉。"),
    "followups.overdue": _("办件 %(number)s 的整改已经超期（期限 %(due)s），请马上处理。"),
    "followups.appeal_unanswered": _("办件 %(number)s 的申诉到期（%(due)s）还没有人决定，请马上决定。"),
    "followups.mended": _("您不满意的办件 %(number)s，经办单位说已经整改。我们会再打电话问您。"),
    "followups.appeal_upheld": _("办件 %(number)s 的申诉成立，评价不再计入。"),
    "followups.appeal_rejected": _("办件 %(number)s 的申诉不成立，请按期整改，最晚 %(due)s。"),
}
