"""Leave out what scores too low, and the relations that would hang in the air."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from annotate.model import Prediction


def at_least(prediction: Prediction, least: Mapping[str, float]) -> tuple[Prediction, Counter[str]]:
    """Return the prediction without spans under their label's score, and label -> how many were left out."""
    kept = tuple(s for s in prediction.spans if s.score is None or s.score >= least.get(s.label, 0.0))
    ids = {span.id for span in kept}
    relations = tuple(r for r in prediction.relations if r.source in ids and r.target in ids)
    left_out = Counter(span.label for span in prediction.spans if span.id not in ids)
    return replace(prediction, spans=kept, relations=relations), left_out
