"""An invented paper with every kind of mark, and two labellings of it."""

from __future__ import annotations

import pytest

from annotate.exchange import Layer
from annotate.model import Attribute, Document, Extent, Labelling, Metadata, Relation, Section, Source, Span, Support

TEXT = "港口各自预警😀，去年迟报两次。\n各市应当建立统一的预警平台。\nPorts should publish tide data."
LABEL = "policy_recommendation"


def make_layer(text: str = TEXT, note: str = "手记", who: str = "consensus") -> Layer:
    """Return a layer of three spans and one relation; the last span runs over a line break."""
    document = Document(
        id="../港口 a",
        source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=len(text), reader="txt"),
        metadata=Metadata(title="潮水", authors=("作者甲",)),
        text=text,
        sections=(Section(id="0", path=(), level=0, extent=Extent(0, len(text))),),
        sentences=(),
        footnotes=(),
        runs=((0, 0, len(text)),),
        removals=(),
    )
    support = Support(by=("a",), asked=("a", "b"))
    evidence = Span(
        id="e:1",
        label="evidence",
        extent=Extent(9, 15),
        attributes=(Attribute(name="type", values=("statistic",)), Attribute(name="note", values=(note, "b\tc\nd\\n"))),
        support=support,
    )
    advice = Span(
        id="p:1",
        label=LABEL,
        extent=Extent(17, 30),
        attributes=(Attribute(name="modality", values=("should",)), Attribute(name="addressee", values=("各市",))),
    )
    across = Span(id="c:1", label="claim", extent=Extent(24, 42))
    relation = Relation(id="r", type="supports", source="e:1", target="p:1")
    return Layer(
        document=document,
        labelling=Labelling(document=document.id, spans=(evidence, advice, across), relations=(relation,)),
        who=who,
    )


@pytest.fixture
def layer() -> Layer:
    """Return the invented layer."""
    return make_layer()


@pytest.fixture(params=["<b>&]]>", "\x1b[31m\x00", "=cmd|x", "\u202e", "T9\tclaim 0 1\tx", "𠮷👍🏽", "\ufffe"])
def hostile(request: pytest.FixtureRequest) -> Layer:
    """Return a layer whose text and notes begin with hostile words."""
    word = str(request.param)
    return make_layer(text=TEXT + word, note=word)


@pytest.fixture(scope="session")
def layer_of() -> Layer:
    """Return the invented layer, the same for all examples of a property."""
    return make_layer()
