"""Requests about one's record as pages show them."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from linli.people.models import UNSETTLED, RecordRequest, RequestKind, RequestState
from linli.people.wording import reply_of, starred, words_of


@dataclass(frozen=True)
class Told:
    """A request with its words, and where it stands."""

    request: RecordRequest
    title: str
    words: str
    reply: str
    is_opened: bool = True  # False: something of it is kept back until it is looked up

    @property
    def is_open(self) -> bool:
        """Waiting for an answer."""
        return self.request.state == RequestState.OPEN

    @property
    def is_unsettled(self) -> bool:
        """Whether it can still be withdrawn."""
        return self.request.state in UNSETTLED

    @property
    def is_deletion(self) -> bool:
        """Whether all should go."""
        return self.request.kind == RequestKind.DELETION


def told(request: RecordRequest) -> Told:
    """For the resident who asked."""
    return Told(request, _of_field(request) or _("删除我的全部资料"), words_of(request), reply_of(request))


def title_at_the_desk(request: RecordRequest) -> str:
    """What is asked: which field is wrong, or whose record should go."""
    return _of_field(request) or _("删除%(name)s的全部资料") % {"name": request.resident.masked_name}


def opened_at_the_desk(request: RecordRequest) -> Told:
    """For whoever answers and has looked it up: all of it."""
    return replace(told(request), title=title_at_the_desk(request))


def told_at_the_desk(request: RecordRequest) -> Told:
    """For whoever answers: long numbers starred, and nothing of it once it has been answered, until it is looked up."""
    whole = opened_at_the_desk(request)
    words, reply = (starred(whole.words), "") if whole.is_unsettled else ("", "")
    return replace(whole, words=words, reply=reply, is_opened=(words, reply) == (whole.words, whole.reply))


def _of_field(request: RecordRequest) -> str:
    """Nothing where all of the record is meant."""
    if not request.field:
        return ""
    return _("%(kind)s：%(field)s") % {"kind": request.get_kind_display(), "field": request.get_field_display()}
