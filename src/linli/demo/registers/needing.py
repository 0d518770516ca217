"""Who is being helped in the shown communities, and how far that has come; all invented."""

from uuid import UUID

from linli.aid.models import Need, SourceChoices
from linli.aid.rules import Basis, Helped, Result
from linli.base.actor import Actor
from linli.demo.registers.clerk import Clerk
from linli.demo.registers.neighbours import Neighbourhood
from linli.demo.registers.records import Somebody
from linli.people.models import Way

OFFICES = ("subdistrict_office", "township_government")
HELPERS = ("civil_affairs", "health", "disabled_federation", "human_resources")


class Helping:
    """The needs of one community: its worker and the township's, and the people they help."""

    def __init__(self, clerk: Clerk, found: Neighbourhood) -> None:
        self.clerk, self.found, self.area = clerk, found, found.community
        self.draw = clerk.about("needs", self.area)
        asking = {caller.id for caller in found.callers}  # about their records; some want them deleted
        self.people = [head for _household, head in found.families if head.phone and head.id not in asking]
        self.agreeing: set[UUID] = set()
        self.by = found.worker
        office = next(unit for kind in OFFICES if (unit := clerk.cast.serving(kind, self.area)))
        self.office: Actor = clerk.cast.worker(office, self.draw)
        helper = next((unit for kind in HELPERS if (unit := clerk.cast.serving(kind, self.area))), None)
        self.helper = clerk.cast.worker(helper, self.draw) if helper else self.office

    def agreed(self, number: int, ago: int) -> Somebody:
        """Somebody who has agreed that the community asks for help."""
        person = self.people[number % len(self.people)]
        if person.id in self.agreeing:
            return person
        self.agreeing.add(person.id)
        at = self.clerk.ago(ago, 9, 5)
        self.clerk.consent(person, "assistance", Way.PORTAL, by=person.actor, at=at)
        return person

    def new(self, kind: str, person: Somebody | None, words: str, ago: int, **more: object) -> Need:
        """A need found so many working days ago."""
        facts = {"source": SourceChoices.VISIT, **more}
        at = self.clerk.ago(ago, 9, 30)
        return self.clerk.find_need(kind, self.area, person, words, by=self.by, at=at, **facts)  # type: ignore[arg-type]  # by name

    def taken(self, need: Need, person: Somebody | None, ago: int) -> None:
        """Reported the same day, and accepted by the township the next."""
        clerk = self.clerk
        clerk.report_need(need, person, self.office.units[0], by=self.by, at=clerk.ago(ago, 10, 40))
        clerk.accept_need(need, person, by=self.office, at=clerk.ago(ago - 1, 9, 20))


def needs(clerk: Clerk, found: Neighbourhood) -> None:
    """Of one community: what has ended, what goes on, what waits, and what is late."""
    all_of_it = Helping(clerk, found)
    _ended(all_of_it)
    _going_on(all_of_it)
    _in_danger(all_of_it)
    _waiting(all_of_it)


def _ended(here: Helping) -> None:
    clerk, office = here.clerk, here.office
    person = here.agreed(0, 31)
    need = here.new("living", person, "退休金低，老伴住院，这个月的水电费还没有交上。（演示）", 30)
    here.taken(need, person, 30)
    clerk.serve_need(need, person, "申请了临时救助，先送去米面油。", by=office, at=clerk.ago(27, 15, 10))
    clerk.serve_need(need, person, "临时救助金到账，水电费交上了。", by=office, at=clerk.ago(20, 10, 5))
    clerk.close_need(need, person, Result.HELPED, "临时救助办好了。", by=office, at=clerk.ago(18, 16, 0))
    clerk.rate_need(need, person, Helped.YES, at=clerk.ago(17, 19, 30))
    person = here.agreed(1, 25)
    need = here.new("housing", person, "老房子厨房漏雨，想问能不能修。（演示）", 24)
    here.taken(need, person, 24)
    reason = "去看过，属于物业保修，不符合危房改造；帮他报了修。"
    clerk.close_need(need, person, Result.NOT_ELIGIBLE, reason, by=office, at=clerk.ago(21, 11, 0))


def _going_on(here: Helping) -> None:
    clerk, office, helper = here.clerk, here.office, here.helper
    person = here.agreed(2, 15)
    need = here.new("medical", person, "住院花了不少钱，药快断了。（演示）", 14, source=SourceChoices.CASE)
    here.taken(need, person, 14)
    if helper.units != office.units:
        clerk.refer_need(need, person, helper.units[0], "请帮着办医疗救助", by=office, at=clerk.ago(12, 10, 0))
        clerk.accept_need(need, person, by=helper, at=clerk.ago(11, 14, 0))
    clerk.serve_need(need, person, "材料收齐，医疗救助报上去了。", by=helper, at=clerk.ago(8, 9, 40))
    person = here.agreed(3, 10)
    need = here.new("employment", person, "工厂停工，想找离家近的活。（演示）", 9, source=SourceChoices.RESIDENT)
    clerk.report_need(need, person, office.units[0], by=here.by, at=clerk.ago(9, 11, 0))
    clerk.give_back_need(need, "社区的招聘会下周就有，先由社区联系。", by=office, at=clerk.ago(8, 10, 0))
    clerk.keep_need(need, by=here.by, at=clerk.ago(8, 15, 0))
    clerk.serve_need(need, person, "报了招聘会，改好了简历。", by=here.by, at=clerk.ago(4, 10, 30))


def _in_danger(here: Helping) -> None:
    """Helped first; one was told in time, of the other the unit above has heard by now."""
    clerk, office = here.clerk, here.office
    told, untold = here.people[4 % len(here.people)], here.people[5 % len(here.people)]
    reason = "高烧在家，叫不醒，家里没有别人，先送医院。"
    need = here.new("sudden", told, "独自在家，高烧。（演示）", 7, basis=Basis.URGENT, reason=reason)
    here.taken(need, told, 7)
    clerk.serve_need(need, told, "陪同住院，联系了女儿。", by=office, at=clerk.ago(6, 14, 0))
    clerk.tell_of_need(need, told, by=office, at=clerk.ago(5, 10, 0))
    reason = "家里断了暖气，老人身体弱，等不及找到家属。"
    need = here.new("elder_alone", untold, "一个人住，暖气断了。（演示）", 6, basis=Basis.URGENT, reason=reason)
    here.taken(need, untold, 6)
    clerk.serve_need(need, untold, "送去电暖器，约了修暖气。", by=office, at=clerk.ago(4, 9, 30))
    clerk.need_is_told_late(need, clerk.cast.one_level_up(here.area, office.units[0]), at=clerk.ago(2, 10, 29))


def _waiting(here: Helping) -> None:
    clerk = here.clerk
    person = here.agreed(6, 6)
    need = here.new("disability", person, "腿脚不便，想装扶手。（演示）", 5)
    clerk.need_is_late(need, clerk.cast.one_level_up(here.area, here.by.units[0]), at=clerk.ago(2, 11, 29))
    person = here.agreed(7, 2)
    need = here.new("education", person, "孩子上大学的路费还差一些。（演示）", 1)
    clerk.report_need(need, person, here.office.units[0], by=here.by, at=clerk.ago(1, 11, 10))
    place = {"basis": Basis.NOBODY, "place": "5 号楼 1 单元 102", "source": SourceChoices.NEIGHBOUR}
    here.new("elder_alone", None, "邻居说好几天没有见老人出门。（演示）", 0 if clerk.until.hour >= 10 else 1, **place)
