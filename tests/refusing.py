"""How a test says that a rule must say no."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from linli.base.refusals import Refused


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The block must be refused with this code, and with a sentence for a person."""
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code
    assert str(found.value.sentence)
