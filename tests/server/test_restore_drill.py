"""The drill an operator should hold once a quarter, from one machine's home into another's, keys apart."""

import json
import shutil

import pytest

from linli.accounts.phones import user_of_phone
from linli.base.actor import Actor, Kind, system_actor
from linli.base.attachments import examine
from linli.base.clock import local_day, now
from linli.base.scope import acting_as
from linli.base.sealing import seal
from linli.cases import actions
from linli.cases.attachments import keep
from linli.cases.models import Case
from linli.cases.tests import given
from linli.indicators import actions as indicators
from linli.people.models import Resident
from tests.browsing import DESKTOP, Person, a_person
from tests.faults.installation import installed
from tests.machines import connected_to, linli, machines
from tests.signing_in import code_sent_to
from tests.world import a_photo

pytestmark = pytest.mark.browser
PASSPHRASE = "correct horse battery staple"
NAME, PHONE = "王秀英", "19900004321"
QUICK = {"LINLI_PG_FSYNC": "off"}  # no machine loses its power here


def work_is_done() -> str:
    """Somebody reports a broken light, gets a picture of the new one and a reply; the case's number."""
    clerk, resident = given.a_clerk(given.a_unit()), a_resident_with_a_phone()
    kept = keep(examine("灯.png", a_photo().read()))
    case = given.an_accepted_case(clerk, resident, at=now())
    case = given.do(actions.resolve, case, reply="换了灯泡和开关。", photos=(kept,), by=clerk, at=now())
    with acting_as(system_actor("indicators.refresh")):
        indicators.refresh(by=system_actor("indicators.refresh"), at=now())
    with acting_as(system_actor("base.seal_journal")):
        seal()
    return case.number


def a_resident_with_a_phone() -> Actor:
    user = user_of_phone(PHONE)
    actor = Actor(Kind.RESIDENT, user=user.pk, resident=user.pk)
    with acting_as(actor):
        Resident(user=user, name=NAME, home_area_id=given.COMMUNITY, registered_at=now()).save(force_insert=True)
    return actor


def reads_the_answer_and_sees_the_picture(person: Person, number: str) -> None:
    person.goes_to("/sign-in/")
    person.types("手机号", PHONE)
    person.presses("发短信给我")
    person.reads("短信发到了")
    person.page.get_by_role("textbox").last.fill(code_sent_to(PHONE))
    person.presses("登录", exact=True)
    person.types("姓名", NAME)  # this number has not been used to sign in for a long time
    person.presses("是我，登录")
    person.page.wait_for_url(f"{person.site}/")
    person.goes_to(f"/cases/{number}/")
    person.reads("换了灯泡和开关。")
    picture = person.page.locator("main img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_machine_that_is_lost_comes_back_on_another(chromium, django_db_blocker, monkeypatch):
    with machines(2) as (lost, found):
        archive, safe = found / "linli.backup", found / "linli.keys"
        (found / "passphrase").write_text(PASSPHRASE)
        with installed(lost, **QUICK) as running, django_db_blocker.unblock(), connected_to(running.home, monkeypatch):
            number = work_is_done()
            taken = json.loads(linli(lost / "home", "backup", archive, "--json").stdout)  # while the product runs
            linli(lost / "home", "keys", "export", safe, "--passphrase-file", found / "passphrase")
        shutil.rmtree(lost / "home" / "files")

        restored = linli(found / "home", "restore", archive)
        assert f"最新封存码 {taken['head']}" in restored.stdout
        assert "居民不能用手机号登录" in restored.stderr
        assert "手机号 1 条读不出来" in restored.stderr
        assert "linli keys import" in linli(found / "home", "up", "--empty", code=1).stderr
        linli(found / "home", "keys", "import", safe, "--passphrase-file", found / "passphrase")

        with installed(found, **QUICK) as running, django_db_blocker.unblock(), connected_to(running.home, monkeypatch):
            with a_person(chromium, running.address, DESKTOP) as resident:
                reads_the_answer_and_sees_the_picture(resident, number)
            linli(found / "home", "journal", "verify", "--against", taken["head"])
            with acting_as(system_actor("tests")):
                due = local_day(Case.objects.get(number=number).due_at)
            linli(found / "home", "indicators", "recount", "--area", given.COUNTY, "--month", f"{due:%Y-%m}")
            assert json.loads(linli(found / "home", "doctor", "--json").stdout)["ok"]
