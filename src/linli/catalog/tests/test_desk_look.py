"""The catalogue at the desk in a real Chromium: nothing wider than the screen, nothing that axe complains about."""

import pytest

from linli.accounts.rights import Role
from linli.accounts.tests.given import an_actor
from tests.browsing import a_person
from tests.signing_in import as_staff

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_list_and_an_item_fit_every_screen_and_can_be_read_by_everybody(live, chromium, width):
    with a_person(chromium, live, {"width": width, "height": 900}) as worker:
        as_staff(worker, an_actor(Role.ADMINISTRATOR))
        worker.goes_to("/desk/manage/items/")
        worker.reads("照顾老人")
        worker.finds_nothing_wrong_here()
        worker.presses("老年助餐服务")
        worker.reads("谁来办")
        worker.finds_nothing_wrong_here()
