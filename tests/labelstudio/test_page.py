"""The page in a real browser: what an annotator sees, does and submits is what comes back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotate.labelstudio.adjudication import pull_decisions, push_disputes
from annotate.labelstudio.assigning import deal, write_assignments
from annotate.labelstudio.local import read_accounts
from annotate.labelstudio.people import add_users
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.sync import push
from annotate.labelstudio.tasks import read_tasks, write_tasks
from annotate.model import Annotation, Asked, Consensus, Dispute, Document, Extent, Prediction, Span, Version
from annotate.store import Project, TaskConfig

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.server, pytest.mark.browser]

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PLACE = """words => {
  const root = document.querySelector('.txt [class*=richtext]');
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const at = node.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    node.parentElement.scrollIntoView({block: 'center'});
    const box = range.getBoundingClientRect();
    return {left: box.left, right: box.right, y: (box.top + box.bottom) / 2};
  }
}"""


@pytest.fixture
def page(chromium: str) -> Iterator[Page]:
    """Return a page of a headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page(viewport={"width": 1440, "height": 950})
        browser.close()


def draw(page: Page, hotkey: str, first: str, last: str) -> None:
    """Mark from the first character of some words to the last of others, as a hand would."""
    page.keyboard.press(hotkey)
    page.evaluate(PLACE, first)
    start, end = page.evaluate(PLACE, first), page.evaluate(PLACE, last)
    page.mouse.move(start["left"] + 1, start["y"])
    page.mouse.down()
    page.mouse.move((start["left"] + end["right"]) / 2, end["y"], steps=6)
    page.mouse.move(end["right"] - 1, end["y"], steps=6)
    page.mouse.up()


def select(page: Page, words: str) -> None:
    """Click on some words that are marked."""
    page.evaluate(PLACE, words)
    place = page.evaluate(PLACE, words)
    page.mouse.click(place["left"] + 4, place["y"])


def select_mark(page: Page, mark: Locator) -> None:
    """Click on the beginning of a marked place, which may go over a line's end."""
    box = mark.evaluate(
        "node => {node.scrollIntoView({block: 'center'}); const box = node.getClientRects()[0];"
        " return [box.left + 6, (box.top + box.bottom) / 2]}"
    )
    page.mouse.click(*box)


def relate(page: Page, source: str, target: str, kind: str) -> None:
    """Draw a relation from one marked place to another, and choose its name."""
    select(page, source)
    page.get_by_label("Create Relation").click()
    select(page, target)
    page.locator("#Relations-draggable").click()
    drawn = page.locator(".lsf-relations__item").last
    drawn.hover()
    drawn.get_by_label("Show Relation Labels").click()
    drawn.get_by_test_id("select-trigger").click()
    page.get_by_role("option", name=kind).click()
    page.locator("#Regions-draggable").click()


def sign_in(page: Page, url: str, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto(f"{url}/user/login/")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "login" not in address)


def test_what_an_annotator_does_comes_back(
    page: Page, study: Project, studio: Project, document: Document, artefacts: Path
) -> None:
    """What is pre-marked is shown; drawn spans, an attribute, a note and a relation come back exactly."""
    study = Project(study.root, replace(study.config, tasks=TaskConfig(unit="paper")))
    prediction = study.read_all(Prediction)[0]
    write_tasks(study, [document], [prediction], study.schema())
    pushed = push(study)
    account = add_users(studio, ["page"])["page"]
    sign_in(page, study.config.label_studio.url, account.email, account.password)
    page.goto(pushed.stream)
    page.wait_for_selector(".txt .htx-highlight")
    shown = "".join(page.locator(".txt .htx-highlight").all_inner_texts())
    assert all(document.quote(span.extent)[:4] in shown for span in prediction.spans)
    draw(page, "3", "publish", "tide data")
    page.locator(".htx-highlight", has_text="tide data").click()
    page.get_by_text("案例或事件 case or event").click()
    page.fill("input[name=note]", "浏览器里写的😀")
    page.keyboard.press("Enter")
    page.screenshot(path=artefacts / "annotation-page.png")
    page.keyboard.press("Escape")
    draw(page, "2", "并向渔民", "The harbour")
    page.keyboard.press("Escape")
    relate(page, "publish", "并向渔民", "attacks")
    page.screenshot(path=artefacts / "annotation-page-drawn.png")
    page.locator("button", has_text="Submit").first.click()
    page.locator(".txt .htx-highlight").first.wait_for(state="detached")
    answers, _ = pull(study)
    (annotation,) = answers.annotations
    drawn = {
        (span.label, document.quote(span.extent), span.values("type"), span.values("note"))
        for span in annotation.spans
        if span.origin == "manual"
    }
    assert answers.issues == ()
    assert drawn == {
        ("evidence", "publish its tide data", ("case",), ("浏览器里写的😀",)),
        ("claim", "并向渔民开放数据。\nThe harbour", (), ()),
    }
    kept = {span.id.rpartition(":")[2]: span for span in annotation.spans if span.origin == "prediction"}
    assert {name: (s.label, s.extent, s.rule) for name, s in kept.items()} == {
        span.id: (span.label, span.extent, span.rule) for span in prediction.spans
    }
    words = {span.id: document.quote(span.extent) for span in annotation.spans}
    before = {span.id: document.quote(span.extent) for span in prediction.spans}
    assert {(r.type, words[r.source], words[r.target]) for r in annotation.relations} == {
        *((r.type, before[r.source], before[r.target]) for r in prediction.relations),
        ("attacks", "publish its tide data", "并向渔民开放数据。\nThe harbour"),
    }
    assert annotation.answers[0].state == "submitted"


PARAGRAPH = (
    "第{}段：各港口城市的预警系统彼此分离，迟报代价高昂。某市因迟到两小时损失三千万元。港务局应建立统一的潮位预警平台，"
    "并向渔民开放数据；沿海城市之间没有共同的数据平台，双方各自发布，难以比对，亟需协调。渔民依靠经验判断潮位，误差较大，"
    "船只因此停航，损失由各家自担，年年如此，无人过问。"
)
MARKS = {
    "claim": "迟报代价高昂",
    "evidence": "某市因迟到两小时",
    "actor": "港务局",
    "policy_recommendation": "港务局应建立统一",
}


def long_study(study: Project, document_of: Callable[..., Document]) -> None:
    """Write tasks of 4,000 characters with some 90 regions each."""
    text = "\n".join(PARAGRAPH.format(n) for n in range(1, 57))
    document = document_of(text, headings=())
    spans = [
        Span(
            id=f"{label}{n}",
            label=label,
            extent=Extent(found.start(), found.end()),
            score=0.7,
            rule=f"{label}.demo",
            origin="rule",
        )
        for label, words in MARKS.items()
        for n, found in enumerate(re.finditer(words, text))
    ]
    prediction = Prediction(document=document.id, model_version="seeds-1", score=0.7, spans=tuple(spans))
    study.write(Document, [document])
    study.write(Prediction, [prediction])
    write_tasks(study, [document], [prediction], study.schema())


def in_view(page: Page, selector: str) -> bool:
    """True if something is shown, all of it, inside the window."""
    box, size = page.locator(selector).first.bounding_box(), page.viewport_size
    assert size is not None
    return bool(
        box
        and box["width"] > 0
        and box["y"] >= 0
        and box["y"] + box["height"] <= size["height"]
        and box["x"] + box["width"] <= size["width"]
    )


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)], ids=str)
def test_a_long_section_stays_workable(
    size: tuple[int, int],
    page: Page,
    study: Project,
    studio: Project,
    document_of: Callable[..., Document],
    artefacts: Path,
) -> None:
    """Far down in 4,000 characters a region is selected: labels, attributes, note, rule, guideline are all at hand."""
    study = Project(study.root, replace(study.config, tasks=TaskConfig(min_length=3500, max_length=4000)))
    long_study(study, document_of)
    pushed = push(study)
    first, second = [item["data"] for item in read_tasks(study)][:2]
    assert len(first["text"]) > 3800
    admin = read_accounts(studio)["admin"]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, study.config.label_studio.url, admin.email, admin.password)
    page.goto(pushed.stream)
    page.wait_for_selector(".txt .htx-highlight")
    assert page.locator(".txt .htx-highlight").count() >= 60
    select(page, "第22段")
    draw(page, "3", "损失由各家自担", "年年如此")
    page.keyboard.press("Escape")
    for hotkey, words, title, attribute in (
        ("3", "损失由各家自担", "论据 Evidence", "案例或事件 case or event"),
        ("1", "应建立统一", "政策建议 Policy recommendation", "应当"),
    ):
        marks = page.locator(".txt .htx-highlight", has_text=words)
        select_mark(page, marks.nth(marks.count() - 1))
        page.locator(".lsf-detailed-region", has_text=title).first.wait_for()
        choice = page.locator(".side .ant-checkbox-wrapper, .side .ant-radio-wrapper, .side label", has_text=attribute)
        assert choice.first.is_visible(), hotkey
        assert in_view(page, ".head"), hotkey
        assert in_view(page, ".side input[name=note] >> visible=true"), hotkey
    assert in_view(page, "text=rule: policy_recommendation.demo")
    assert in_view(page, ".legend")
    page.screenshot(path=artefacts / f"long-section-{size[0]}x{size[1]}.png")
    page.get_by_role("button", name="Instructions").click()
    page.get_by_text("先通读全节").first.wait_for()
    page.screenshot(path=artefacts / f"long-section-guideline-{size[0]}x{size[1]}.png")
    page.keyboard.press("Escape")
    assert page.locator(".near", has_text=first["after"]).count() == 1
    page.locator("button", has_text="Submit").first.click()
    page.locator(".near", has_text=second["before"]).wait_for()


def test_a_persons_link_leads_through_their_tasks(page: Page, study: Project, studio: Project) -> None:
    """Who opens the link of their tab and submits until nothing is left has coded their tasks and no others."""
    assignments = deal(read_tasks(study), ["ling", "mei"], overlap=0.34, random_state=7)
    write_assignments(study, assignments)
    pushed = push(study)
    account = add_users(studio, ["ling"])["ling"]
    mine = {one.char_offset for one in assignments if one.annotator == "ling"}
    assert len(mine) < 3
    sign_in(page, study.config.label_studio.url, account.email, account.password)
    page.goto(pushed.links["ling"])
    for _ in mine:
        page.wait_for_selector(".txt .htx-highlight")
        with page.expect_response(lambda answer: "next_task" in answer.url):
            page.locator("button", has_text="Submit").first.click()
    page.locator(".txt .htx-highlight").first.wait_for(state="detached")
    (annotation,) = pull(study)[0].annotations
    assert {answer.extent.start for answer in annotation.answers} == mine


def test_an_adjudicator_sees_every_version(
    page: Page, study: Project, studio: Project, document: Document, artefacts: Path
) -> None:
    """Who says what stands beside the passage, the suggestion is marked; what is submitted with a reason decides."""
    start = document.text.index("迟报代价高昂")
    spans = [
        Span(id=f"tides:{who}:1", label=label, extent=Extent(start, start + 6))
        for who, label in (("li", "claim"), ("wang", "evidence"))
    ]
    asked = (Asked(extent=Extent(0, len(document.text)), labels=("claim", "evidence")),)
    works = [Annotation(document="tides", annotator=span.id[6:-2], spans=(span,), asked=asked) for span in spans]
    versions = tuple(Version(annotator=work.annotator, spans=(work.spans[0].id,)) for work in works)
    study.write(Annotation, works)
    study.write(Consensus, [Consensus(document="tides", spans=(), method="majority", annotators=("li", "wang"))])
    dispute = Dispute(
        id="q1",
        document="tides",
        kind="label",
        label="claim/evidence",
        extent=spans[0].extent,
        versions=versions,
        severity=0.9,
        detail="2 of 2 marked the place, as claim or evidence",
    )
    study.write(Dispute, [dispute])
    sent = push_disputes(study)
    admin = read_accounts(studio)["admin"]
    sign_in(page, study.config.label_studio.url, admin.email, admin.password)
    page.goto(sent.stream)
    page.wait_for_selector(".txt .htx-highlight")
    shown = page.locator(".versions").inner_text()
    assert shown.split("\n") == ["li: 论点 Claim 「迟报代价高昂」", "wang: 论据 Evidence 「迟报代价高昂」"]
    assert page.locator(".txt .htx-highlight").count() == 1
    page.fill("input[name=why]", "是断言")
    page.keyboard.press("Enter")
    page.screenshot(path=artefacts / "adjudication-page.png")
    page.locator("button", has_text="Submit").first.click()
    page.locator(".txt .htx-highlight").first.wait_for(state="detached")
    decided, _ = pull_decisions(study)
    assert decided.issues == ()
    assert {(d.kind, d.by, d.why) for d in decided.decisions} == {
        ("keep", "admin", "是断言"),
        ("drop", "admin", "是断言"),
    }
