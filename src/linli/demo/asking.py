"""What somebody asks for: an item by weight and season, words that fit the place, and by which door it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from typing import Any

from linli.base.actor import Actor
from linli.cases.actions import Request
from linli.cases.models import Channel
from linli.catalog.models import ServiceItem
from linli.demo import moments
from linli.demo.cast import Cast
from linli.demo.draws import Draw
from linli.demo.phrases import Ask, Phrases, Sayings, filled
from linli.demo.places import Place
from linli.demo.residents import Asker

IN_OFFICE = {Channel.PORTAL: 0.4, Channel.WINDOW: 0.34, Channel.PHONE: 0.26}
ELSEWHERE = 0.04  # asked for in a neighbouring community
KEPT_ANSWER, KEPT_PLACE = 45, 18  # of a hundred asked through the portal: what an earlier request said was taken over
SPOTS = {  # the kinds of place of a phrase: in a town, in a village
    "building": (("{b} 号楼 {u} 单元", "{b} 号楼 {u} 单元 {f} 楼", "{b} 号楼楼道"), ("村东头老楼 {u} 单元",)),
    "estate": (
        ("{estate}东门里", "{estate} {b} 号楼前", "{estate}中心花园", "{estate}车棚旁", "{estate}西门口"),
        ("文化广场", "村委会院里", "村卫生室门口", "小学门口"),
    ),
    "street": (
        ("社区南边的路口", "菜市场门口", "公交站旁", "社区西墙外", "幼儿园门前", "河边步道"),
        ("进村的路口", "村南公路边", "桥头", "集市口"),
    ),
    "village": (("社区老院子",), ("村东头", "村西头", "村委会南边", "大坑边", "村北头机井旁", "{b} 号门前")),
    "home": (
        ("{b} 号楼 {u} 单元 {f}01 室", "{b} 号楼 {u} 单元 {f}02 室"),
        ("村东第 {f} 排", "村西第 {f} 排", "村中街 {b} 号"),
    ),
    "": (("",), ("",)),
}


@dataclass(frozen=True)
class Asked:
    """A request with who asks, when and through which door."""

    request: Request
    sayings: Sayings
    ask: Ask
    person: Asker
    by: Actor
    channel: Channel
    at: datetime


@dataclass(frozen=True)
class Asking:
    """Invents requests."""

    cast: Cast
    phrases: Phrases
    items: Mapping[str, ServiceItem]
    _summed: dict[tuple[bool, int], list[float]] = field(init=False, default_factory=dict, repr=False)

    def by_chance(self, draw: Draw, at: datetime) -> Asked:
        """Anybody but the first resident, about anything, at home or near it."""
        people = self.cast.world.people
        person = people.asker(1 + draw.below(len(people) - 1))
        area = self.cast.neighbours(person) if draw.chance(ELSEWHERE) else person.home
        place = self.cast.world.places.by_code[area]
        code = draw.among(self._codes, self._weights(is_urban=place.is_urban, month=at.month))
        return self.about(draw, code, person, place=place, at=at)

    @cached_property
    def _codes(self) -> list[str]:
        return [said.code for said in self.phrases.items.values()]

    def _weights(self, *, is_urban: bool, month: int) -> list[float]:
        key = is_urban, month
        if key not in self._summed:
            said = self.phrases.items.values()
            self._summed[key] = list(accumulate(each.weight_at(is_urban=is_urban, month=month) for each in said))
        return self._summed[key]

    def about(self, draw: Draw, code: str, person: Asker, *, place: Place, at: datetime, words: str = "") -> Asked:
        """Somebody, about this item; `words` picks the phrase that begins so."""
        sayings = self.phrases.items[code]
        fitting = [ask for ask in sayings.asks if ask.fits(is_urban=place.is_urban, month=at.month)]
        ask = next((ask for ask in sayings.asks if words and ask.text.startswith(words)), None) or draw.pick(fitting)
        channel = draw.weighted(IN_OFFICE) if moments.in_office(at) else Channel.PORTAL
        by = person.actor if channel == Channel.PORTAL else self.cast.worker(self.cast.committee(place.code), draw)
        request = self._request(draw, code, ask, place)
        if channel == Channel.PORTAL:
            request = replace(request, reused=self._taken_over(request, person, at))
        return Asked(request, sayings, ask, person, by, channel, at)

    def _taken_over(self, request: Request, person: Asker, at: datetime) -> tuple[str, ...]:
        """Answers that stood in the form already, by a chance of their own: drawn lives stay as they were."""
        luck = (person.id.int ^ int(at.timestamp())) % 100
        spec = self.cast.spec_of(request.item)
        kept = [each.name for each in spec.form if each.reusable and each.name in request.answers]
        return (*(kept if luck < KEPT_ANSWER else ()), *(("place",) if request.place and luck < KEPT_PLACE else ()))

    def _request(self, draw: Draw, code: str, ask: Ask, place: Place) -> Request:
        estate = self.cast.estate(place.code)
        spot = draw.pick(SPOTS[ask.place][0 if place.is_urban else 1])
        text = filled(ask.text, draw, estate=estate)
        answers = {name: _answer(value, draw, estate) for name, value in ask.answers.items()}
        asks_words = any(field.name == "description" for field in self.cast.spec_of(self.items[code]).form)
        return Request(
            item=self.items[code],
            area=place.code,
            description=text,
            place=filled(spot, draw, estate=estate),
            answers=answers | ({"description": text} if text and asks_words else {}),
        )


def _answer(value: Any, draw: Draw, estate: str) -> Any:
    if not isinstance(value, str):
        return value
    said = filled(value, draw, estate=estate)
    return int(said) if value == "{age}" else said
