"""Invented papers and labellings for the tests of the Label Studio side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from annotate.labelstudio.local import read_accounts, read_server
from annotate.labelstudio.tasks import write_tasks
from annotate.model import Attribute, Document, Extent, Metadata, Prediction, Relation, Section, Source, Span
from annotate.schema import Schema, load
from annotate.store import CONFIG, Config, Project, ServerConfig, TaskConfig

HANGS = 30.0
MakeDocument = Callable[..., Document]
MakePrediction = Callable[[Document], Prediction]

PAPER = """潮位预警的分工
各港口城市的预警系统彼此分离，迟报代价高昂。<b>2019年</b>，某市因迟到两小时损失三千万元&amp;更多。
一、现状
沿海𠮷市与渔民😀之间没有共同的数据平台；\t双方　各自发布。
二、建议
港务局应建立统一的潮位预警平台，并向渔民开放数据。
The harbour office should publish its tide data within a year."""


def make_document(
    text: str = PAPER, *, name: str = "tides", headings: Iterable[str] = ("一、现状", "二、建议")
) -> Document:
    """Make a document whose sections start at the paragraphs given as headings."""
    starts, at = [0], 0
    wanted = set(headings)
    for line in text.split("\n"):
        if line in wanted and at:
            starts.append(at)
        at += len(line) + 1
    ends = [*starts[1:], len(text)]
    sections = tuple(
        Section(
            id=f"s{n}",
            path=(text[start:end].split("\n", maxsplit=1)[0],) if n else (),
            level=min(n, 1),
            extent=Extent(start, end),
            heading=Extent(start, start + len(text[start:end].split("\n", maxsplit=1)[0])) if n else None,
        )
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    return Document(
        id=name,
        source=Source(
            path=f"{name}.txt",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            encoding="utf-8",
            length=len(text),
            reader="text",
        ),
        metadata=Metadata(title="潮位预警的分工", authors=("作者甲",), year=2024),
        text=text,
        sections=sections,
        sentences=(),
        footnotes=(),
        runs=((0, 0, len(text)),) if text else (),
        removals=(),
    )


def make_prediction(document: Document) -> Prediction:
    """Pre-mark the invented paper: all four labels, attributes, two relations."""

    def span(name: str, label: str, words: str, *attributes: Attribute) -> Span:
        start = document.text.index(words)
        extent = Extent(start, start + len(words))
        return Span(
            id=name, label=label, extent=extent, attributes=attributes, score=0.75, rule=f"{label}.demo", origin="rule"
        )

    return Prediction(
        document=document.id,
        model_version="seeds-1",
        score=0.75,
        spans=(
            span("c1", "claim", "迟报代价高昂"),
            span(
                "e1",
                "evidence",
                "<b>2019年</b>，某市因迟到两小时损失三千万元&amp;更多",
                Attribute(name="type", values=("statistic",)),
            ),
            span("a0", "actor", "𠮷市", Attribute(name="type", values=("government",))),
            span("x1", "claim", "😀之间没有共同的数据平台；\t双方　各自发布"),
            span("a1", "actor", "港务局", Attribute(name="type", values=("government",))),
            span(
                "p1",
                "policy_recommendation",
                "港务局应建立统一的潮位预警平台",
                Attribute(name="modality", values=("should",)),
                Attribute(name="addressee", values=("港务局",)),
                Attribute(name="note", values=("第一行", "第二行")),
            ),
        ),
        relations=(
            Relation(id="r1", type="supports", source="e1", target="c1"),
            Relation(id="r2", type="addressed_to", source="p1", target="a1"),
        ),
    )


@pytest.fixture
def document_of() -> MakeDocument:
    """Return the maker of documents."""
    return make_document


@pytest.fixture
def document() -> Document:
    """Return the invented paper."""
    return make_document()


@pytest.fixture
def prediction(document: Document) -> Prediction:
    """Return the invented paper's pre-marks."""
    return make_prediction(document)


@pytest.fixture(scope="session")
def schema() -> Schema:
    """Return the shipped schema."""
    return load()


class FailingPeer(ThreadingHTTPServer):
    """A server that fails where told, and hands everything else on to a real one.

    Args:
        upstream: address of the real server; none: everything fails.
        fails: part of the path of requests that fail, once.
        status: what a failure answers with.
        body: what a failure says.
        how: `refuse` (an error, nothing is handed on), `forget` (handed on, then an
            error), `cut` (handed on, then the connection breaks) or `hang` (handed on,
            then no answer).
        method: of the requests that fail.
        on_request: called with each request's number before it is handed on.
    """

    daemon_threads = True

    def __init__(
        self,
        upstream: str = "",
        fails: str = "/",
        how: str = "refuse",
        status: int = 500,
        body: bytes = b"<html>secret-token</html>",
        method: str = "POST",
        on_request: Callable[[int], None] | None = None,
    ) -> None:
        """Listen on a free port of this machine."""
        self.method, self.on_request = method, on_request
        self.closing = Event()
        self.upstream, self.fails, self.how = upstream, fails, how
        self.status, self.body = status, body
        self.seen: list[str] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """The address to call."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: broken connections are what this server is for."""


class _Handler(BaseHTTPRequestHandler):
    server: FailingPeer

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the library's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass

    def _answer(self) -> None:
        import httpx

        peer = self.server
        peer.seen.append(f"{self.command} {self.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        failing = not peer.upstream or (self.command == peer.method and bool(peer.fails) and peer.fails in self.path)
        if peer.on_request:
            peer.on_request(len(peer.seen))
        status, answer, kind = peer.status, peer.body, "text/html"
        if peer.upstream and not (failing and peer.how == "refuse"):
            headers = {k: v for k, v in self.headers.items() if k.lower() not in {"host", "accept-encoding"}}
            found = httpx.request(
                self.command, peer.upstream + self.path, content=body, headers=headers, trust_env=False, timeout=60
            )
            if not failing:
                status, answer, kind = found.status_code, found.content, found.headers.get("content-type", "")
        if failing and peer.upstream:
            peer.fails = ""
            if peer.how == "hang":
                peer.closing.wait(HANGS)
            if peer.how in {"cut", "hang"}:
                self.connection.close()
                return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


@pytest.fixture
def failing_peer() -> Iterator[Callable[..., FailingPeer]]:
    """Return the maker of failing servers; they end with the test."""
    peers: list[FailingPeer] = []

    def make(**options: Any) -> FailingPeer:
        peer = FailingPeer(**options)
        peers.append(peer)
        Thread(target=peer.serve_forever, daemon=True).start()
        return peer

    yield make
    for peer in peers:
        peer.closing.set()
        peer.shutdown()
        peer.server_close()


@pytest.fixture
def study(studio: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Project:
    """Return a study of its own, with the invented paper seeded, on the running server."""
    server = read_server(studio)
    assert server is not None
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", read_accounts(studio)["admin"].token)
    title = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    config = Config(
        title=title, label_studio=ServerConfig(url=server.url), tasks=TaskConfig(min_length=30, max_length=100)
    )
    project = Project(tmp_path, config)
    document = make_document()
    prediction = make_prediction(document)
    project.write(Document, [document])
    project.write(Prediction, [prediction])
    write_tasks(project, [document], [prediction], project.schema())
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return an empty study."""
    (tmp_path / CONFIG).write_text("format: project/1\ntitle: 潮位研究\n", encoding="utf-8")
    return Project.open(tmp_path)
