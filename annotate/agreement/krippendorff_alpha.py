"""Krippendorff's α for nominal values, on characters and on sentences.

Hayes & Krippendorff 2007, "Answering the call for a standard reliability measure
for coding data", Communication Methods and Measures 1(1), 77-89, doi
10.1080/19312450709336664: α = 1 - D_o / D_e; Krippendorff, Content Analysis, 4th
ed. 2019, section 12.3, from coincidences: o_ck, each item's pairs of values
divided by its annotators less one; D_o = Σ o_ck, c ≠ k; D_e = Σ n_c n_k / (n - 1).
Items that one annotator coded do not count. What the items are:
`annotate.agreement.coding`. Unlike the unitized family it does not see where one
unit ends and the next begins.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from annotate.agreement.coding import Codes, on_characters, on_sentences
from annotate.agreement.metric import Metric

SOURCE = "Hayes & Krippendorff 2007, doi 10.1080/19312450709336664"


def krippendorff_alpha(codes: Codes) -> float | None:
    """Return α of items coded by two or more; the others are left out.

    >>> round(krippendorff_alpha(Counter({("a", "a"): 3, ("a", "b"): 1, ("b", "b"): 2})), 3)
    0.686
    """
    differing, given = Fraction(0), Counter[str]()
    for values, n in codes.items():
        m = len(values)
        if m > 1:
            counts = Counter(values)
            differing += Fraction(n * (m * m - sum(k * k for k in counts.values())), m - 1)
            for value, k in counts.items():
                given[value] += k * n
    total = given.total()
    by_chance = total * total - sum(k * k for k in given.values())
    return float(1 - (total - 1) * differing / by_chance) if by_chance else None


KRIPPENDORFF_ALPHA_CHARACTER = Metric(
    name="krippendorff_alpha_character", unit="character", source=SOURCE,
    compute=on_characters(krippendorff_alpha),
)  # fmt: skip
KRIPPENDORFF_ALPHA_SENTENCE = Metric(
    name="krippendorff_alpha_sentence", unit="sentence", source=SOURCE,
    compute=on_sentences(krippendorff_alpha),
)  # fmt: skip
