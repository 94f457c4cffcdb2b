"""The report as a page: what stands on it, whatever people wrote, and what it says for a paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.agreement import METRICS, agree
from annotate.agreement.findings import NOTHING, find
from annotate.agreement.methods_text import Counts, citations, methods
from annotate.agreement.names import METRIC_NAMES
from annotate.agreement.page import page
from annotate.model import Agreement, Annotation, Document, Metadata, Source
from annotate.schema import load

Work = Callable[..., Annotation]
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TEXT = "甲方应加强合作。乙方应开放数据。" * 10


def paper(title: str = "合作研究") -> Document:
    """The document `d`."""
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    return Document(
        id="d", source=source, metadata=Metadata(title=title), text=TEXT, sections=(), sentences=(), footnotes=(),
        runs=(), removals=(),
    )  # fmt: skip


@pytest.fixture
def three(work: Work) -> list[Annotation]:
    """A takes full stops in, B does not, C calls one claim evidence and leaves one out."""
    return [
        work("A", [("claim", 0, 8), ("claim", 8, 16), ("evidence", 32, 40)]),
        work("B", [("claim", 0, 7), ("claim", 8, 15), ("evidence", 32, 39)]),
        work("C", [("claim", 0, 7), ("evidence", 8, 15)]),
    ]


def test_confusions_are_counted_both_ways(three: list[Annotation]) -> None:
    """What matched under other labels, and what the other has not; each span once a pair."""
    found = find(three, [paper()]).confusions

    assert found["claim", "evidence"] == found["evidence", "claim"] == 2
    assert found["claim", "claim"] == 2 * 4
    assert found["evidence", NOTHING] == 2
    assert found["claim", NOTHING] == 0


def test_edges_say_whose_spans_are_longer(three: list[Annotation]) -> None:
    """A ends one character later than those matched, and takes the full stop in."""
    edges = find(three, [paper()]).edges

    assert (edges["A"].later, edges["A"].earlier, edges["A"].stops) == (1, 0, 1)
    assert (edges["C"].later, edges["C"].stops) == (-0.5, 0)


def test_the_worst_section_comes_first(three: list[Annotation]) -> None:
    """With its place, its first words, and the F1 of all pairs."""
    (place,) = find(three, [paper()]).worst

    assert place.opening.startswith("甲方应加强合作。")
    assert (place.document, place.n_spans) == ("d", 8)
    assert place.f1 == pytest.approx(2 * (3 + 1 + 1) / (6 + 5 + 5))


def test_hostile_text_stays_text(work: Work) -> None:
    """What people wrote is shown, never run: titles, names of annotators and labels."""
    evil = "<script>alert(1)</script>"
    asked = ((0, 100, evil.replace(" ", "")),)
    made = [work(f'{name}"><b>', [(evil, 0, 9)], asked=asked) for name in "AB"]
    text = page(agree(made), made, [paper(evil)], evil)

    assert "<script" not in text
    assert '"><b>' not in text
    assert "http-equiv" in text


def test_the_paragraph_holds_the_figures(three: list[Annotation]) -> None:
    """In both languages: what was computed, rounded, what is undefined said to be, and only its sources."""
    result = agree(three, ["pairwise_f1_overlap", "krippendorff_alpha_sentence", "gamma"])
    counts = Counts(documents=1, annotators=3, spans=8, seeded=2, tasks=4)
    english, chinese = methods(result, counts, "en"), methods(result, counts, "zh")
    everybody = {s.metric: s.value for s in result.scores if s.label == "*" and len(s.annotators) == 3}

    for text in (english, chinese):
        assert f"{everybody['pairwise_f1_overlap']:.3f}" in text
        assert f"{everybody['gamma']:.3f}" in text
    assert "sentences = undefined" in english
    assert "无定义" in chinese
    assert "Of 4 tasks 2" in english
    assert len(citations(result)) == 3


def test_both_languages_stand_in_the_page(three: list[Annotation]) -> None:
    """Headings, labels by the schema's titles, warnings and reasons; the first seen is the one asked for."""
    schema = load("policy-argument")
    result = agree(three, METRICS.names(), documents=[paper()])
    seen = {lang: page(result, three, [paper()], "合作研究", schema=schema, lang=lang) for lang in ("en", "zh")}

    for made in seen.values():
        for zh, en in (("全体标注者的数字", "Figures of all annotators"), ("论点", "Claim"), ("句", "sentence")):
            assert f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{en}</span>' in made
        said = re.findall(r'<span class="zh" lang="zh-CN">([^<]*)<', made)
        assert not [words for words in said if re.search("[A-Za-z]{3}", words) and not re.search("[一-鿿]", words)]
    assert 'id="zh" checked' in seen["zh"]
    assert 'id="en" checked' in seen["en"]


def test_every_metric_of_ours_has_a_name_for_people() -> None:
    """In both languages; who adds a metric adds its name."""
    assert set(METRIC_NAMES) == set(METRICS.builtin)
    assert all(re.search("[一-鿿]", names["zh"]) and names["en"] for names in METRIC_NAMES.values())


def test_one_annotator_alone_has_a_page() -> None:
    """Nothing to compare is a page that says so."""
    alone = Annotation(document="d", annotator="A", spans=(), asked=())
    text = page(agree([alone]), [alone], [paper()], "一人")

    assert "W601" in text


@pytest.mark.browser
def test_it_is_read_without_a_script(three: list[Annotation], chromium: str, artefacts: Path, tmp_path: Path) -> None:
    """In a browser: heat maps are coloured, nothing is wider than the window, nothing is asked of the network."""
    from playwright.sync_api import sync_playwright

    result: Agreement = agree(three, METRICS.names(), documents=[paper()])
    path = tmp_path / "agreement.html"
    path.write_text(page(result, three, [paper()], "合作研究"), encoding="utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        opened = browser.new_page(viewport={"width": 1100, "height": 800}, java_script_enabled=True)
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(path.as_uri())
        opened.screenshot(path=str(artefacts / "agreement.png"), full_page=True)
        shown = {}
        for lang, other in (("en", "zh"), ("zh", "en")):
            opened.click(f"label[for={lang}]")
            shown[lang] = opened.locator("h1").inner_text()
            assert not opened.locator(f"main .{other}:visible").count()
        colours = opened.eval_on_selector_all(".heat", "cells => cells.map(c => getComputedStyle(c).backgroundColor)")
        wide = opened.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        browser.close()

    assert shown == {"en": "Agreement: 合作研究", "zh": "标注一致性：合作研究"}
    assert len(set(colours)) > 3
    assert wide <= 0
    assert asked == [path.as_uri()]
