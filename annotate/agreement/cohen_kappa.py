"""Cohen's κ of two annotators, on characters and on sentences.

Cohen 1960, "A coefficient of agreement for nominal scales", Educational and
Psychological Measurement 20(1), 37-46, doi 10.1177/001316446002000104, p. 40,
eq. 1: κ = (p_o - p_c) / (1 - p_c), p_o the share of items coded alike, p_c the
sum over values of the product of both annotators' shares of it. More than two
are compared pair by pair (the mean is Light's κ, 1971). What the items are:
`annotate.agreement.coding`. Undefined where chance alone would agree on all.
"""

from __future__ import annotations

from collections import Counter

from annotate.agreement.coding import Codes, on_characters, on_sentences
from annotate.agreement.metric import Metric

SOURCE = "Cohen 1960, doi 10.1177/001316446002000104"


def cohen_kappa(codes: Codes) -> float | None:
    """Return κ of items coded by two.

    >>> round(cohen_kappa(Counter({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15})), 3)
    0.4
    """
    total = codes.total()
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for (one, other), n in codes.items():
        left[one] += n
        right[other] += n
    observed = sum(n for (one, other), n in codes.items() if one == other)
    # In whole numbers, so that agreement that is certain by chance is exactly that.
    by_chance = sum(n * right[value] for value, n in left.items())
    if total * total == by_chance:
        return None
    return (observed * total - by_chance) / (total * total - by_chance)


COHEN_KAPPA_CHARACTER = Metric(
    name="cohen_kappa_character", unit="character", source=SOURCE, pairs=True,
    compute=on_characters(cohen_kappa),
)  # fmt: skip
COHEN_KAPPA_SENTENCE = Metric(
    name="cohen_kappa_sentence", unit="sentence", source=SOURCE, pairs=True,
    compute=on_sentences(cohen_kappa),
)  # fmt: skip
