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

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable

from annotate.agreement.comparison import Comparison
from annotate.agreement.metric import Basis, Count, Counted, Figure, Metric
from annotate.matching import match

SOURCE = "Hayes & Krippendorff 2007, doi 10.1080/19312450709336664"
MOST_VALUES = 20
"""A scheme of more choices than these is not to be expected."""
Value = tuple[str, ...]


def nominal_alpha(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Return alpha of two coders' nominal values; None where only one value was given.

    >>> round(nominal_alpha([(("a",), ("a",)), (("a",), ("b",)), (("b",), ("b",))]), 4)
    0.4444
    """
    return _alpha(Counter(pairs))


def _alpha(pairs: Counter[tuple[Hashable, Hashable]]) -> float | None:
    counts: Counter[Hashable] = Counter()
    for pair, times in pairs.items():
        for value in pair:
            counts[value] += times
    n = counts.total()
    unequal = n * n - sum(count * count for count in counts.values())
    if not unequal:
        return None
    disagreed = 2 * sum(times for (one, other), times in pairs.items() if one != other)
    return 1 - (n - 1) * disagreed / unequal


def _count(comparison: Comparison) -> Count:
    """Count the pairs of values: by the attribute, and what one gave and the other."""
    one, other = comparison.annotators
    found: Counter[tuple[str, int, int]] = Counter()
    for view in comparison.views:
        for by in view.spans.values():
            left, right = by.get(one, ()), by.get(other, ())
            for pair in match([span.extent for span in left], [span.extent for span in right]):
                a, b = left[pair.left], right[pair.right]
                for name in {attribute.name for attribute in a.attributes}:
                    if a.values(name) and b.values(name):
                        found[f"{view.label}.{name}", _known_by(a.values(name)), _known_by(b.values(name))] += 1
    return found


def _known_by(values: Value) -> int:
    """Return 64 bits by which values are known again: of a large study's notes the words are not held."""
    joined = "\x1f".join(sorted(values)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "little")


def _figures(count: Count, _: Basis) -> dict[str, Figure]:
    found: dict[str, Counter[tuple[Hashable, Hashable]]] = {}
    for (name, one, other), n in count.items():
        found.setdefault(name, Counter())[one, other] = int(n)
    figures = {}
    for name, pairs in sorted(found.items()):
        total = pairs.total()
        different = len({value for pair in pairs for value in pair})
        if different > max(MOST_VALUES, total // 2):
            figures[name] = Figure(value=None, n_units=total, reason="its values are wordings, not categories")
            continue
        value = _alpha(pairs)
        reason = "both always gave the same one value" if value is None else ""
        figures[name] = Figure(value=value, n_units=total, reason=reason)
    return figures


ATTRIBUTE_ALPHA = Metric(
    name="attribute_alpha",
    unit="attribute",
    source=SOURCE,
    pairs=True,
    parts=Counted(count=_count, conclude=_figures),
)
