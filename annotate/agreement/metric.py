"""What a metric is, and the metrics by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from annotate.agreement.comparison import Comparison
from annotate.registry import Registry

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
        compute: the figure of a comparison.
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
