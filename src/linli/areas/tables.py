"""Areas as they are written in spreadsheets: codes of any length, padded with zeros or not, and names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries, rules
from linli.areas.models import Area
from linli.base.languages import in_a_row
from linli.base.refusals import Sentence
from linli.web.tables.cells import Wrong, cut
from linli.web.tables.columns import Column, Kind

MOST_NAMED = 4
NAMED = gettext_lazy("填区划代码，或者您管的区域里不重名的名称。")


def area_column(
    code: str, title: Sentence, *, synonyms: tuple[str, ...], note: Sentence = NAMED, required: bool = True
) -> Column:
    """A column in which one area is named, by its code or by a name that no other has there."""
    return Column(
        code, title, Kind.CODE, required=required, width=18, lookup=codes_of, example="131102001045",
        synonyms=synonyms, note=note,
    )  # fmt: skip


def codes_of(written: Collection[str], within: Sequence[str]) -> Mapping[str, str | Wrong]:
    """The codes that are meant, all at once: a code as it stands, a name within these areas only."""
    codes = {word: rules.unpadded(word) for word in written if word.isascii() and word.isdecimal()}
    known = set(Area.objects.current().filter(code__in=set(codes.values())).values_list("code", flat=True))
    found: dict[str, str | Wrong] = {
        word: code if code in known else Wrong(_("没有“%(code)s”这个区划代码。") % {"code": cut(word)})
        for word, code in codes.items()
    }
    return {**found, **_by_name([word for word in written if word not in codes], within)}


def _by_name(names: Sequence[str], within: Sequence[str]) -> dict[str, str | Wrong]:
    spoken: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for form in rules.written_forms(name):
            spoken[form].append(name)
    areas = Area.objects.current().filter(name__in=list(spoken))
    if "" not in within:
        areas = areas.inside(within)
    meant: dict[str, list[str]] = defaultdict(list)
    for code, published in areas.order_by("code").values_list("code", "name"):
        for name in spoken[published]:
            meant[name].append(code)
    return {name: _the_one(name, meant[name]) for name in names}


def _the_one(name: str, codes: Sequence[str]) -> str | Wrong:
    if len(codes) == 1:
        return codes[0]
    if not codes:
        return Wrong(_("您管的区域里没有“%(name)s”。请写区划代码。") % {"name": cut(name)})
    return Wrong(_("叫“%(name)s”的不止一个，请写代码：%(codes)s。") % {"name": cut(name), "codes": _named(codes)})


def _named(codes: Iterable[str]) -> str:
    some = list(codes)[:MOST_NAMED]
    names = queries.path_names(some)
    return in_a_row(f"{names.get(code, '')} {code}" for code in some)
