"""The words a reader sees for the fixed choices of a service item."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.catalog.choices import BasisKind, FieldKind, Kind, LegalUnit, Level, LifeEvent, Mode, OnlineLevel
from linli.catalog.spec import LegalLimit

LIFE_EVENTS: dict[LifeEvent, str | Promise] = {
    LifeEvent.ELDERS: _("照顾老人"),
    LifeEvent.CHILDREN: _("照顾孩子"),
    LifeEvent.HEALTH: _("身体和心情"),
    LifeEvent.DISABILITY: _("残疾人和无障碍"),
    LifeEvent.HARDSHIP: _("遇到难处"),
    LifeEvent.WORK: _("找工作"),
    LifeEvent.HOME: _("家里和小区"),
    LifeEvent.ENVIRONMENT: _("环境卫生"),
    LifeEvent.RIGHTS: _("纠纷和法律"),
    LifeEvent.PAPERS: _("证明和代办"),
    LifeEvent.QUESTIONS: _("问一问、提意见"),
}

KINDS: dict[Kind, str | Promise] = {
    Kind.CERTIFICATE: _("开证明"),
    Kind.BENEFIT: _("救助补贴"),
    Kind.APPLICATION: _("帮办代办"),
    Kind.CARE: _("照护关爱"),
    Kind.BOOKING: _("服务预约"),
    Kind.REPAIR: _("报修"),
    Kind.COMPLAINT: _("投诉"),
    Kind.ENVIRONMENT: _("环境卫生"),
    Kind.QUESTION: _("咨询"),
    Kind.EMPLOYMENT: _("就业"),
    Kind.LEGAL: _("法律"),
    Kind.COUNSELLING: _("心理"),
    Kind.ASSISTANCE: _("困难帮扶"),
    Kind.PROTECTION: _("保护"),
    Kind.OTHER: _("其他诉求"),
}

MODES: dict[Mode, str | Promise] = {
    Mode.DIRECT: _("村（社区）直接办"),
    Mode.DELEGATED: _("委托受理：村（社区）收，部门办"),
    Mode.AUTHORIZED: _("授权办理：部门授权村（社区）办"),
    Mode.ASSISTED: _("帮办代办：村（社区）替您跑"),
}

ONLINE_LEVELS: dict[OnlineLevel, str | Promise] = {
    OnlineLevel.INFORMATION: _("网上可查，要到现场办"),
    OnlineLevel.BOOKING: _("网上可以预约"),
    OnlineLevel.SUBMISSION: _("网上可以申请，个别环节要见面"),
    OnlineLevel.FULL: _("全程网上办"),
}

BASIS_KINDS: dict[BasisKind, str | Promise] = {
    BasisKind.LAW: _("法律"),
    BasisKind.POLICY: _("政策"),
    BasisKind.PLAN: pgettext_lazy("one of them", "规划"),
}

LEVELS: dict[Level, str | Promise] = {
    Level.COMMUNITY: _("社区（村）"),
    Level.TOWNSHIP: _("街道（乡镇）"),
    Level.COUNTY: _("县（区）"),
}

FIELD_KINDS: dict[FieldKind, str | Promise] = {
    FieldKind.TEXT: _("一行字"),
    FieldKind.LONG_TEXT: _("一段话"),
    FieldKind.CHOICE: _("选一个"),
    FieldKind.DATE: _("日期"),
    FieldKind.NUMBER: _("数字"),
    FieldKind.YES_NO: _("是或否"),
    FieldKind.PHOTO: _("照片"),
}


def legal_words(limit: LegalLimit) -> str:
    """How a law says it: working time as the product counts it, or days as they come."""
    if limit.unit is LegalUnit.CALENDAR_DAY:
        return ngettext("%(amount)s 天", "%(amount)s 天", limit.amount) % {"amount": limit.amount}
    words = gettext("%(amount)s 个工作日") if limit.unit is LegalUnit.DAY else gettext("%(amount)s 个工作小时")
    return words % {"amount": limit.amount}
