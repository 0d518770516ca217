"""What pages read of archives."""

from collections.abc import Sequence

from linli.archives.models import CaseFile
from linli.base.actor import Actor
from linli.cases.models import Case

SHOWN = 3


def kept_files(keys: Sequence[str]) -> set[str]:
    """Which of these files are somebody's archive; for `base.sweeping`, which sees all."""
    return set(CaseFile.objects.filter(key__in=keys).values_list("key", flat=True))


def files_of(case: Case, viewer: Actor) -> list[CaseFile]:
    """The files of a case that the viewer has asked for and that are still there, the newest first."""
    return list(CaseFile.objects.visible_to(viewer).filter(case=case).order_by("-asked_at")[:SHOWN])
