"""What happened to a record, in words; of the fields their names, never what stood in them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from linli.accounts import queries as accounts
from linli.base import journal
from linli.base.actor import Actor, Kind
from linli.base.journal import Entry
from linli.base.languages import in_a_row
from linli.organizations import queries as organizations
from linli.people import lists
from linli.people.models import Resident
from linli.web.components import Entry as Line


def field_names(fields: Iterable[str]) -> str:
    """姓名、手机号."""
    known = {
        "name": _("姓名"),
        "phone": _("手机号"),
        "identity": _("身份证号"),
        "home_area": _("所在社区（村）"),
        "contact": _("联系人"),
        "household": _("户和家庭成员"),
        "other": _("其他"),
        "need": _("要帮的事"),
    }
    return in_a_row(known[field] for field in known if field in set(fields))


def _words() -> dict[str, str]:
    return {
        "people.started": _("自己填了资料"),
        "people.registered": _("登记到名册：%(fields)s"),
        "people.moved_in": _("转到本社区的名册"),
        "people.changed": _("自己改了：%(fields)s"),
        "people.corrected": _("更正了：%(fields)s"),
        "people.revealed": _("查看了：%(fields)s"),
        "people.exported": _("导出了：%(fields)s"),
        "people.joined_household": _("登记到一户里"),
        "people.left_household": _("从一户里迁出"),
        "people.relation_changed": _("改了与户主的关系"),
        "people.consent_given": _("同意“%(purpose)s”"),
        "people.consent_prolonged": _("续了“%(purpose)s”的同意"),
        "people.consent_withdrawn": _("撤回“%(purpose)s”的同意"),
        "people.consent_lapsed": _("“%(purpose)s”的同意到期"),
        "people.contact_added": _("登记了一位联系人"),
        "people.contact_ended": _("取消了一位联系人，姓名电话已销毁"),
        "people.named_contact": _("把这份档案登记为别人的联系人"),
        "people.request_made": _("提出申请 %(request)s"),
        "people.request_withdrawn": _("撤回申请 %(request)s"),
        "people.request_accepted": _("办好了申请 %(request)s"),
        "people.request_refused": _("没有同意申请 %(request)s"),
        "people.deletion_scheduled": _("同意删除，到日子就删"),
        "people.deletion_postponed": _("还不能删，改了日子"),
        "people.request_due_soon": _("申请 %(request)s 快到期，提醒了社区"),
        "people.request_overdue": _("申请 %(request)s 超期没有答复，提醒了社区，告诉了督办领导"),
        "people.deleted": _("资料已经删除"),
        "people.phone_asked": _("请新手机号念验证码"),
        "people.phone_not_given": _("新手机号没有登记成"),
        "people.phone_change_waits": _("换手机号，七天以后生效"),
        "people.phone_release_waits": _("收回手机号，七天以后生效"),
        "people.phone_change_cancelled": _("取消了换手机号"),
        "people.phone_change_refused": _("不同意换手机号"),
        "people.phone_change_lapsed": _("手机号没有换成"),
        "people.phone_given": _("登记了手机号"),
        "people.phone_released": _("收回了手机号：号码换了主人"),
        "people.merged": _("把另一份档案合并进来"),
        "people.merged_away": _("这份档案合并到了另一份"),
        "people.merge_undone": _("撤销了合并"),
    }


def _words_of_staff() -> dict[str, str]:
    """Of what is the resident's to say and was noted by staff: nobody reads that a clerk agreed to something."""
    return {
        "people.consent_given": _("登记了“%(purpose)s”的同意书"),
        "people.consent_prolonged": _("登记了“%(purpose)s”的续期"),
        "people.consent_withdrawn": _("登记了居民撤回“%(purpose)s”的同意"),
    }


WORDS = frozenset(_words())
LOOKS = frozenset({"people.revealed", "people.exported"})


def history(resident: Resident, viewer: Actor) -> list[Line]:
    """The newest first; 您 for the resident's own acts when they read it themselves."""
    known = [entry for entry in journal.entries(on=resident) if entry.verb in WORDS]
    entries = [entry for entry in known if _is_told(entry, resident, viewer)]
    names = accounts.names_of(entry.actor_user for entry in entries if entry.actor_user)
    units = organizations.names_of(entry.actor_unit for entry in entries if entry.actor_unit)
    mine = resident.masked_name if viewer.is_staff else _("您")
    return [_line(entry, _who(entry, names, units, mine)) for entry in reversed(entries)]


def _is_told(entry: Entry, resident: Resident, viewer: Actor) -> bool:
    """Whether a look is this reader's to know: a look on a case says that there is one, and for what.

    The resident reads all of them; of the staff each their own, and those on the record itself. The database holds the
    same rule. An export is of the register and names no ground.
    """
    if entry.verb not in LOOKS or not viewer.is_staff or entry.actor_user == viewer.user:
        return True
    if entry.verb == "people.exported" and "ground_kind" not in entry.facts:
        return True
    ground = entry.facts.get("ground_kind"), entry.facts.get("ground_id")
    return ground == ("people.resident", str(resident.pk))


def _line(entry: Entry, who: str) -> Line:
    purpose = lists.purposes().get(str(entry.facts.get("purpose", "")))
    facts = {
        "fields": field_names(entry.facts.get("shown") or entry.fields or ("name", "phone")),
        "purpose": purpose.name if purpose else entry.facts.get("purpose", ""),
        "request": entry.facts.get("request", ""),
    }
    why = (entry.text or {}).get("purpose") or (entry.text or {}).get("reason") or ""
    said = _("（内容已按规定销毁）") if entry.text is None else _("原因：%(why)s") % {"why": why} if why else ""
    words = {**_words(), **(_words_of_staff() if entry.actor_kind == Kind.STAFF else {})}
    return Line(words[entry.verb] % facts, entry.at, who, said)


def _who(entry: Entry, names: Mapping[UUID, str], units: Mapping[UUID, str], mine: str) -> str:
    if entry.actor_kind == Kind.SYSTEM:
        return _("系统")
    if entry.actor_kind == Kind.RESIDENT:
        return mine
    unit = units.get(entry.actor_unit, "") if entry.actor_unit else ""
    return f"{unit} {names.get(entry.actor_user, '') if entry.actor_user else ''}".strip() or _("工作人员")
