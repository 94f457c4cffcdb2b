"""Krippendorff's nominal alpha on the attributes of matched spans.

Krippendorff 2004, "Reliability in content analysis", Human Communication Research
30(3), 411-433, and Hayes & Krippendorff 2007, "Answering the call for a standard
reliability measure for coding data", Communication Methods and Measures 1(1),
77-89, for two coders and nominal data: alpha = 1 - (n - 1) sum o_ck / sum n_c n_k
over c != k, n being the number of values, o the coincidences of values, n_c how
often c was given. A unit is a pair of spans of one label that match one to one at
an intersection over union of at least 0.5, if both annotators set the attribute;
several choices together are one value. Where more values than MOST_VALUES and than
half the pairs are given, they are wordings, no categories, and it is undefined.
Given for each attribute as `label.attribute`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotate.agreement.comparison import Comparison
from annotate.agreement.metric import Figure, Metric
from annotate.matching import match

SOURCE = "Hayes & Krippendorff 2007, doi 10.1080/19312450709336664"
MOST_VALUES = 20
"""A scheme of more choices than these is not to be expected."""
Value = tuple[str, ...]


def nominal_alpha(pairs: Sequence[tuple[Value, Value]]) -> float | None:
    """Return alpha of two coders' nominal values; None where only one value was given.

    >>> round(nominal_alpha([(("a",), ("a",)), (("a",), ("b",)), (("b",), ("b",))]), 4)
    0.4444
    """
    counts = Counter(value for pair in pairs for value in pair)
    n = counts.total()
    unequal = n * n - sum(count * count for count in counts.values())
    if not unequal:
        return None
    disagreed = 2 * sum(one != other for one, other in pairs)
    return 1 - (n - 1) * disagreed / unequal


def _figures(comparison: Comparison) -> dict[str, Figure]:
    one, other = comparison.annotators
    found: dict[str, list[tuple[Value, Value]]] = {}
    for view in comparison.views:
        for by in view.spans.values():
            left, right = by.get(one, ()), by.get(other, ())
            for pair in match([span.extent for span in left], [span.extent for span in right]):
                a, b = left[pair.left], right[pair.right]
                for name in {attribute.name for attribute in a.attributes}:
                    if a.values(name) and b.values(name):
                        values = tuple(sorted(a.values(name))), tuple(sorted(b.values(name)))
                        found.setdefault(f"{view.label}.{name}", []).append(values)
    figures = {}
    for name, pairs in sorted(found.items()):
        different = len({value for pair in pairs for value in pair})
        if different > max(MOST_VALUES, len(pairs) // 2):
            figures[name] = Figure(value=None, n_units=len(pairs), reason="its values are wordings, not categories")
            continue
        value = nominal_alpha(pairs)
        reason = "both always gave the same one value" if value is None else ""
        figures[name] = Figure(value=value, n_units=len(pairs), reason=reason)
    return figures


ATTRIBUTE_ALPHA = Metric(name="attribute_alpha", unit="attribute", source=SOURCE, pairs=True, parts=_figures)
