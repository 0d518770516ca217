"""The fixed choices of a service item's description. Their words for readers stand in `labels`."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing is asked for: it decides words and figures, never who may see it."""

    CERTIFICATE = "certificate"
    BENEFIT = "benefit"
    APPLICATION = "application"
    CARE = "care"
    BOOKING = "booking"
    REPAIR = "repair"
    COMPLAINT = "complaint"
    ENVIRONMENT = "environment"
    QUESTION = "question"
    EMPLOYMENT = "employment"
    LEGAL = "legal"
    COUNSELLING = "counselling"
    ASSISTANCE = "assistance"
    PROTECTION = "protection"
    OTHER = "other"


class Audience(StrEnum):
    """Who may see a case of this item: everybody in charge of the area, or only the units that handle it."""

    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"


class LifeEvent(StrEnum):
    """The shelf a resident looks on. The order here is the order on the page."""

    ELDERS = "elders"
    CHILDREN = "children"
    HEALTH = "health"
    DISABILITY = "disability"
    HARDSHIP = "hardship"
    WORK = "work"
    HOME = "home"
    ENVIRONMENT = "environment"
    RIGHTS = "rights"
    PAPERS = "papers"
    QUESTIONS = "questions"


class Mode(StrEnum):
    """受理方式: how the window came to take this item."""

    DIRECT = "direct"
    DELEGATED = "delegated"
    AUTHORIZED = "authorized"
    ASSISTED = "assisted"


class OnlineLevel(StrEnum):
    """How much of it can be done without coming in person."""

    INFORMATION = "information"
    BOOKING = "booking"
    SUBMISSION = "submission"
    FULL = "full"


class Level(StrEnum):
    """Where among the resident's areas the handling organisation is looked for."""

    COMMUNITY = "community"
    TOWNSHIP = "township"
    COUNTY = "county"


class FieldKind(StrEnum):
    """How one question is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes_no"
    PHOTO = "photo"


class BasisKind(StrEnum):
    """What an item rests on."""

    LAW = "law"
    POLICY = "policy"
    PLAN = "plan"


class LimitUnit(StrEnum):
    """Working hours and working days, as in `linli.base.working_time`."""

    HOUR = "hour"
    DAY = "day"


class LegalUnit(StrEnum):
    """A law may also count days as they come."""

    HOUR = "hour"
    DAY = "day"
    CALENDAR_DAY = "calendar_day"
