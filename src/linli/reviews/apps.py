from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewsConfig(AppConfig):
    """Registers the module with Django; takes words down where their ground is gone."""

    name = "linli.reviews"
    label = "reviews"

    def ready(self) -> None:
        """How it reads at the case and in messages, and what ends a word."""
        from linli.base.events import on
        from linli.cases.queries import tells
        from linli.notifications.wording import leads_to, named, wording
        from linli.reviews import actions  # models are ready only here

        on("cases.changed", actions.on_changed)
        on("people.erased", actions.on_erased)
        for verb, sentence in TOLD_AT_THE_CASE.items():
            tells(verb, sentence)
        named("reviews", _("居民评价"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("reviews.word", portal="/me/words/".format, desk="/desk/reviews/{}/".format)


TOLD_AT_THE_CASE = {
    "reviews.released": _("看过评价里的话，遮去个人信息，三天后公开"),
    "reviews.kept_back": _("看过评价里的话，不公开"),
    "reviews.taken_back": _("把公开的话撤下了"),
    "reviews.objected": _("不想公开自己的话，撤下了"),
}
SENTENCES = {
    "reviews.released": _(
        "您评价办件 %(number)s 时写的话，遮去个人信息以后，%(shows_from)s 起公开。不想公开，点开就能撤下。"
    ),
    "reviews.taken_back": _("您评价办件 %(number)s 时写的话不再公开，原因请到办件里看。"),
}
