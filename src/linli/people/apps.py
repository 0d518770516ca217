from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the module with Django, sends newcomers to fill in who they are, and words its messages."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """A resident who signs in for the first time is asked for name and community."""
        from linli.accounts.arrivals import ask_who, first_ask  # models are ready only here
        from linli.notifications.wording import leads_to, listed, named, urgent, wording
        from linli.people.doors import ask_first, start_first
        from linli.people.lists import name_of_purpose
        from linli.people.tables import HOUSEHOLDS, RESIDENTS
        from linli.web.tables.register import enter

        first_ask(start_first)
        ask_who(ask_first)
        enter(RESIDENTS)
        enter(HOUSEHOLDS)
        named("people", _("居民资料"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence, before=BEFORE.get(event, ""))
        listed("agreed_to", name_of_purpose)
        urgent("people.phone_given", "people.phone_change_waits", "people.phone_release_waits", "people.records_merged")
        leads_to(
            "people.recordrequest", portal=lambda _number: "/me/requests/", desk="/desk/residents/requests/{}/".format
        )
        leads_to("people.consent", portal=lambda _number: "/me/consents/", desk=lambda _number: "/desk/residents/")
        leads_to("people.resident", portal=lambda _id: "/me/", desk="/desk/residents/{}/".format)


SENTENCES = {
    "people.moved_in": _("社区把您登记到了本社区的名册。不是您搬了家，就在“我的”里改过来，或者告诉社区。"),
    "people.phone_change_waits": _(
        "社区要给您的档案换一个手机号，%(day)s 起生效。不是您办的，请马上登录“邻里”，在“我的”里点“不是我办的”。"
    ),
    "people.phone_release_waits": _(
        "社区要收回您档案上的这个手机号，%(day)s 起生效。不是您办的，请马上登录“邻里”，在“我的”里点“不是我办的”。"
    ),
    "people.phone_change_cancelled": _("社区取消了更换手机号。您的档案还是用原来的号码登录。"),
    "people.phone_change_refused": _("有居民说，更换手机号不是本人办的，已经停下。请在名册里查一查是怎么回事。"),
    "people.phone_change_lapsed": _("您的手机号没有换成：新号码登记到了别处。请带着手机到社区再办一次。"),
    "people.phone_given": _("您的档案从现在起用新的手机号登录。不是您办的，请马上告诉社区。"),
    "people.first_phone": _(
        "这个手机号登记到了您的档案，可以登录“邻里”。以前保密的事，由经办单位当面核对以后才看得到。"
    ),
    "people.phone_released": _("您档案上的手机号收回了。带着新号码到社区登记，就能接着用。"),
    "people.records_merged": _("社区把您的两份档案合成了一份。不是您办的，请马上告诉社区，30 天以内可以撤销。"),
    "people.records_parted": _("社区撤销了档案的合并，两份又分开了。有不对的，请告诉社区。"),
    "people.passed_on": _("社区把您的档案转到了别的社区。不是您搬了家，就在“我的”里改过来，或者告诉社区。"),
    "people.arrived": _("别的社区把一位居民的档案转到了您这里。请核对住址；转错了，就转回去。"),
    "people.asked_for": _(
        "有社区办登记时填了您的号码，没有办成，也没有看到您的资料。搬了家，就在“我的”里改所在社区；没有搬，不用管。"
        "是谁填的，看“谁看过我的资料”。"
    ),
    "people.request_made": _("居民提出申请 %(number)s，要更正或删除自己的资料，请在 %(due)s 前答复。"),
    "people.request_accepted": _("您的申请 %(number)s 办好了，请到“我的申请”里看看。"),
    "people.request_refused": _("您的申请 %(number)s 没有同意，原因写在“我的申请”里。"),
    "people.deletion_scheduled": _("您的删除申请 %(number)s 同意了，%(day)s 删除。在那以前，您随时可以撤回。"),
    "people.consent_noted": _(
        "社区登记了您签字同意的一件事，到 %(until)s 为止。您没有签过，就在“我的”里撤回，并告诉社区。"
    ),
    "people.consent_taken_back": _("社区登记您撤回了同意的一件事。您没有说过要撤回，就在“我的”里看看，并告诉社区。"),
    "people.request_due_soon": _("居民的资料申请 %(number)s 还没有答复，最晚 %(due)s。"),
    "people.request_overdue": _(
        "居民的资料申请 %(number)s 超期了，最晚应在 %(due)s 答复。已经告诉督办领导，请马上办。"
    ),
    "people.request_unanswered": _("居民的资料申请 %(number)s 没有按时答复，最晚应在 %(due)s 答复。请督促社区。"),
    "people.deletion_postponed": _(
        "您的删除申请 %(number)s 到日子还不能办，原因写在“删除我的资料”里。改到 %(day)s 删除，在那以前随时可以撤回。"
    ),
    "people.consent_ending": _(
        "您同意的“%(agreed_to)s”到 %(until)s 就到期。还想接着用，请在“我的”里续一下；不续就到期作废。"
    ),
}
BEFORE = {
    "people.consent_ending": _(
        "您同意社区做的一件事到 %(until)s 就到期。还想接着用，请在“我的”里续一下；不续就到期作废。"
    ),
}
