"""Many lines at once, from a checked file."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.base.journal import Line as Entry
from linli.base.journal import record_all
from linli.base.refusals import Conflict
from linli.ledgers import queries, rules
from linli.ledgers.models import Ledger, Line
from linli.web.tables.staging import SAME, Staged

AT_ONCE = 1000


@transaction.atomic
def bring_in(staged: Staged) -> None:
    """What a file says of areas, as `fill` does one by one; a row that says what stands already writes nothing."""
    by, at = staged.by, staged.at
    ledger = Ledger.objects.visible_to(by).in_use().filter(key=staged.register.code).first()
    if ledger is None:
        raise Conflict("ledgers.not_in_use", _("这本台账没有在用。"))
    if by.user is None:
        raise RuntimeError("only a person fills a ledger")
    spec, unit = ledger.in_force.read, queries.filler(by).unit_for(ledger)
    codes = [each.code for each in spec.fields if each.code in staged.present]
    lines = []
    for key, area, day, note, *said in staged.run(_rows(codes), [SAME]):
        values = rules.kept(spec, dict(zip(codes, said, strict=True)))
        lines.append(
            Line(
                id=key,
                ledger=ledger,
                version=ledger.current,
                area_id=area,
                day=day,
                values=values,
                note=note or "",
                is_met=rules.meets(spec, values),
                valid_until=rules.runs_out(spec, day),
                unit_id=unit,
                written_by_id=by.user,
                written_at=at,
            )
        )
    Line.objects.bulk_create(lines, batch_size=AT_ONCE)
    facts = {"ledger": ledger.pk, "source": staged.source, "evidence": 0}
    entries = [Entry(each.pk, each.area_id, facts={**facts, "day": each.day, "is_met": each.is_met}) for each in lines]
    record_all("ledgers.filled", kind=Line._meta.label_lower, lines=entries, by=by, at=at)


def _rows(codes: list[str]) -> str:
    columns = ", ".join(("s.id", "s.area", "s.day", "s.note", *(f"s.{code}" for code in codes)))
    return "SELECT COLUMNS FROM {staged} s WHERE s.state <> %s ORDER BY s.line".replace("COLUMNS", columns)
