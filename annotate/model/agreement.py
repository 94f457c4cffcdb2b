"""How far annotators agree, as figures that say what they count."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.model.issue import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One figure.

    Args:
        metric: the statistic's published name, `pairwise_f1_exact`, `alpha_u`, …
        unit: what is counted: `span`, `character`, `sentence`.
        label: the label it speaks of, `*` for all together.
        annotators: the two compared, or all that entered; sorted.
        document: the document it speaks of, `*` for all together.
        value: None where the statistic is undefined.
        reason: why it is undefined, or a warning on how to read it.
        n_units: units that entered it.
        low, high: bounds of the interval where one was estimated.
    """

    metric: str
    unit: str
    label: str
    annotators: tuple[str, ...]
    document: str
    value: float | None
    n_units: int
    reason: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """All figures of one run, with what should be known before they are quoted."""

    annotators: tuple[str, ...]
    documents: tuple[str, ...]
    scores: tuple[Score, ...]
    warnings: tuple[Issue, ...] = ()
