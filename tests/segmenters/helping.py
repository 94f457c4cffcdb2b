"""What the tests of segmentation share: spacy-pkuseg with and without its dictionary, and small random models."""

from __future__ import annotations

import copy
import itertools
import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.segmenters.converting import TAGS

LETTERS = "经济发展&*a𠮷"
SYMBOLS = (*LETTERS, "**Num", "**Letter")


def small_model(seed: int) -> tuple[dict[str, Any], np.ndarray[Any, np.dtype[np.float64]]]:
    """Return features and weights of pkuseg's kind; few different weights, so that ties are common."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = {"".join(chance.choice(LETTERS) for _ in range(chance.randint(1, 7))) for _ in range(60)} | {
        "",
        "12",
        "*",
        "**",
    }
    names = [f"{kind}.{a}" for kind in ("c", "c-1", "c1", "c-2", "c2") for a in SYMBOLS]
    names += [f"{kind}.{a}.{b}" for kind in ("cc1", "c-1c", "c-2c-1") for a, b in itertools.product(SYMBOLS, repeat=2)]
    names += [f"{kind}.{word}" for kind in ("w-1", "w1") for word in sorted(words) if word]
    pairs = [(a, b) for a, b in itertools.product(sorted(words), repeat=2) if not f"*{a}*{b}*".count("**")]
    names += [f"ww.{side}.{a}*{b}" for side in "lr" for a, b in pairs if chance.random() < 0.3]
    kept = ["$$", *dict.fromkeys(name for name in names if chance.random() < 0.6)]
    steps = [chance.choice((-3, -1, 0, 0, 1, 2)) / chance.choice((1, 2, 10_000)) for _ in range(5 * len(kept) + 25)]
    features = {
        "unigram": sorted(words),
        "bigram": [],
        "feature_to_idx": {name: at for at, name in enumerate(kept)},
        "tag_to_idx": {tag: at for at, tag in enumerate(TAGS)},
    }
    return features, np.round(np.array(steps), 4)


@dataclass(frozen=True)
class Oracle:
    """spacy-pkuseg with and without its dictionary, and how long it took to load (seconds of the processor)."""

    joined: Any
    plain: Any
    load: float

    def cut(self, text: str, *, dictionary_pass: bool) -> list[str]:
        """Return its tokens."""
        words: list[str] = (self.joined if dictionary_pass else self.plain).cut(text)
        return words


def with_plain(joined: Any, load: float) -> Oracle:
    """Return the oracle with a second one that leaves the dictionary out, over the same model."""
    import spacy_pkuseg

    plain = copy.copy(joined)
    plain.postprocesser = spacy_pkuseg.Postprocesser(None, None)
    return Oracle(joined, plain, load)
