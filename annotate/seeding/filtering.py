"""Leave out what scores too low, and the relations that would hang in the air."""

from __future__ import annotations

from dataclasses import replace

from annotate.model import Prediction


def at_least(prediction: Prediction, score: float) -> tuple[Prediction, int]:
    """Return the prediction without spans under the score, and how many were left out."""
    kept = tuple(span for span in prediction.spans if span.score is None or span.score >= score)
    ids = {span.id for span in kept}
    relations = tuple(r for r in prediction.relations if r.source in ids and r.target in ids)
    return replace(prediction, spans=kept, relations=relations), len(prediction.spans) - len(kept)
