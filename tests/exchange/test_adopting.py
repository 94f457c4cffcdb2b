"""Names of other programs' files, found in the schema."""

from __future__ import annotations

import pytest

from annotate.errors import AnnotateError
from annotate.exchange import Found
from annotate.exchange.adopting import resolve
from annotate.model import Extent, Relation, Span
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
