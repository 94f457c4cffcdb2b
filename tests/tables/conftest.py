"""An invented study on one question: who should warn the coast of floods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from annotate.codebook import Codebook, Theme
from annotate.model import (
    Annotation,
    Asked,
    Attribute,
    Consensus,
    Document,
    Extent,
    Metadata,
    Prediction,
    Relation,
    Section,
    Source,
    Span,
    Support,
)
from annotate.schema import load
from annotate.tables.build import refer
from annotate.tables.study import Study

LABEL = "policy_recommendation"
JIA = """一、现状
港口各自预警，去年迟报两次。分散的预警使渔民付出代价。
二、建议
各市应当建立统一的预警平台，并可以向渔民开放数据。联席会议必须公布每次迟报。"""
YI = """一、反思
统一的预警平台花费太高。省海洋局的报告说，花费是原来的三倍。
二、主张
各市不应建立统一的预警平台。港务局可以先试行短信预警。"""
BING = """居民不知道撤离路线。
二、出路
学校须每年演练一次。"""
DEE = """1 The case
Tide data are kept in drawers.
2 The remedy
The port authority should publish its tide data."""


def document(name: str, text: str, authors: Sequence[str], title: str, year: int | None) -> Document:
    """Return a document whose short lines without a full stop are headings."""
    starts, at = [], 0
    for line in text.split("\n"):
        if not line.endswith(("。", ".")):
            starts.append((at, line))
        at += len(line) + 1
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, ""))
    ends = [*(start for start, _ in starts[1:]), len(text)]
    return Document(
        id=name,
        source=Source(path=f"{name}.txt", sha256="0" * 64, encoding="utf-8", length=len(text), reader="txt"),
        metadata=Metadata(title=title, authors=tuple(authors), year=year, venue="海岸研究" if year else ""),
        text=text,
        sections=tuple(
            Section(
                id=str(n),
                path=(line,) if line else (),
                level=int(bool(line)),
                extent=Extent(start, end),
                heading=Extent(start, start + len(line)) if line else None,
            )
            for n, ((start, line), end) in enumerate(zip(starts, ends, strict=True))
        ),
        sentences=(),
        footnotes=(),
        runs=((0, 0, len(text)),),
        removals=(),
    )


def mark(of: Document, quote: str, label: str, **more: Any) -> Span:
    """Return a span over the first place of a quotation; other words are attributes."""
    start = of.text.index(quote)
    kept = {key: more.pop(key) for key in ("id", "support", "origin", "rule", "score") if key in more}
    attributes = tuple(
        Attribute(name=name, values=(value,) if isinstance(value, str) else tuple(value))
        for name, value in more.items()
    )
    extent = Extent(start, start + len(quote))
    return Span(**{"id": f"{label[0]}{start}", **kept}, label=label, extent=extent, attributes=attributes)


def by(*who: str, asked: Sequence[str] = ("a1", "a2"), partial: Sequence[str] = (), **more: Any) -> Support:
    """Return the support of those who marked something."""
    return Support(by=who, asked=tuple(asked), partial=tuple(partial), **more)


def link(kind: str, source: Span, target: Span, support: Support | None = None) -> Relation:
    """Return a relation between two spans."""
    return Relation(id=f"{source.id}>{target.id}", type=kind, source=source.id, target=target.id, support=support)


def whole(of: Document, *labels: str) -> Asked:
    """Say that labels were asked for in the whole document."""
    return Asked(extent=Extent(0, len(of.text)), labels=labels)


def _jia() -> tuple[Document, Consensus, list[Annotation]]:
    d = document("jia", JIA, ["作者甲"], "潮水面前", 2024)
    every = whole(d, LABEL, "claim", "evidence", "actor")
    platform = "各市应当建立统一的预警平台"
    one = mark(d, platform, LABEL, id="jia:a1:1", modality="should", theme="platform", addressee="各市")
    two = mark(
        d,
        f"{platform}，并可以向渔民开放数据",
        LABEL,
        id="jia:a2:1",
        modality="must",
        theme="platform",
        addressee="沿海各市",
    )
    data = [mark(d, "可以向渔民开放数据", LABEL, id=f"jia:{who}:2", modality="may") for who in ("a1", "a2")]
    spans = {
        "platform": mark(
            d,
            platform,
            LABEL,
            id="p1",
            support=by("a1", partial=("a2",), members=("jia:a1:1",)),
            modality="should",
            polarity="for",
            theme="platform",
        ),
        "data": mark(
            d,
            "可以向渔民开放数据",
            LABEL,
            id="p2",
            support=by("a1", "a2", members=("jia:a1:2", "jia:a2:2")),
            modality="may",
            theme_note="开放数据",
        ),
        "report": mark(
            d, "联席会议必须公布每次迟报", LABEL, id="p3", support=by("a1", "a2"), modality="must", note="全文最强"
        ),
        "claim": mark(d, "分散的预警使渔民付出代价", "claim", support=by("a1", "a2")),
        "evidence": mark(d, "去年迟报两次", "evidence", type="statistic", support=by("a1", "a2")),
        "cities": mark(d, "各市", "actor", type="government", support=by("a1", "a2")),
        "port": mark(d, "港口", "actor", type="organization", support=by("a1")),
    }
    relations = (
        link("supports", spans["claim"], spans["platform"], by("a1", "a2")),
        link("supports", spans["evidence"], spans["claim"], by("a2")),
        link("addressed_to", spans["platform"], spans["cities"], by("a1")),
        link("attributed_to", spans["evidence"], spans["port"], by("a1")),
    )
    consensus = Consensus(
        document="jia",
        spans=tuple(spans.values()),
        relations=relations,
        method="majority",
        annotators=("a1", "a2"),
        asked=(every,),
    )
    annotations = [
        Annotation(document="jia", annotator="a1", spans=(one, data[0]), asked=(every,)),
        Annotation(document="jia", annotator="a2", spans=(two, data[1]), asked=(every,)),
    ]
    return d, consensus, annotations


def _yi() -> tuple[Document, Consensus]:
    d = document("yi", YI, ["作者乙", "作者戊"], "何必统一", 2023)
    against = mark(
        d,
        "各市不应建立统一的预警平台",
        LABEL,
        id="q1",
        support=by("a1", "a2"),
        modality="should",
        polarity="against",
        theme="platform",
    )
    message = mark(
        d,
        "港务局可以先试行短信预警",
        LABEL,
        id="q2",
        support=by("a1", "a2", adjudicated=True),
        modality="may",
        addressee="港务局、渔政",
    )
    cost = mark(d, "统一的预警平台花费太高", "claim", support=by("a1", "a2"))
    report = mark(d, "花费是原来的三倍", "evidence", type="document", support=by("a1"))
    bureau = mark(d, "省海洋局", "actor", type="government", support=by("a1"))
    relations = (
        link("supports", cost, against, by("a1")),
        link("supports", report, cost, by("a1")),
        link("attacks", report, message, by("a2")),
        link("attributed_to", report, bureau, by("a1")),
        link("supports", cost, cost, by("a1")),  # a circle, which somebody can always draw
    )
    return d, Consensus(
        document="yi",
        spans=(against, message, cost, report, bureau),
        relations=relations,
        method="majority",
        annotators=("a1", "a2"),
        asked=(whole(d, LABEL), Asked(extent=Extent(0, 40), labels=("claim", "evidence", "actor"))),
    )


def flood() -> Study:
    """Return the study: 甲 and 乙 whole, 丙 asked in its second part only, Author D seen by rules only."""
    jia, jia_consensus, annotations = _jia()
    yi, yi_consensus = _yi()
    bing = document("bing", BING, [], "", None)
    drill = mark(
        bing, "学校须每年演练一次", LABEL, id="r1", support=by("a1", asked=("a1",)), modality="must", theme="drill"
    )
    later = Extent(bing.text.index("二、"), len(bing.text))
    bing_consensus = Consensus(
        document="bing",
        spans=(drill,),
        method="majority",
        annotators=("a1",),
        asked=(Asked(extent=later, labels=(LABEL,)),),
    )
    dee = document("dee", DEE, ["Author D"], "Open Drawers", 2022)
    seeded = mark(
        dee, "The port authority should publish its tide data", LABEL, modality="should", rule="en.should", score=0.8
    )
    themes = (
        Theme(
            id="platform",
            title={"zh": "统一平台", "en": "One platform"},
            gloss={"zh": "一家主张，一家反对。", "en": "One for, one against."},
            verdict="diverge",
        ),
        Theme(id="data", title={"zh": "数据开放", "en": "Open data"}, match=("开放数据",)),
        Theme(id="drill", title={"zh": "演练", "en": "Drills"}),
        Theme(id="insurance", title={"zh": "保险", "en": "Insurance"}),
    )
    study = Study(
        documents=(jia, yi, bing, dee),
        consensus=(jia_consensus, yi_consensus, bing_consensus),
        schema=load().with_choices(Codebook(themes=themes).choices()),
        annotations=tuple(annotations),
        predictions=(Prediction(document="dee", spans=(seeded,), model_version="1", packs=("en",)),),
        codebook=Codebook(themes=themes),
        names={"a1": "林", "a2": "周"},
        title="沿海预警",
    )
    return refer(study, LABEL)


@pytest.fixture
def study() -> Study:
    """Return the invented study."""
    return flood()


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Return the maker of documents."""
    return document


@pytest.fixture
def make_span() -> Callable[..., Span]:
    """Return the maker of spans."""
    return mark
