"""Take the pictures of the README and the documentation from the demo: `make pictures`.

The demo is run in a new folder, its pages are opened in a real Chromium, and
one task is opened on a real Label Studio server as an annotator sees it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from annotate.labelstudio.local import read_accounts, read_server
from annotate.store import Project

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
ANNOTATE = Path(sys.executable).with_name("annotate")
SIZE = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        study = Path(folder) / "demo-study"
        annotate("demo", str(study))
        annotate("agree", "--html", str(study / "agreement.html"), "--project", str(study))
        take(chromium, study / "out" / "comparison.html", "comparison")
        take(chromium, study / "agreement.html", "agreement")
        annotate("studio", "start", "--project", str(study))
        try:
            annotate("studio", "users", "add", "li", "--project", str(study))
            annotate("push", "--project", str(study))
            take_task(chromium, Project.open(study))
        finally:
            annotate("studio", "stop", "--project", str(study))


def annotate(*words: str) -> None:
    """Run a command; stop if it fails."""
    subprocess.run([ANNOTATE, *words], check=True, capture_output=True)  # noqa: S603 - our own command


@contextmanager
def browser() -> Iterator[Browser]:
    """Open Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def take(chromium: Browser, page_file: Path, name: str) -> None:
    """Take a picture of a page of ours."""
    page = chromium.new_page(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
    page.goto(page_file.as_uri())
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.close()


def take_task(chromium: Browser, study: Project) -> None:
    """Take a picture of a task with its pre-marks, one of them selected."""
    server = read_server(study)
    if server is None:
        raise SystemExit("no server runs")
    page = chromium.new_page(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
    account = read_accounts(study)["li"]
    page.goto(f"{server.url}/user/login/")
    page.fill("input[name=email]", account.email)
    page.fill("input[name=password]", account.password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "login" not in address)
    page.goto(f"{server.url}/projects/1/data?labeling=1")
    page.wait_for_selector(".htx-highlight", timeout=60_000)
    select_a_recommendation(page)
    page.screenshot(path=PICTURES / "annotation.png")
    page.close()


def select_a_recommendation(page: Page) -> None:
    """Select the first pre-marked recommendation, so that its attributes show."""
    page.wait_for_timeout(1500)
    page.locator(".htx-highlight").first.click()
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
