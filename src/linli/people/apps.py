from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Registers the module with Django, sends newcomers to fill in who they are, and words its messages."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """A resident who signs in for the first time is asked for name and community."""
        from linli.accounts.arrivals import first_ask  # models are ready only here
        from linli.notifications.wording import leads_to, wording
        from linli.people.doors import start_first
        from linli.people.tables import HOUSEHOLDS, RESIDENTS
        from linli.web.tables.register import enter

        first_ask(start_first)
        enter(RESIDENTS)
        enter(HOUSEHOLDS)
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("people.consent", portal=lambda _number: "/me/consents/", desk=lambda _number: "/desk/residents/")
        leads_to("people.resident", portal=lambda _number: "/me/", desk=lambda _number: "/desk/residents/")


SENTENCES = {
    "people.moved_in": _("社区把您登记到了本社区的名册。不是您搬了家，就在“我的”里改过来，或者告诉社区。"),
    "people.consent_ending": _(
        "您同意社区做的一件事到 %(until)s 就到期。还想接着用，请在“我的”里续一下；不续就到期作废。"
    ),
}
