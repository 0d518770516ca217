"""A request as a program sends it: checked like the pages' forms, sent once however often it arrives."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linli.api.faults import Fault
from linli.api.problems import Invalid
from linli.areas.forms import CommunityField
from linli.areas.models import Area
from linli.base.actor import Actor
from linli.base.refusals import Refused
from linli.cases import actions
from linli.cases.codes import new_ticket
from linli.cases.models import Case, Channel
from linli.cases.shapes import NewCase
from linli.catalog import queries as catalog
from linli.catalog.choices import FieldKind
from linli.catalog.forms import item_form
from linli.catalog.spec import FieldSpec, ItemSpec
from linli.people import actions as registering
from linli.people import queries as people
from linli.people.models import Resident

DESCRIPTION = "description"  # many items ask it under this name; then it is said once


def submitted(sent: NewCase, *, by: Actor, at: datetime) -> tuple[Case, bool, str | None]:
    """The case, whether it is new (the same `client_key` again answers with the first one), and its code, if any."""
    request, area = _request(sent, by)
    resident: Resident | None = None
    code: str | None = None
    if by.is_resident:
        resident = people.resident_of(by.resident)
        if resident is None:
            raise Refused("people.not_started", _("请先在居民端填写姓名和所在社区，再提交。"))
        case = actions.submit(request, by=by, at=at, channel=Channel.API)
    else:
        if first := actions.sent_before(sent.client_key, by):  # before anybody is registered once more
            return first, False, None
        if sent.nameless:
            ticket = new_ticket(at)
            code = ticket.code
            case = actions.submit_nameless(request, ticket=ticket, by=by, at=at, channel=Channel.API)
        else:
            case, resident = _submitted_for(sent, request, by, at)
    is_new = case.submitted_at == at  # the first one bears the moment of the first sending
    if is_new:  # what the answer names has been read already, also what a clerk may not see afterwards
        case.area, case.resident = area, resident
    return case, is_new, code if is_new else None


@transaction.atomic  # a refused case registers nobody
def _submitted_for(sent: NewCase, request: actions.Request, by: Actor, at: datetime) -> tuple[Case, Resident]:
    assert sent.resident  # noqa: S101 (narrows the type: `_request` has refused the request without one)
    person = registering.register(name=sent.resident.name, phone=sent.resident.phone, home_area=sent.area, by=by, at=at)
    return actions.submit_for(person.pk, request, by=by, at=at, channel=Channel.API), person


def _request(sent: NewCase, by: Actor) -> tuple[actions.Request, Area]:
    """The request and where it is, or every fault of it at once."""
    item = catalog.offered_item(sent.item)
    area, wrong_area = _area(sent.area)
    faults = [*_faults_of_person(sent, by), *wrong_area]
    if item is None:
        raise Invalid([Fault(field="item", code="unknown", detail=_("没有这个事项，或者它已经停用。")), *faults])
    answers = _with_description(item.details, sent)
    clean, wrong = _answered(item.details, answers)
    if faults or wrong or area is None:
        raise Invalid([*faults, *wrong])
    request = actions.Request(
        item=item,
        area=sent.area,
        place=sent.place,
        description=sent.description or str(clean.get(DESCRIPTION, "")),
        answers=clean,
        client_key=sent.client_key,
    )
    return request, area


def _faults_of_person(sent: NewCase, by: Actor) -> Iterator[Fault]:
    if by.is_resident and sent.nameless:
        yield Fault(field="nameless", code="not_yours", detail=_("您登录了，不能用这个不留姓名；请从网页提。"))
    if sent.nameless and sent.resident:
        yield Fault(field="resident", code="nameless", detail=_("不留姓名，就不要填 resident。"))
    if by.is_resident and sent.resident:
        yield Fault(field="resident", code="not_yours", detail=_("居民只能为自己提交，不填 resident。"))
    if not by.is_resident and not sent.resident and not sent.nameless:
        yield Fault(field="resident", code="missing", detail=_("替谁登记？请填 resident 的姓名和手机号。"))


def _area(code: str) -> tuple[Area | None, list[Fault]]:
    try:
        return CommunityField().checked(code), []
    except ValidationError as error:
        return None, [Fault(field="area", code=error.code or "unknown", detail=error.messages[0])]


def _with_description(item: ItemSpec, sent: NewCase) -> dict[str, object]:
    is_asked = any(field.name == DESCRIPTION for field in item.form)
    said = {DESCRIPTION: sent.description} if is_asked and sent.description else {}
    return {**said, **{name: value for name, value in sent.answers.items() if value is not None}}


def _answered(item: ItemSpec, answers: Mapping[str, object]) -> tuple[dict[str, str | int | bool], list[Fault]]:
    """The answers as they are stored, and what is wrong with them."""
    asked = {field.name: field for field in item.form}
    wrong = {name: fault for name, value in answers.items() if (fault := _fault_of_kind(asked.get(name), value))}
    form = item_form(item)({name: value for name, value in answers.items() if name not in wrong})
    form.is_valid()
    found = {
        name: (errors[0].code or "invalid", errors[0].messages[0]) for name, errors in form.errors.as_data().items()
    }
    told = {**found, **wrong}
    faults = [Fault(field=f"answers.{name}", code=code, detail=words) for name, (code, words) in told.items()]
    return ({} if faults else form.answers()), faults


def _fault_of_kind(field: FieldSpec | None, value: object) -> tuple[str, str] | None:
    """JSON has its own types: a number is no text, and `"false"` no answer to yes or no."""
    if field is None:
        return "unknown", _("这个事项没有这一问。")
    match field.kind:
        case FieldKind.PHOTO:
            return "photo", _("接口现在还不能传照片，请不填这一项。")
        case FieldKind.YES_NO:
            return None if isinstance(value, bool) else ("bool_type", _("应当是 true 或 false。"))
        case FieldKind.NUMBER:
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            return None if is_whole else ("int_type", _("应当是整数。"))
        case _:
            return None if isinstance(value, str) else ("string_type", _("应当是文字。"))
