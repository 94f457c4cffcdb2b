"""Tables of the invented study of tests/tables, as exporters get them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.exporters.to_html import page as render
from annotate.model import Table
from annotate.tables.build import tabulate
from annotate.tables.profile import load_profile
from annotate.tables.study import Study
from tests.tables.conftest import flood

GOLDEN = Path(__file__).parent.parent / "golden" / "tables"


@pytest.fixture
def study() -> Study:
    """Return the invented study."""
    return flood()


@pytest.fixture
def tables(study: Study) -> list[Table]:
    """Return both shipped tables, with machine marks."""
    return [tabulate(load_profile(name), study, with_seeds=True) for name in ("comparison", "recommendations")]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that a text is, byte for byte, what the golden file of that name holds."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.read_bytes().decode() == text

    return check


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Return a headless Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


class Reader:
    """Opens pages, and keeps what they ask of the network and what they complain of."""

    def __init__(self, browser: Any, folder: Path) -> None:
        """Keep where pages are written."""
        self.browser = browser
        self.folder = folder
        self.complaints: list[str] = []

    def open(
        self,
        table: Table,
        fragment: str = "",
        *,
        lang: str = "zh",
        size: tuple[int, int] = (1440, 900),
        beside: str = "",
        **context: Any,
    ) -> Any:
        """Write a table's page and open it; wait until a long one follows its address."""
        path = self.folder / "page.html"
        path.write_text(render(table, lang, beside), encoding="utf-8")
        shown = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **context).new_page()
        shown.on("console", lambda message: self.complaints.append(message.text))
        shown.on("pageerror", lambda error: self.complaints.append(str(error)))
        shown.on("request", self._note_request)
        shown.goto(path.as_uri() + fragment)
        if context.get("java_script_enabled", True):
            shown.wait_for_selector("#count:not(:empty)", state="attached")
        return shown

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith("file:"):
            self.complaints.append(request.url)


@pytest.fixture
def reader(browser: Any, tmp_path: Path) -> Iterator[Reader]:
    """Return a reader whose pages asked nothing of the network and wrote nothing to the console."""
    one = Reader(browser, tmp_path)
    yield one
    assert one.complaints == []
