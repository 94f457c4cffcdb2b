"""Where and what, apart: do annotators mark the same places, and do they give them the same labels?

* `position_f1`: pairwise F1 (`annotate.agreement.pairwise_f1`) of spans matched one
  to one at an intersection over union of at least 0.5, whatever their labels.
* `label_alpha`: Krippendorff's nominal α (`annotate.agreement.krippendorff_alpha`)
  of the labels of the spans matched so. It says nothing of places that only one
  of the two marked: read both figures together.

Only stretches count in which all labels were asked for of both. Unit: spans.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from annotate.agreement.coding import Codes
from annotate.agreement.comparison import Comparison
from annotate.agreement.krippendorff_alpha import SOURCE as SOURCE_ALPHA
from annotate.agreement.krippendorff_alpha import krippendorff_alpha
from annotate.agreement.metric import Basis, Count, Counted, Figure, Metric
from annotate.agreement.pairwise_f1 import SOURCE, f1
from annotate.matching import match
from annotate.model import Span

NO_PASSAGE = "no passage was asked of both for all labels"
Pair = tuple[Span, Span]


def matched(comparison: Comparison) -> tuple[list[Pair], int, int]:
    """Return the matched spans of two annotators, and how many each marked."""
    pairs: list[Pair] = []
    totals = [0, 0]
    for document in sorted(comparison.joint.inside):
        left, right = (list(spans_in(comparison, document, name)) for name in comparison.annotators)
        totals[0] += len(left)
        totals[1] += len(right)
        found = match([span.extent for span in left], [span.extent for span in right])
        pairs += [(left[pair.left], right[pair.right]) for pair in found]
    return pairs, totals[0], totals[1]


def spans_in(comparison: Comparison, document: str, annotator: str) -> Iterator[Span]:
    """Yield an annotator's spans where all labels were asked for, in the order of the text."""
    inside = comparison.joint.inside.get(document, ())
    spans: Sequence[Span] = [
        span for view in comparison.joint.views for span in view.spans.get(document, {}).get(annotator, ())
    ]
    # By place, not by name, so that the names of labels can move nothing.
    for span in sorted(spans, key=lambda span: (span.extent, span.id)):
        if any(span.extent.overlaps(extent) for extent in inside):
            yield span


def _count(comparison: Comparison) -> Count:
    """Count each one's spans, and the pairs of labels of those that match."""
    pairs, left, right = matched(comparison)
    return {"left": left, "right": right, **Counter((one.label, other.label) for one, other in pairs)}


def _codes(count: Count) -> Codes:
    return Counter({key: int(n) for key, n in count.items() if isinstance(key, tuple)})


def _position(count: Count, basis: Basis) -> Figure:
    if not basis.passages:
        return Figure(value=None, n_units=0, reason=NO_PASSAGE)
    left, right = int(count.get("left", 0)), int(count.get("right", 0))
    value = f1(_codes(count).total(), left, right)
    return Figure(value=value, n_units=left + right, reason="" if value is not None else "neither marked anything")


def _label(count: Count, basis: Basis) -> Figure:
    if not basis.passages:
        return Figure(value=None, n_units=0, reason=NO_PASSAGE)
    codes = _codes(count)
    value = krippendorff_alpha(codes) if codes else None
    if not codes:
        return Figure(value=None, n_units=0, reason="no spans of the two match")
    return Figure(
        value=value, n_units=codes.total(), reason="" if value is not None else "only one label is in the matches"
    )


POSITION_F1 = Metric(
    name="position_f1",
    unit="span",
    source=SOURCE,
    pairs=True,
    per_label=False,
    compute=Counted(count=_count, conclude=_position),
)
LABEL_ALPHA = Metric(
    name="label_alpha",
    unit="span",
    source=SOURCE_ALPHA,
    pairs=True,
    per_label=False,
    compute=Counted(count=_count, conclude=_label),
)
