"""Fleiss' κ of any number of annotators, on characters and on sentences.

Fleiss 1971, "Measuring nominal scale agreement among many raters", Psychological
Bulletin 76(5), 378-382, doi 10.1037/h0031619: κ = (P - P_e) / (1 - P_e), P the
mean over items of the share of pairs of annotators that agree on it (eq. 2-3),
P_e the sum of the squared shares of the values in all codes (eq. 5). Fleiss has
as many annotators on each item; where passages were asked of different numbers
each item has its own pairs, and the shares are over all codes. Of two it is
Scott's π. What the items are: `annotate.agreement.coding`.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from annotate.agreement.coding import Codes, on_characters, on_sentences
from annotate.agreement.metric import Metric

SOURCE = "Fleiss 1971, doi 10.1037/h0031619"


def fleiss_kappa(codes: Codes) -> float | None:
    """Return κ of items coded by two or more.

    >>> round(fleiss_kappa(Counter({("a", "a", "b"): 1, ("b", "b", "b"): 1})), 3)
    0.25
    """
    agreed, given = Fraction(0), Counter[str]()
    for values, n in codes.items():
        counts = Counter(values)
        m = len(values)
        agreed += Fraction(n * sum(k * (k - 1) for k in counts.values()), m * (m - 1))
        for value, k in counts.items():
            given[value] += k * n
    observed = agreed / codes.total()
    by_chance = Fraction(sum(k * k for k in given.values()), given.total() ** 2)
    return float((observed - by_chance) / (1 - by_chance)) if by_chance != 1 else None


FLEISS_KAPPA_CHARACTER = Metric(
    name="fleiss_kappa_character", unit="character", source=SOURCE,
    compute=on_characters(fleiss_kappa),
)  # fmt: skip
FLEISS_KAPPA_SENTENCE = Metric(
    name="fleiss_kappa_sentence", unit="sentence", source=SOURCE,
    compute=on_sentences(fleiss_kappa),
)  # fmt: skip
