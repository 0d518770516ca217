"""What a resident has told us before, offered to the next form: asked once, used again (一次采集、多方利用).

Nothing is stored for it. The answers are read from the resident's own requests, in the resident's own sight; never
from a confidential one, whose words stay there. A question may be offered its old answer where its file says so.
"""

from dataclasses import dataclass
from datetime import datetime

from linli.base.actor import Actor
from linli.cases.models import AudienceChoices, Case
from linli.catalog.forms import Answer
from linli.catalog.spec import ItemSpec

NEWEST = 30  # requests looked back at
PLACES = 5


@dataclass(frozen=True)
class Told:
    """An answer given before, and when."""

    value: Answer
    at: datetime


@dataclass(frozen=True)
class Memory:
    """What can be offered to one form: answers by the question's name, and places, the newest first."""

    answers: dict[str, Told]
    places: tuple[str, ...]

    def reused(self, answers: dict[str, Answer], place: str) -> tuple[str, ...]:
        """Names of what was offered and taken over as it stood; the place counts as one."""
        kept = [name for name, told in self.answers.items() if answers.get(name) == told.value]
        return (*kept, *(["place"] if place and place in self.places else []))


NOTHING = Memory({}, ())


def memory(item: ItemSpec, by: Actor) -> Memory:
    """What this resident's earlier requests hold for a form of this item; nothing for staff and who leaves no name."""
    if by.resident is None:
        return NOTHING
    wanted = {field.name for field in item.form if field.reusable}
    before = Case.objects.filter(resident=by.resident, audience=AudienceChoices.ORDINARY).order_by("-submitted_at")
    rows = list(before.values_list("answers", "place", "submitted_at")[:NEWEST])
    told: dict[str, Told] = {}
    for answers, _place, at in rows:
        for name in wanted & answers.keys():
            told.setdefault(name, Told(answers[name], at))
    return Memory(told, tuple(dict.fromkeys(place for _answers, place, _at in rows if place))[:PLACES])
