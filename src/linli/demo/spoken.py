"""Words residents wrote with their ratings, looked at and released as `reviews.actions` does it; figures published.

Written once all cases stand, from the ratings as they lie in the database.
"""

from datetime import timedelta
from typing import Any

from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.models import JournalEntry
from linli.cases.models import AudienceChoices, Rating
from linli.demo.annals import Annals
from linli.demo.batches import in_order_of_time, journal_by_day
from linli.demo.chronicle import Chronicler
from linli.demo.copying import copy, copy_lines
from linli.demo.draws import Draw as Chance
from linli.demo.rows import Maker
from linli.reviews import rules
from linli.reviews.actions import publish_figures
from linli.reviews.models import Word
from linli.reviews.queries import LOOKED_AT_WITHIN

PUBLISHER = system_actor("reviews.publish_figures")
MOST = 2_000
LOOKED_AT = 0.9
a_word = Maker(Word)


def speak(chronicler: Chronicler) -> int:
    """Look at nine words in ten of the last three months, the newest thousands; how many. The others wait."""
    annals = Annals(chronicler.cast, Chance(chronicler.world.region.key, "words"), chronicler.until)
    words: list[Word] = []
    ratings = Rating.objects.filter(
        at__gte=chronicler.until - LOOKED_AT_WITHIN,
        case__audience=AudienceChoices.ORDINARY,
        case__rating__isnull=False,
    ).exclude(comment="")
    for rating in ratings.select_related("case").order_by("-at", "pk")[:MOST]:
        case, at = rating.case, rating.at + timedelta(hours=annals.draw.whole(20, 60))
        if at > chronicler.until or not annals.draw.chance(LOOKED_AT):
            continue
        by, shows_from, area = annals.cast.dispatcher(str(case.area_id)), at + rules.OBJECT_WITHIN, str(case.area_id)
        columns = {"case_id": case.pk, "area_id": area, "unit_id": case.unit_id, "item_id": case.item_id}
        columns |= {"level": rating.level, "rated_at": rating.at, "decided_at": at, "decided_by_id": by.user}
        shown = {"state": rules.State.RELEASED.value, "said": rating.comment, "shows_from": shows_from}
        words.append(a_word(id=annals.draw.id_at(at), **columns, **shown))
        facts: dict[str, Any] = {"unit": case.unit_id, "hidden": 0, "shows_from": shows_from}
        annals.enter("reviews.released", by, at, on=("cases.case", case.pk), area=area, **facts)
    copy(Word, words)
    copy_lines(JournalEntry, in_order_of_time(journal_by_day(annals.entries, now()).values()))
    publish_figures(by=PUBLISHER, at=chronicler.until)
    return len(words)
