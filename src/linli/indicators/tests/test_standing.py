"""How registers stand: figures of an area and of those below by one statement, and why there is none."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies

from linli.accounts.rights import post_of
from linli.areas import classes
from linli.areas.models import Area, FigureKind
from linli.areas.queries import children
from linli.areas.rules import is_virtual
from linli.areas.tests.given import TODAY, figures
from linli.base.actor import Actor, system_actor
from linli.base.actor import Kind as ActorKind
from linli.base.ids import new_id
from linli.base.scope import acting_as
from linli.indicators.standing.definitions import COMMUNITIES, Counted, Definition, definitions
from linli.indicators.standing.queries import Standing, Why, standing
from linli.indicators.standing.rules import Comparator, Kind, Quotient, Wanted
from linli.organizations.models import Organization
from linli.organizations.standing import ORGANIZATIONS, ask
from linli.organizations.tests.given import COMMUNITY, COUNTY, NEIGHBOUR, OTHER_COUNTY, STREET, a_unit

SYSTEM = system_actor("indicators.explain")
WHOLE = strategies.integers(0, 10**6)


def of(indicator: str | Definition, area: str = COUNTY, viewer: Actor = SYSTEM, day: date = TODAY) -> Standing:
    definition = definitions()[indicator] if isinstance(indicator, str) else indicator
    with acting_as(viewer):
        return standing(area, day, viewer=viewer, only=[definition], below=False).whole[0]


def staff(area: str, unit: object = None, role: str = "supervisor") -> Actor:
    return Actor(ActorKind.STAFF, user=new_id(), posts=(post_of(role, area, unit),))


def for_each(people: int, divisor: str = FigureKind.RESIDENTS.value) -> Definition:
    counted = Counted(ORGANIZATIONS, ask({"types": ("social_organization",)}))
    return Definition("tried", "每万人", "个", Kind.PER, "", (), numerator=counted, divisor=divisor, factor=people)


# Arithmetic


@given(WHOLE, WHOLE)
def test_a_share_is_within_half_a_tenth_of_the_truth_and_whole_only_when_it_is(part, rest):
    quotient = Quotient(part, part + rest)
    if part + rest == 0:
        assert quotient.value is None
    else:
        exact = Fraction(100 * part, part + rest)
        assert abs(Fraction(quotient.value) - exact) <= Fraction(1, 20) or (rest and quotient.value == Decimal("99.9"))
        assert (quotient.value == 100) == (rest == 0)


@given(WHOLE, strategies.integers(1, 10**6), strategies.decimals(0, 100, places=1))
def test_a_target_is_met_by_the_exact_quotient(part, whole, aim):
    exact = Fraction(100 * part, whole)
    quotient = Quotient(part, whole)
    assert quotient.meets(Wanted(Comparator.AT_LEAST, aim)) == (exact >= Fraction(aim))
    assert quotient.meets(Wanted(Comparator.ABOVE, aim)) == (exact > Fraction(aim))
    assert quotient.meets(Wanted(Comparator.AT_MOST, aim)) == (exact <= Fraction(aim))


def test_what_nobody_can_divide_meets_nothing():
    assert Quotient(3, 0).meets(Wanted(Comparator.AT_LEAST, Decimal(100))) is None
    assert Quotient(3, 4).meets(Wanted(Comparator.AT_LEAST, None)) is None
    assert Quotient(0, None).meets(Wanted(Comparator.AT_MOST, Decimal(0))) is True


# Figures


@pytest.mark.django_db
def test_a_community_with_an_association_is_covered_and_one_out_of_use_is_not():
    assert of("disabled_association_coverage", COMMUNITY).value == 0
    unit = a_unit("disabled_association")
    covered = of("disabled_association_coverage", COMMUNITY)
    assert (covered.value, covered.is_met, covered.share) == (100, True, 1.0)
    Organization.objects.filter(pk=unit.pk).update(is_active=False)
    assert of("disabled_association_coverage", COMMUNITY).is_met is False


@pytest.mark.django_db
def test_a_street_is_covered_by_a_station_in_one_of_its_communities_and_only_that_street():
    a_unit("social_work_station", area=COMMUNITY)
    assert of("social_work_station_coverage", STREET).value == 100
    county = of("social_work_station_coverage")
    assert county.quotient.numerator == 1
    assert county.quotient.denominator == Area.objects.current().inside([COUNTY]).filter(level=4).count()
    assert of("social_work_station_coverage", COMMUNITY).why is Why.NOTHING


@pytest.mark.django_db
def test_every_figure_of_an_area_and_of_each_below_is_what_a_slow_count_finds():
    for code in (COMMUNITY, NEIGHBOUR, COMMUNITY):
        a_unit("disabled_association", area=code)
        a_unit("social_organization", area=code)
    asked = [definitions()[each] for each in ("disabled_association_coverage", "social_organizations_urban")]
    with acting_as(SYSTEM):
        found = standing(COUNTY, TODAY, viewer=SYSTEM, only=asked)
    held = classes.of_communities(COUNTY, TODAY)
    for code, (coverage, number_of) in {COUNTY: found.whole, **found.below}.items():
        inside = [each for each in held if each.startswith(code)]
        urban = [each for each in inside if "urban" in held[each]]
        having = {each.area_id for each in Organization.objects.filter(type="disabled_association")} & set(inside)
        clubs = [each for each in Organization.objects.filter(type="social_organization") if each.area_id in urban]
        assert (coverage.quotient.numerator, coverage.quotient.denominator) == (len(having), len(inside))
        assert (number_of.quotient.numerator, number_of.quotient.denominator) == (len(clubs), len(urban))
    assert set(found.below) == {each.code for each in children(COUNTY) if not is_virtual(each.code)} & set(found.below)


@pytest.mark.django_db
def test_one_statement_counts_every_indicator_and_one_asks_which_clerks_have_defined(django_assert_num_queries):
    definitions(), of("kiosk_coverage")  # read and warm
    with acting_as(SYSTEM), django_assert_num_queries(2):
        standing(COUNTY, TODAY, viewer=SYSTEM)


@pytest.mark.django_db
def test_for_each_ten_thousand_residents_needs_their_number_and_says_what_it_rests_on():
    a_unit("social_organization")
    unknown = of(for_each(10_000), COMMUNITY)
    assert (unknown.value, unknown.why) == (None, Why.UNKNOWN)
    assert "还没有登记常住人口" in unknown.reason
    figures((COMMUNITY, 4000), kind=FigureKind.RESIDENTS)
    known = of(for_each(10_000), COMMUNITY)
    assert (known.value, known.quotient.denominator, known.share) == (Decimal("2.5"), 4000, None)
    assert "测试统计" in known.rests_on.note
    figures((COMMUNITY, 0), kind=FigureKind.RESIDENTS)
    assert of(for_each(10_000), COMMUNITY).why is Why.NOTHING


@pytest.mark.django_db
def test_what_no_register_counts_says_which_one_it_waits_for_and_is_not_zero():
    waiting = of("workers_per_10000")
    assert (waiting.value, waiting.why, waiting.is_met) == (None, Why.WAITS, None)
    assert waiting.reason == "暂无数据来源：待“社区工作者”登记启用"


@pytest.mark.django_db
def test_who_does_not_see_an_area_gets_no_figure_of_rows_they_may_not_read():
    clerk = staff(COUNTY, a_unit("housing", area=COUNTY).pk, role="handler")
    assert of("kiosk_coverage", viewer=clerk).why is Why.UNSEEN
    assert of("disabled_association_coverage", viewer=clerk).value == 0
    assert of("kiosk_coverage", viewer=staff(COUNTY)).value == 0
    assert of("kiosk_coverage", OTHER_COUNTY, viewer=staff(COUNTY)).why is Why.UNSEEN
    assert of("assisted_coverage", viewer=staff(COUNTY)).value == 0
    assert of("assisted_coverage", viewer=staff(COUNTY, role="administrator")).why is Why.UNSEEN


@pytest.mark.django_db
def test_communities_divide_where_a_plan_wants_so_many_in_each():
    a_unit("social_organization")
    a_unit("social_organization")
    assert of(for_each(1, divisor=COMMUNITIES), COMMUNITY).value == 2
