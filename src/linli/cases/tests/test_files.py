"""The photos of a case outlive every sweep of the store; those of a form nobody sent do not."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from linli.base.actor import system_actor
from linli.base.attachments import examine, size_stored
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.base.sweeping import sweep
from linli.cases.attachments import Kept, keep
from linli.cases.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))


def a_photo(colour: int) -> Kept:
    written = BytesIO()
    Image.new("RGB", (4, 4), (colour, 0, 0)).save(written, "PNG")
    return keep(examine("灯.png", written.getvalue()))


def test_a_sweep_takes_the_photos_of_unsent_forms_alone():
    of_case, unsent = a_photo(1), a_photo(2)
    given.a_unit()
    given.a_case(attachments=(of_case,))
    with acting_as(system_actor("base.sweep_files")):
        assert sweep(at=now() + timedelta(days=30)) == 1
    assert size_stored(of_case.key)
    assert size_stored(unsent.key) is None
