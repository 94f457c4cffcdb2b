"""What other programs' files hold becomes annotations: names of the schema, ids that stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotate.errors import AnnotateError
from annotate.exchange import EXCHANGE, OWN, READERS, Found, Layer
from annotate.exchange.adopting import Adopted, adopt, resolve
from annotate.exchange.fitting import Texts
from annotate.model import Annotation, Extent, Relation, Span
from annotate.schema import load


def found(label: str, relation: str = "supports") -> Found:
    """Return a labelling of one span, related to itself."""
    return Found(
        where="a.ann",
        name="a",
        who="x",
        text="港口",
        spans=(Span(id="1", label=label, extent=Extent(0, 2)),),
        relations=(Relation(id="r", type=relation, source="1", target="1"),),
    )


SPELT = ["Policy recommendation", "政策建议", "POLICY_RECOMMENDATION", "Policy-Recommendation", "policy recommendation"]


@pytest.mark.parametrize("name", ["policy_recommendation", *SPELT])
def test_a_label_is_known_by_its_id_its_title_and_in_other_spelling(name: str) -> None:
    """Case, hyphens and spaces do not matter."""
    assert resolve([found(name)], load(), {}).labels == {name: "policy_recommendation"}


@pytest.mark.parametrize("name", ["addressed_to", "Addressed-To", "addressed to"])
def test_a_relation_too(name: str) -> None:
    """A relation is found among relations, not among labels."""
    assert resolve([found("claim", name)], load(), {}).relations == {name: "addressed_to"}


def test_what_is_given_stands_before_what_is_known() -> None:
    """A name that the schema has means what `--map` says; an empty one is left out."""
    assert resolve([found("claim")], load(), {"claim": "evidence"}).labels == {"claim": "evidence"}
    assert resolve([found("claim")], load(), {"claim": ""}).labels == {"claim": ""}


def test_all_names_that_are_not_known_are_told_at_once() -> None:
    """Unknown labels and relations, and what was given in vain, each with what to do."""
    with pytest.raises(AnnotateError) as told:
        resolve([found("clam", "supprts")], load(), {"nothing": "claim"})

    said = str(told.value)
    assert all(f"--map {name}" in said for name in ("clam", "supprts", "nothing"))


def test_labels_that_are_only_offered_come_in_one_order() -> None:
    """What was asked for is written down, so its order must not depend on how this run hashes words."""
    offered = tuple(f"label {n}" for n in range(12))
    (one,) = [replace(found("claim"), declared=offered[::-1])]
    assert list(resolve([one], load(), {}).labels) == ["claim", *sorted(offered)]


def came_back(layer: Layer, name: str, folder: Path, before: Annotation | None = None) -> Adopted:
    """Write somebody's work in a format, read it, and take it into the study."""
    EXCHANGE.load(name)([layer], load(), folder)
    (one,) = [one for one in READERS.load(name)(folder) if one.who == "li"]
    fit = Texts([layer.document], lambda _: None).fit(one.text)
    assert fit is not None
    return adopt(one, fit, layer.document, load(), resolve([one], load(), {}), before)


def changed(layer: Layer) -> Layer:
    """Return the layer as another program gives it back: renumbered, one span gone, one longer."""
    first, second, third = layer.labelling.spans
    spans = (replace(third, id="x9", extent=Extent(24, 43)), replace(second, id="x1"), replace(first, id="p:1"))
    relation = replace(layer.labelling.relations[0], id="y", source="p:1", target="x1")
    return replace(layer, labelling=replace(layer.labelling, spans=spans, relations=(relation,)))


@pytest.mark.parametrize("name", ["brat", "cas", "refi-qda"])
def test_a_span_that_stands_where_it_stood_keeps_its_id(name: str, layer: Layer, tmp_path: Path) -> None:
    """Whatever a program calls it: by label and place it is the same, and decisions are keyed by ids."""
    mine = replace(layer, who=f"{OWN}li")
    names = ("x9", "region1", "region2")  # the first as the file calls another
    spans = tuple(
        replace(s, id=f"{layer.document.id}:li:{name}") for s, name in zip(layer.labelling.spans, names, strict=True)
    )
    relation = replace(layer.labelling.relations[0], id="drawn", source=spans[0].id, target=spans[1].id)
    before = Annotation(document=layer.document.id, annotator="li", spans=spans, relations=(relation,), asked=())

    done = came_back(changed(mine), name, tmp_path / "1", before)
    assert done.annotation is not None
    assert {s.extent: s.id for s in done.annotation.spans if s.extent != Extent(24, 43)} == {
        span.extent: span.id for span in spans[:2]
    }
    (moved,) = [span.id for span in done.annotation.spans if span.extent == Extent(24, 43)]
    assert moved not in {span.id for span in spans}
    (drawn,) = done.annotation.relations
    assert drawn.id == f"{spans[0].id}>supports>region1"

    again = came_back(mine, name, tmp_path / "2", done.annotation)
    assert again.annotation is not None
    ids = {span.extent: span.id for span in again.annotation.spans}
    assert (ids[Extent(9, 15)], ids[Extent(17, 30)]) == (spans[0].id, spans[1].id)
    assert again.annotation.relations[0].id == drawn.id


def test_a_relation_that_is_drawn_twice_comes_in_once(layer: Layer) -> None:
    """The second is an Issue, as a second span of one label and place is."""
    one = found("claim")
    two = (one.spans[0], Span(id="2", label="evidence", extent=Extent(1, 2)))
    drawn = tuple(Relation(id=f"r{n}", type="supports", source="2", target="1") for n in range(2))
    one = replace(one, spans=two, relations=drawn)
    document = replace(layer.document, text="港口")
    fit = Texts([document], lambda _: None).fit("港口")
    assert fit is not None
    done = adopt(one, fit, document, load(), resolve([one], load(), {}))
    assert done.annotation is not None
    assert len(done.annotation.relations) == 1
    assert [issue.code for issue in done.issues] == ["E453"]
