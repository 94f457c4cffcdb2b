"""Small random models: whatever a model says, the converted one says the same."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from annotate.segmenters import Segmenter
from annotate.segmenters.converting import model_arrays
from annotate.segmenters.dictionary import Dictionary, dictionary_arrays, join
from annotate.segmenters.pkuseg import DICTIONARY
from annotate.segmenters.viterbi import best_tags, search
from tests.segmenters.helping import small_model

TEXT = "经济发展-*a𠮷1二Ａ.&"


@pytest.mark.parametrize("seed", range(12))
def test_any_model_gives_the_same_tokens(tmp_path: Path, seed: int) -> None:
    """Words that overlap, words with asterisks, classes of characters, ties between tags."""
    import spacy_pkuseg
    import srsly  # type: ignore[import-untyped] # it ships no types

    features, weights = small_model(seed)
    srsly.write_msgpack(tmp_path / "features.msgpack", features)
    np.savez(tmp_path / "weights.npz", sizes=np.array([5, len(features["feature_to_idx"])]), w=weights)
    oracle = spacy_pkuseg.pkuseg(str(tmp_path), user_dict=None)
    segmenter = Segmenter(model_arrays(features, weights), dictionary_pass=False)
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(60):
        text = "".join(chance.choice(TEXT) for _ in range(chance.randint(1, 60)))

        assert segmenter.cut(text) == oracle.cut(text)


@pytest.mark.parametrize("change", ["tags", "weights", "decimals", "w1.", "ww.l.*经济", "ww.r.**noWord*经济"])
def test_a_model_of_another_kind_is_refused(change: str) -> None:
    """Other tags, a weight too few, finer weights: nothing is converted that would decode otherwise."""
    features, weights = small_model(1)
    if change == "tags":
        features["tag_to_idx"] = {"B": 0, "I": 1}
    elif "." in change:
        features["unigram"] = ["", "经济"]
        features["feature_to_idx"][change] = len(features["feature_to_idx"])
        weights = np.append(weights, np.zeros(5))
    weights = weights[:-1] if change == "weights" else weights + 0.00001 if change == "decimals" else weights
    with pytest.raises(ValueError, match="the model"):
        model_arrays(features, weights)


@pytest.mark.parametrize("seed", range(5))
def test_both_searches_find_the_same_path(seed: int) -> None:
    """The compiled search and the one in numpy, with many ties."""
    import spacy_pkuseg.inference

    chance = np.random.default_rng(seed)
    for length in (1, 2, 3, 40):
        nodes = chance.integers(-2, 3, (length, 5)).astype(float)
        edges = chance.integers(-1, 2, (5, 5)).astype(float)
        expected = spacy_pkuseg.inference.run_viterbi(nodes, edges)[1].tolist()

        assert search(nodes, edges).tolist() == expected
        assert best_tags(nodes, edges).tolist() == expected


@pytest.mark.parametrize("seed", range(40))
def test_any_dictionary_joins_the_same_tokens(seed: int) -> None:
    """Small dictionaries over two letters, where words overlap and joined tokens are joined again."""
    import spacy_pkuseg

    chance = random.Random(seed)  # noqa: S311 - no secret
    alphabet = "ab𠮷"[: chance.randint(1, 3)]
    words = {
        "".join(chance.choice(alphabet) for _ in range(chance.randint(1, 14))) for _ in range(chance.randint(1, 40))
    }
    oracle = spacy_pkuseg.Postprocesser(None, None)
    oracle.do_process, oracle.common_words, oracle.other_words = True, set(), words
    arrays = dictionary_arrays(sorted(words))
    table, sieve, prefixes, letters, ends_of_words = (arrays[name] for name in DICTIONARY)
    dictionary = Dictionary(table, sieve, prefixes, letters, ends_of_words)
    for _ in range(20):
        segments = [
            [chance.choice(alphabet) * chance.randint(1, 3) for _ in range(chance.randint(1, 30))] for _ in range(2)
        ]
        text, starts, ends = "", [], []
        for segment in segments:
            for token in segment:
                starts.append(len(text))
                text += token
                ends.append(len(text))
            text += " "
        points = np.frombuffer(text.encode("utf-32-le"), np.int32)
        begins = join(dictionary, points, np.array(starts), np.array(ends)).nonzero()[0]
        found = [text[starts[a] : ends[b - 1]] for a, b in itertools.pairwise([*begins.tolist(), len(starts)])]

        assert found == [*oracle(segments[0]), *oracle(segments[1])]
