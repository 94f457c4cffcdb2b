"""Take the pictures of the README and the documentation from the demo: `make pictures`; `make docs` where they are old.

The demo is run in a new folder, its pages are opened in a real Chromium in both
languages, and one task is opened on a real Label Studio server as an annotator
sees it. `made_of.json` beside the pictures says by hashes which pages they show:
`--if-changed` takes only those anew whose page is another, and without a Chromium
says so and leaves them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from annotate.labelstudio.config import to_xml
from annotate.labelstudio.local import read_accounts, read_server
from annotate.store import Project

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
MADE_OF = "made_of.json"
ANNOTATE = Path(sys.executable).with_name("annotate")
CHROMIUM = "/usr/bin/chromium"
SIZE = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LANGUAGES = {"en": "", "zh": ".zh"}


def main() -> None:
    """Take all pictures, or those whose page has changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--if-changed", action="store_true")
    only_changed = parser.parse_args().if_changed
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "demo-study"
        made_of = make_pages(study)
        wanted = {name for name in made_of if not only_changed or made_of[name] != known().get(name)}
        if only_changed and wanted and not shutil.which(CHROMIUM):
            sys.stderr.write(f"older than what they show: {', '.join(sorted(wanted))}; make pictures takes them anew\n")
            return
        if wanted:
            take_all(study, wanted)
            (PICTURES / MADE_OF).write_text(json.dumps(made_of, indent=1) + "\n", encoding="utf-8")


def known() -> Mapping[str, str]:
    """Return name -> hash of the page that a picture shows."""
    path = PICTURES / MADE_OF
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def make_pages(study: Path) -> dict[str, str]:
    """Run the demo, and return name -> hash of what each picture will show."""
    annotate("demo", str(study), "--lang", "zh")
    annotate("agree", "--html", str(study / "agreement.html"), "--project", str(study), "--lang", "zh")
    project = Project.open(study)
    shown = {
        "agreement": [(study / "agreement.html").read_bytes()],
        "annotation": [first_task(study), to_xml(project.schema()).encode()],
        "comparison": [(study / "out" / "comparison.html").read_bytes()],
    }
    return {name: hashlib.sha256(b"".join(parts)).hexdigest() for name, parts in shown.items()}


def first_task(study: Path) -> bytes:
    """Return what is seen of the first task: its text and its pre-marks, without scores and versions of packs."""
    task = json.loads((study / "work" / "tasks.json").read_text(encoding="utf-8"))[0]
    marks = [
        (one["type"], one.get("value"), one.get("from_id"), one.get("to_id"))
        for one in task["predictions"][0]["result"]
    ]
    seen = [task["data"]["title"], task["data"]["section"], task["data"]["text"], marks]
    return json.dumps(seen, ensure_ascii=False).encode()


def take_all(study: Path, wanted: set[str]) -> None:
    """Take the pictures of those names."""
    with browser() as chromium:
        if "comparison" in wanted:
            take(chromium, study / "out" / "comparison.html", "comparison", "[data-lang={}]")
        if "agreement" in wanted:
            take(chromium, study / "agreement.html", "agreement", "label[for={}]")
        if "annotation" not in wanted:
            return
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
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def take(chromium: Browser, page_file: Path, name: str, choice: str) -> None:
    """Take a picture of a page of ours in each language; `choice` finds what chooses a language."""
    page = chromium.new_page(viewport=SIZE)  # type: ignore[arg-type]
    page.goto(page_file.as_uri())
    for lang, suffix in LANGUAGES.items():
        page.click(choice.format(lang))
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=PICTURES / f"{name}{suffix}.png")
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
    select_a_recommendation(page, study.root)
    page.screenshot(path=PICTURES / "annotation.png")
    page.close()


def select_a_recommendation(page: Page, study: Path) -> None:
    """Select the first pre-marked recommendation, so that its attributes show."""
    task = json.loads((study / "work" / "tasks.json").read_text(encoding="utf-8"))[0]
    values = [one["value"] for one in task["predictions"][0]["result"] if one["type"] == "labels"]
    words = next(value["text"] for value in values if value["labels"] == ["policy_recommendation"])
    page.wait_for_timeout(1500)
    # A mark may go over a line's end: the middle of its box is not its own.
    begin = page.locator(".htx-highlight", has_text=words[:6]).first.evaluate(
        "node => {node.scrollIntoView({block: 'center'}); const box = node.getClientRects()[0];"
        " return [box.left + 6, (box.top + box.bottom) / 2]}"
    )
    page.mouse.click(*begin)
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
