"""The guides' pictures: `make screenshots` starts the demo in a home of its own and walks through it in Chromium.

One story runs through all of them: a light in a stairwell is reported, handed on, mended, confirmed and rated. So the
pictures of the residents' guide and of the desk show the same case, and a page that no longer works fails here.
"""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

import click
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from linli.demo import doors

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "guide" / "pictures"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1440, "height": 900}}
COLOURS = 96  # of a picture: the pages have few, and a quarter of the bytes remains
PATIENCE = 240  # seconds for the first start
LIGHT = "三楼的灯坏了，晚上看不见。"


class Visitor:
    """Somebody with a browser window who can be photographed."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        page.set_default_timeout(15_000)

    def goes_to(self, path: str) -> None:
        """Open an address of the site."""
        answer = self.page.goto(self.site + path)
        if answer is None or answer.status != 200:
            raise click.ClickException(f"{path} does not open")

    def presses(self, name: str, within: str = "main") -> None:
        """A button or link by what is written on it."""
        place = self.page.locator(within)
        button = place.get_by_role("button", name=name)
        (button if button.count() else place.get_by_role("link", name=name)).first.click()

    def types(self, label: str, words: str) -> None:
        """Words into a field."""
        self.page.get_by_label(label).first.fill(words)

    def opens(self, words: str) -> None:
        """A fold by its heading."""
        self.page.locator("main summary", has_text=words).first.click()

    def reads(self, words: str) -> None:
        """Wait until the words stand there."""
        self.page.get_by_text(words).first.wait_for(state="visible")

    def is_photographed(self, name: str, *, at: str = "") -> None:
        """What stands on the screen now, from the element `at` on; as few bytes as it takes."""
        if at:
            self.page.locator(at).first.evaluate("it => it.scrollIntoView({block: 'start'})")
            self.page.evaluate("window.scrollBy(0, -80)")
        picture = Image.open(io.BytesIO(self.page.screenshot(animations="disabled"))).convert("RGB")
        quantized = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        quantized.save(PICTURES / f"{name}.png", optimize=True)


@click.command()
@click.option("--site", help="An address where the demo runs already; otherwise one is started.")
@click.option("--home", type=click.Path(exists=True, path_type=Path), help="Its LINLI_HOME, for the sign-in codes.")
def main(site: str | None, home: Path | None) -> None:
    """Take all pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    if (site is None) != (home is None):
        raise click.UsageError("--site and --home belong together")
    with ExitStack() as stack:
        if site is None or home is None:
            site, home = stack.enter_context(a_demo())
        browser = stack.enter_context(a_browser())
        tell(browser, site, home)
    click.echo(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")


@contextmanager
def a_demo() -> Iterator[tuple[str, Path]]:
    """The demo in a fresh home, stopped and removed at the end."""
    outer = Path(tempfile.mkdtemp(prefix="linli-pictures-", dir="/tmp"))
    outer.chmod(0o755)
    home, site = outer / "home", "http://127.0.0.1:8790"
    command = [sys.executable, "-m", "linli.project.cli", "up", "--region", "hengshui", "--port", "8790"]
    with (outer / "up.log").open("w") as log:
        up = subprocess.Popen(command, env={**os.environ, "LINLI_HOME": str(home)}, stdout=log, stderr=log)
        try:
            wait_for(site, up, outer / "up.log")
            yield site, home
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(timeout=60)
            folder = (home / "pg").resolve()
            shutil.rmtree(outer)
            if folder.exists() and folder.parent != home:  # where the database's account cannot enter the home
                shutil.rmtree(folder)


def wait_for(site: str, up: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the site answers; a start that failed is told with its last lines."""
    pause = Event()
    for _second in range(PATIENCE):
        if up.poll() is not None:
            raise click.ClickException("linli up ended:\n" + "\n".join(log.read_text().splitlines()[-10:]))
        try:
            with urllib.request.urlopen(f"{site}/readyz", timeout=2) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pause.wait(1)
    raise click.ClickException("linli up did not answer in time")


def chromium_of() -> str | None:
    """The machine's own Chromium; None: the one Playwright brought."""
    return os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium, the machine's own where there is one."""
    path = chromium_of()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            env={**os.environ, "LANGUAGE": "zh_CN"},  # the words of its own buttons
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
        )
        yield browser
        browser.close()


def tell(browser: Browser, site: str, home: Path) -> None:
    """The story, from the first page to the figure."""

    def visitor(screen: dict) -> Visitor:
        return Visitor(browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **screen).new_page(), site)

    resident, worker, firm = visitor(PHONE), visitor(DESK), visitor(DESK)
    finds_what_to_do(resident)
    signs_in_by_phone(resident, home, photographed=True)
    number = asks(resident)
    signs_in(worker, "youyuan", photographed=True)
    takes_it_up(worker, number)
    registers_for_somebody(worker)
    signs_in(firm, "wuye")
    mends_it(firm, number)
    answers(resident, number)
    looks_at_oneself(resident)
    for role, walk in {"fenpai": dispatches, "duban": supervises, "guanli": administers}.items():
        person = visitor(DESK)
        signs_in(person, role)
        walk(person)


def finds_what_to_do(resident: Visitor) -> None:
    resident.goes_to("/")
    resident.is_photographed("resident-home")
    resident.types("想办什么", "楼道灯不亮")
    resident.presses("搜索")
    resident.reads("找到")
    resident.is_photographed("resident-search")
    resident.presses("小区楼道里的东西坏了")
    resident.reads("谁可以办")
    resident.is_photographed("resident-item")


def signs_in_by_phone(resident: Visitor, home: Path, *, photographed: bool = False) -> None:
    resident.goes_to("/sign-in/")
    resident.types("手机号", doors.RESIDENT_PHONE)
    if photographed:
        resident.is_photographed("resident-sign-in")
    resident.presses("发短信给我")
    resident.reads("短信发到了")
    if photographed:
        resident.is_photographed("resident-code")
    resident.page.get_by_role("textbox").last.fill(newest_code(home))
    resident.presses("登录")
    resident.page.wait_for_url(f"{resident.site}/")


def newest_code(home: Path) -> str:
    """What the console gateway wrote last for the demo's resident."""
    letters = [path for path in (home / "messages").glob("*.txt") if path.read_text().startswith(doors.RESIDENT_PHONE)]
    newest = max(letters, key=lambda path: path.stat().st_mtime_ns).read_text()
    found = re.search(r"\d{6}", newest.split("\n", 1)[1])
    if found is None:
        raise click.ClickException("no code was sent")
    return found.group()


def asks(resident: Visitor) -> str:
    resident.goes_to("/apply/public-repair/")
    resident.types("具体地点", "3 号楼 2 单元")
    resident.page.get_by_label("说不清", exact=True).check()
    resident.types("坏成什么样", LIGHT)
    resident.page.get_by_role("group", name="会不会伤到人").get_by_label("否").check()
    resident.page.evaluate("window.scrollTo(0, 0)")
    resident.is_photographed("resident-apply")
    resident.presses("下一步：检查一遍")
    resident.reads("这样写对吗？")
    resident.is_photographed("resident-check")
    resident.page.get_by_role("button", name="提交", exact=True).click()
    resident.reads("已经交给我们了")
    resident.is_photographed("resident-done")
    found = re.search(r"\d{6}-\d{8}-\d+", resident.page.content())
    if found is None:
        raise click.ClickException("the case has no number")
    resident.goes_to(f"/cases/{found.group()}/")
    resident.is_photographed("resident-case")
    return found.group()


def signs_in(person: Visitor, username: str, *, photographed: bool = False) -> None:
    person.goes_to("/desk/sign-in/")
    if photographed:
        person.is_photographed("desk-sign-in")
    person.types("用户名", username)
    person.types("密码", doors.PASSWORD)
    person.presses("登录")
    person.page.wait_for_url(re.compile(f"{person.site}/desk/(me/)?$"))


def takes_it_up(worker: Visitor, number: str) -> None:
    worker.is_photographed("worker-today")
    worker.goes_to(f"/desk/cases/{number}/")
    worker.is_photographed("worker-case")
    worker.presses("受理，并告诉居民")
    worker.reads("派给单位")
    worker.opens("派给单位")
    firm = worker.page.get_by_label("派给哪个单位")
    named = next(text for text in firm.locator("option").all_inner_texts() if "物业" in text)
    firm.select_option(label=named)
    worker.is_photographed("worker-assign")
    worker.page.locator("#assign").get_by_role("button", name="派给单位").click()
    worker.page.locator(".timeline", has_text="派给").wait_for()
    worker.opens("查看姓名和电话")
    worker.is_photographed("worker-reveal", at="#applicant")


def registers_for_somebody(worker: Visitor) -> None:
    worker.goes_to("/desk/register/")
    worker.is_photographed("worker-register")
    worker.goes_to("/desk/register/elder-meals/")
    worker.is_photographed("worker-register-form")
    worker.goes_to("/desk/cases/")
    worker.is_photographed("worker-queue")
    worker.goes_to("/desk/messages/")
    worker.is_photographed("worker-messages")


def mends_it(firm: Visitor, number: str) -> None:
    firm.is_photographed("unit-today")
    firm.goes_to(f"/desk/cases/{number}/")
    firm.opens("退回")
    firm.is_photographed("unit-return")
    firm.opens("延期")
    firm.is_photographed("unit-extend")
    firm.opens("办结并回复")
    firm.types("办理结果", "换了灯泡和声控开关，请看看。")
    firm.is_photographed("unit-resolve")
    firm.page.locator("#resolve").get_by_role("button", name="办结并回复").click()
    firm.reads("待居民确认")
    firm.is_photographed("unit-waiting")


def answers(resident: Visitor, number: str) -> None:
    resident.goes_to("/")
    resident.reads("轮到您了")
    resident.is_photographed("resident-turn")
    resident.goes_to(f"/cases/{number}/")
    resident.is_photographed("resident-answer")
    resident.presses("办好了")
    resident.page.get_by_label("非常满意", exact=True).check()
    resident.is_photographed("resident-rate", at="#rate")
    resident.presses("提交评价")
    resident.reads("您的评价")
    resident.is_photographed("resident-closed")


def looks_at_oneself(resident: Visitor) -> None:
    resident.goes_to("/me/")
    resident.is_photographed("resident-me")
    resident.goes_to("/me/who-looked/")
    resident.is_photographed("resident-who-looked")
    resident.goes_to("/items/")
    resident.presses("长辈版", within="body")
    resident.page.wait_for_load_state()
    resident.is_photographed("resident-elder")


def dispatches(person: Visitor) -> None:
    person.is_photographed("dispatcher-today")


def supervises(person: Visitor) -> None:
    person.goes_to("/desk/cases/?due=late")
    person.is_photographed("supervisor-late")
    person.goes_to("/desk/indicators/")
    person.is_photographed("supervisor-rates")
    person.presses("看这个数怎么来的")
    person.reads("为什么这样算")
    person.is_photographed("supervisor-explain")
    person.goes_to("/desk/plans/")
    person.presses("衡水市城乡社区服务体系建设")
    person.reads("规划目标")
    person.is_photographed("supervisor-plan")


def administers(person: Visitor) -> None:
    for name, path in {
        "admin-rights": "/desk/manage/rights/",
        "admin-posts": "/desk/manage/posts/",
        "admin-give-post": "/desk/manage/posts/give/",
        "admin-new-staff": "/desk/manage/staff/new/",
        "admin-units": "/desk/organizations/",
        "admin-items": "/desk/manage/items/",
        "admin-item": "/desk/manage/items/elder-meals/",
        "admin-seals": "/desk/manage/journal/",
    }.items():
        person.goes_to(path)
        person.is_photographed(name)


if __name__ == "__main__":
    main()
