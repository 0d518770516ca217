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
    """For the resident who asked, and for whoever has looked it up."""
    of_field = _("%(kind)s：%(field)s") % {"kind": request.get_kind_display(), "field": request.get_field_display()}
    title = of_field if request.field else str(request.get_kind_display())
    return Told(request, title, words_of(request), reply_of(request))


def told_at_the_desk(request: RecordRequest) -> Told:
    """For whoever answers: long numbers starred, and nothing of it once it has been answered, until it is looked up."""
    whole = told(request)
    words, reply = (starred(whole.words), "") if whole.is_unsettled else ("", "")
    return replace(whole, words=words, reply=reply, is_opened=(words, reply) == (whole.words, whole.reply))
