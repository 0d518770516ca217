"""How the product says no: one exception with a stable code and a sentence that says what to do."""

from typing import TypeAlias

from django.utils.functional import Promise

Sentence: TypeAlias = "str | Promise"


class Refused(Exception):
    """A rule says no (422). `code` is `module.reason`; `sentence` is shown to the person; `field` names the input."""

    status = 422

    def __init__(self, code: str, sentence: Sentence, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.sentence, self.field = code, sentence, field

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence}"


class Conflict(Refused):
    """Somebody else was faster (409): show what stands now and let the person decide."""

    status = 409


class Unavailable(Exception):
    """An outside system is down; a job tries again and the delay is shown."""
