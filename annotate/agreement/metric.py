"""What a metric is, and the metrics by name.

A metric may say its figure in two steps (`Counted`): what there is to count in a
comparison, and the figure of such counts. Counts of documents are added up, so that
a corpus of any size passes through one document at a time. Of a metric that is one
function the whole study must be held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from annotate.agreement.comparison import Comparison
from annotate.registry import Registry

T_co = TypeVar("T_co", covariant=True)
ALL = "*"
Count = Mapping[Any, float]
"""What was counted -> how much of it; what is not named is 0. Counts of two documents are added name by name."""

NO_PASSAGE = "no passage was asked of two annotators"
NOTHING_MARKED = "nobody marked anything"
"""Why several metrics have no figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a metric found: undefined (None) never without a reason."""

    value: float | None
    n_units: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a figure is of, beside what was counted.

    Args:
        annotators: who are compared, sorted.
        label: the label compared, `*` for all of them.
        passages: some passage was asked of two of them, for the label or for all labels.
        of_any_label: some passage was asked of two of them for one of the labels.
        sentences: the documents' sentences are given.
    """

    annotators: tuple[str, ...]
    label: str
    passages: bool
    of_any_label: bool
    sentences: bool

    @classmethod
    def of(cls, comparison: Comparison) -> Basis:
        """Return that of a comparison."""
        return cls(
            annotators=comparison.annotators,
            label=comparison.views[0].label if len(comparison.views) == 1 else ALL,
            passages=bool(comparison.scope.stretches),
            of_any_label=any(view.stretches for view in comparison.views),
            sentences=bool(comparison.sentences),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Generic[T_co]):
    """A figure, or figures by name, of counts that can be added up.

    Args:
        count: what there is to count in a comparison, of one document or of several.
        conclude: the figure of counts, and of what they are of.
        joint: it is of all labels together, whichever label it is asked for.
    """

    count: Callable[[Comparison], Count]
    conclude: Callable[[Count, Basis], T_co]
    joint: bool = False

    def __call__(self, comparison: Comparison) -> T_co:
        """Return the figure of one comparison."""
        return self.conclude(self.count(comparison.whole() if self.joint else comparison), Basis.of(comparison))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One statistic.

    Args:
        name: its published name, as it stands in the scores.
        unit: what is counted.
        source: where it is defined.
        pairs: it compares two annotators; more are compared pair by pair, and
            the mean of the pairs is given for all of them.
        per_label: it can be taken for one label by itself.
        overall: it can be taken for all labels together.
        compute: the figure of a comparison; as `Counted` it is summed over documents, as any other
            function it is given all of them at once.
        parts: instead, figures by names of its own: relation types, attributes;
            `*` for all of them.
        slow: it is computed only where it is asked for by name.
    """

    name: str
    unit: Literal["span", "character", "sentence", "relation", "attribute"]
    source: str
    compute: Callable[[Comparison], Figure] | None = None
    pairs: bool = False
    per_label: bool = True
    overall: bool = True
    parts: Callable[[Comparison], Mapping[str, Figure]] | None = None
    slow: bool = False


METRICS = Registry(
    "metrics",
    {
        "pairwise_f1_exact": "annotate.agreement.pairwise_f1:EXACT",
        "pairwise_f1_overlap": "annotate.agreement.pairwise_f1:OVERLAP",
        "pairwise_f1_character": "annotate.agreement.pairwise_f1:CHARACTER",
        "alpha_u": "annotate.agreement.alpha_u:ALPHA_U",
        "alpha_u_binary": "annotate.agreement.alpha_u:ALPHA_U_BINARY",
        "alpha_cu": "annotate.agreement.alpha_u:ALPHA_CU",
        "alpha_ku": "annotate.agreement.alpha_u:ALPHA_KU",
        "alpha_u_2004": "annotate.agreement.alpha_u_2004:ALPHA_U_2004",
        "attribute_alpha": "annotate.agreement.attributes:ATTRIBUTE_ALPHA",
        "cohen_kappa_character": "annotate.agreement.cohen_kappa:COHEN_KAPPA_CHARACTER",
        "cohen_kappa_sentence": "annotate.agreement.cohen_kappa:COHEN_KAPPA_SENTENCE",
        "fleiss_kappa_character": "annotate.agreement.fleiss_kappa:FLEISS_KAPPA_CHARACTER",
        "fleiss_kappa_sentence": "annotate.agreement.fleiss_kappa:FLEISS_KAPPA_SENTENCE",
        "krippendorff_alpha_character": "annotate.agreement.krippendorff_alpha:KRIPPENDORFF_ALPHA_CHARACTER",
        "krippendorff_alpha_sentence": "annotate.agreement.krippendorff_alpha:KRIPPENDORFF_ALPHA_SENTENCE",
        "gamma": "annotate.agreement.gamma:GAMMA",
        "gamma_cat": "annotate.agreement.gamma:GAMMA_CAT",
        "gamma_cat_missing": "annotate.agreement.gamma:GAMMA_CAT_MISSING",
        "position_f1": "annotate.agreement.place_and_label:POSITION_F1",
        "label_alpha": "annotate.agreement.place_and_label:LABEL_ALPHA",
        "relation_f1": "annotate.agreement.relations:RELATION_F1",
        "relation_f1_edge": "annotate.agreement.relations:RELATION_F1_EDGE",
    },
)
"""The metrics by name."""
