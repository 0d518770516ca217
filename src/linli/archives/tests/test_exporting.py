"""A case's whole file: for who may read it whole, on record, and never reading what residents typed as commands."""

import hashlib
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from linli.archives import actions
from linli.archives.models import CaseFile
from linli.archives.tests.pdf_text import pages, pictures, words
from linli.base.actor import system_actor
from linli.base.attachments import open_stored, size_stored
from linli.base.scope import acting_as
from linli.cases import actions as cases
from linli.cases.attachments import keep_uploads
from linli.cases.models import Case
from linli.cases.queries import timeline
from linli.cases.tests import given
from linli.cases.tests.given import MONDAY_9AM, do
from linli.people.models import Resident
from linli.people.queries import who_looked
from tests.refusing import refused
from tests.world import a_photo

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM + timedelta(days=1)
HOSTILE = (
    '#read("/etc/passwd") #include "/etc/passwd" #panic("x") $x^2$ @nobody <label> *b* _i_ `r` = h \\ // c /* d */ '
    "#{let a = 1} ${x} مرحبا 👨‍👩‍👧 ]"
)


@pytest.fixture
def unit():
    return given.a_unit()


@pytest.fixture
def clerk(unit):
    return given.a_clerk(unit)


@pytest.fixture
def resident():
    return given.a_resident("王秀英")


@pytest.fixture
def case(clerk, resident):
    with acting_as(resident):
        photos = keep_uploads([a_photo("../../灯.png")], field="photo")
    asked = do(cases.submit, given.a_request(attachments=photos, description=HOSTILE), by=resident, at=MONDAY_9AM)
    accepted = do(cases.accept, asked, by=clerk, at=MONDAY_9AM)
    return do(cases.resolve, accepted, reply=HOSTILE, by=clerk, at=MONDAY_9AM + timedelta(hours=3))


def made(case, by, **more):
    file = do(actions.ask, case, by=by, at=AT, **more)
    actions.make(file.pk, at=AT)
    with acting_as(by):
        return ZipFile(BytesIO(actions.fetch(CaseFile.objects.get(pk=file.pk), by=by)))


def plain(text):
    return "".join(text.split())


def test_everything_of_the_case_stands_in_the_pdf_as_it_was_typed(case, resident):
    pdf = made(case, resident).read("case.pdf")
    read = plain(words(pdf))
    for part in (case.number, "楼道灯不亮", "3号楼2单元", "王秀英", "公共区域报修", "回复说办好了", "灯.png"):
        assert plain(part) in read, part
    for part in ('#read("/etc/passwd")', "$x^2$", "@nobody", "<label>", "*b*_i_`r`=h\\//c/*d*/", "#{leta=1}${x}"):
        assert plain(part) in read, part
    assert "root:" not in read
    assert (pages(pdf), pictures(pdf)) == (2, 1)


def test_the_zip_holds_every_file_as_it_is_kept_and_a_list_that_proves_it(case, resident):
    archive = made(case, resident)
    names = sorted(archive.namelist())
    assert names == ["SHA256SUMS.txt", "case.pdf", "files/01-灯.png"]
    listed = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS.txt").decode().splitlines())
    assert listed == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in names if name != "SHA256SUMS.txt"
    }
    with acting_as(resident), open_stored(case.attachments.get().key) as kept:
        assert archive.read("files/01-灯.png") == kept.read()


def test_a_unit_on_the_case_gives_a_purpose_that_the_resident_reads(case, clerk, resident):
    archive = made(case, clerk, purpose="移交区档案馆")
    assert "王秀英" in words(archive.read("case.pdf"))
    with acting_as(resident):
        looked = who_looked(Resident.objects.get(pk=resident.resident))
        assert [(look.purpose, look.number) for look in looked] == [("移交区档案馆", case.number)]
        assert "archives.asked" in {line.verb for line in timeline(Case.objects.get(pk=case.pk), resident)}


def test_what_staff_write_among_themselves_stands_in_the_file_of_staff_alone(case, clerk, resident):
    do(cases.note, case, words="钥匙在值班室抽屉里", by=clerk, at=AT)
    theirs, ours = (
        words(made(case, by, **more).read("case.pdf"))
        for by, more in ((resident, {}), (clerk, {"purpose": "移交区档案馆"}))
    )
    assert ("值班室" in theirs, "值班室" in ours) == (False, True)


def test_nobody_else_gets_it(case, clerk, resident, unit):
    supervisor = given.a_clerk(None, "supervisor", given.COUNTY)
    with refused("accounts.no_right"):
        do(actions.ask, case, purpose="看看", by=supervisor, at=AT)
    with refused("cases.not_in_your_hands"):
        do(actions.ask, case, purpose="看看", by=given.a_dispatcher(), at=AT)
    with acting_as(given.a_resident()), pytest.raises(Case.DoesNotExist):
        actions.ask(case, by=given.a_resident(), at=AT)
    made(case, clerk, purpose="移交区档案馆")
    file = CaseFile.objects.none()
    with acting_as(given.a_clerk(unit)):
        assert list(CaseFile.objects.all()) == list(file)  # not even of the same unit


def test_what_lies_on_the_disk_cannot_be_read_and_is_gone_after_a_day(case, resident):
    made(case, resident)
    dropper = system_actor("archives.drop_old")
    with acting_as(dropper):
        file = CaseFile.objects.get()
        with open_stored(file.key) as stored:
            assert b"PK" not in stored.read()[:100]
        assert actions.drop_old(at=AT + timedelta(hours=23)) == 0
        assert actions.drop_old(at=AT + timedelta(hours=25)) == 1
        assert size_stored(file.key) is None
    with acting_as(resident), refused("archives.not_ready"):
        actions.fetch(file, by=resident)


def test_a_file_is_made_once_however_often_its_job_runs(case, resident):
    file = do(actions.ask, case, by=resident, at=AT)
    actions.make(file.pk, at=AT)
    actions.make(file.pk, at=AT + timedelta(minutes=1))
    actions.fail(file.pk, at=AT)
    with acting_as(resident):
        stands = CaseFile.objects.get()
        assert (stands.made_at, stands.failed_at) == (AT, None)


def test_who_asks_again_and_again_waits(case, resident):
    for _each in range(3):
        do(actions.ask, case, by=resident, at=AT)
    with refused("archives.too_many"):
        do(actions.ask, case, by=resident, at=AT)


def test_a_case_without_a_name_is_made_into_a_file_for_a_unit_on_it_and_says_so(clerk):
    case, _ticket = given.a_nameless_case()
    do(cases.accept, case, by=clerk, at=MONDAY_9AM)
    with refused("cases.not_in_your_hands"):
        do(actions.ask, case, purpose="移交档案馆", by=given.a_dispatcher(), at=AT)
    assert "未留姓名" in plain(words(made(case, clerk, purpose="移交档案馆").read("case.pdf")))
