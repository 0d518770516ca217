"""What residents of the shown communities asked about their records, what became of it, and two records made one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linli.demo import doors
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.neighbours import Neighbourhood
from linli.demo.registers.records import Somebody
from linli.people.models import AskedField, RecordRequest

OVERDUE = 19  # working days: four more than there are to answer


@dataclass(frozen=True)
class Wish:
    """A request: who asks, how many working days ago, at what hour, about what; `then` is how it was answered."""

    who: Somebody
    ago: int
    hour: int
    words: str
    field: AskedField | None
    then: Callable[[RecordRequest], None] | None = None


def wishes(clerk: Clerk, found: Sequence[Neighbourhood]) -> None:
    """All of them in the order of asking, so that their numbers follow it; then the merges."""
    wanted = [wish for each in found for wish in _wishes(clerk, each)]
    for place, wish in enumerate(sorted(wanted, key=lambda each: (-each.ago, each.hour))):
        clerk.about("wish", place)
        request = clerk.ask(wish.who, wish.words, field=wish.field, at=clerk.ago(wish.ago, wish.hour, 17))
        if wish.then:
            wish.then(request)
    for each in found:
        _twins(clerk, each)


def _wishes(clerk: Clerk, found: Neighbourhood) -> list[Wish]:
    by = found.worker
    first, second, third, fourth, fifth = found.callers[:5]

    def name_put_right(request: RecordRequest) -> None:
        at = clerk.ago(22, 10, 31)
        clerk.accept(first, request, "", by=by, at=at)
        clerk.correct_name(first, by=by, at=at)

    def refused(request: RecordRequest) -> None:
        reason = "这个手机号登记在您儿子名下，一个号码只能开一份档案。请您儿子带着手机来社区，我们当面办。"
        clerk.refuse(second, request, reason, by=by, at=clerk.ago(9, 9, 48))

    def scheduled(request: RecordRequest) -> None:
        clerk.schedule(fifth, request, by=by, at=clerk.ago(2, 14, 26))

    if found.community != doors.COMMUNITY:
        return [
            Wish(first, 23, 9, "身份证上最后一个字和这里登记的不一样，请按身份证改。", AskedField.NAME, name_put_right),
            Wish(third, 3, 11, "我们家四口人，这里只写了三口。", AskedField.HOUSEHOLD),
        ]
    return [
        Wish(first, 26, 19, "身份证上最后一个字和这里登记的不一样，请按身份证改。", AskedField.NAME, name_put_right),
        Wish(third, OVERDUE, 20, "我去年搬到河西那边的小区了，社区写得不对。", AskedField.HOME),
        Wish(second, 13, 18, "想把手机号换成我儿子的，我不会用手机。", AskedField.PHONE, refused),
        Wish(fifth, 6, 21, "全家搬到石家庄了，不在这里住了。", None, scheduled),
        Wish(fourth, 1, 8, "手机换了新号，老号下个月停机。", AskedField.PHONE),
        *_of_the_first_resident(clerk, found),
    ]


def _of_the_first_resident(clerk: Clerk, found: Neighbourhood) -> list[Wish]:
    me = found.known[0]

    def answered(request: RecordRequest) -> None:
        reply = "孩子的名字已经按户口本改好了，谢谢您告诉我们。"
        clerk.accept(me, request, reply, by=found.worker, at=clerk.ago(18, 10, 5))

    return [
        Wish(me, 21, 20, "我家孩子的名字写错了一个字，户口本上不是这个字。", AskedField.HOUSEHOLD, answered),
        Wish(me, 3, 19, "我弟弟换手机号了，急用联系人的电话要改。", AskedField.CONTACT),
    ]


def _twins(clerk: Clerk, found: Neighbourhood) -> None:
    """Somebody who was entered twice: once it has been noticed, once not yet."""
    draw, by = clerk.about("twins", found.community), found.worker
    twice, again = found.callers[0], found.callers[-1]
    gone = clerk.enrol(twice.name, found.community, by=by, at=clerk.ago(33, 16, draw.whole(1, 50)))
    reason = "同一个人登记了两次，本人来社区核对过"
    clerk.merge(twice, gone, reason, by=by, at=clerk.ago(8, 10, draw.whole(1, 50)))
    clerk.enrol(again.name, found.community, by=by, at=clerk.ago(11, 15, draw.whole(1, 50)))
