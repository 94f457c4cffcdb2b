"""Turn pkuseg's model into arrays that a decoder can use from where they lie on the disk.

pkuseg keeps 2.6 million features as strings (`cc1.经.济`, `ww.l.经济*发展`) with a
number each, and a weight for each of five tags. Here a character is a small
number, a known word or beginning of one a node of a tree, and a row of weights
is found by a pair of those. Weights were published with four decimals; they are
kept as whole ten-thousandths, which give the very same floating-point numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.segmenters.dictionary import dictionary_arrays
from annotate.segmenters.hashing import build

Arrays = dict[str, NDArray[Any]]
OTHER, SPACE, NUMBER, LETTER = 0, 1, 2, 3
SYMBOLS = {"**Num": NUMBER, "**Letter": LETTER}
LONGEST, SHORTEST = 6, 2
"""Letters of the words that features speak of (pkuseg's wordMax and wordMin)."""
POINTS = 0x110000
SCALE = 10_000
CHARACTER_KINDS = ("c", "c-1", "c1", "c-2", "c2")
PAIR_KINDS = ("c-1c", "cc1", "c-2c-1")
NODE_BITS = 20
TAGS = ("B", "B_single", "I", "I_end", "I_first")


def convert(model: Path) -> Arrays:
    """Return the arrays of the model in a folder, and of the dictionary that spacy-pkuseg brings.

    Raises:
        ValueError: the model is of another kind than this decoder knows.
    """
    import srsly  # type: ignore[import-untyped] # it ships no types

    features: Mapping[str, Any] = srsly.read_msgpack(model / "features.msgpack")
    with np.load(model / "weights.npz") as archive:
        weights = archive["w"]
    return {**model_arrays(features, weights), **dictionary_arrays(default_dictionary())}


def default_dictionary() -> Sequence[str]:
    """Return the words of spacy-pkuseg's own dictionary, read by an unpickler that makes plain text only."""
    from importlib.util import find_spec

    from annotate.segmenters.model import PlainUnpickler

    spec = find_spec("spacy_pkuseg")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("spacy_pkuseg", name="spacy_pkuseg")
    with (Path(spec.origin).parent / "dicts" / "default.pkl").open("rb") as file:
        words: str = PlainUnpickler(file).load()
    return words.strip().split("\n")


def model_arrays(features: Mapping[str, Any], weights: NDArray[np.float64]) -> Arrays:
    """Return the arrays of a model.

    Raises:
        ValueError: its tags or weights are not of the kind that pkuseg publishes.
    """
    index: Mapping[str, int] = features["feature_to_idx"]
    tags = len(TAGS)
    if features["tag_to_idx"] != {tag: at for at, tag in enumerate(TAGS)} or index.get("$$") != 0:
        raise ValueError("the model has other tags than pkuseg's")
    if weights.shape != (len(index) * tags + tags * tags,):
        raise ValueError("the model has not one weight for each feature and tag")
    if any(map(_speaks_of_nothing, index)):
        raise ValueError("the model has features of words that are none")
    scaled = np.rint(weights * SCALE).astype(np.int32)
    if not np.array_equal(scaled / SCALE, weights):
        raise ValueError("the model's weights have more than four decimals")
    nothing = np.zeros((1, tags), np.int32)
    rows = np.vstack([scaled[: len(index) * tags].reshape(-1, tags), nothing])  # row -1: there is no such feature
    kinds = _by_kind(index)
    ids = alphabet(features, kinds)
    nodes = _tree(features["unigram"], ids)
    known = frozenset(features["unigram"])
    words = {word: node for word, node in nodes.items() if word in known}
    return {
        "ids": _points(ids),
        "edges": 1.0 + weights[len(index) * tags :].reshape(tags, tags).T,  # pkuseg counts from one
        "characters": _characters(kinds, ids, rows),
        **_pairs(kinds, ids, nodes, rows),
        **_words(kinds, words, nodes, rows),
        **_neighbours(kinds, words, rows),
        "branches": _branches(nodes, ids),
    }


def _speaks_of_nothing(name: str) -> bool:
    """True for features of the empty word or of none, which pkuseg would see beyond a text's ends."""
    kind, _, rest = name.partition(".")
    if kind == "ww":
        return "**noWord" in rest or rest.startswith(("l.*", "r.*")) or rest.endswith("*")
    return kind in {"w-1", "w1"} and not rest


def _by_kind(index: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Return kind of feature -> what it speaks of -> its number."""
    kinds: dict[str, dict[str, int]] = {}
    for name, number in index.items():
        kind, _, rest = name.partition(".")
        kinds.setdefault(kind, {})[rest] = number
    return kinds


def alphabet(features: Mapping[str, Any], kinds: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return symbol -> number for the characters that pkuseg tells apart, its two classes among them."""
    known = {symbol for kind in CHARACTER_KINDS for symbol in kinds[kind]}
    known.update(character for word in features["unigram"] if len(word) <= LONGEST for character in word)
    plain = sorted(each for each in known if each not in SYMBOLS and normal(each) == each and not each.isspace())
    return {**SYMBOLS, **{each: number for number, each in enumerate(plain, 1 + max(SYMBOLS.values()))}}


def normal(character: str) -> str:
    """Return what pkuseg sees in place of a character: one number is as good as another."""
    from spacy_pkuseg.feature_extractor import FeatureExtractor

    symbol: str = next(FeatureExtractor.normalize_text(character))
    return symbol


def _points(ids: Mapping[str, int]) -> NDArray[np.uint16]:
    """Return code point -> number of its symbol."""
    from spacy_pkuseg.feature_extractor import FeatureExtractor

    points = np.zeros(POINTS, dtype=np.uint16)
    special = {*FeatureExtractor.num, *FeatureExtractor.letter, *FeatureExtractor.keywords}
    for character in special.union(each for each in ids if len(each) == 1):
        points[ord(character)] = ids.get(normal(character), OTHER)
    points[[point for point in range(POINTS) if chr(point).isspace()]] = SPACE
    return points


def _characters(
    kinds: Mapping[str, Mapping[str, int]], ids: Mapping[str, int], rows: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Return (kinds, tags, symbols): what a character adds where it stands; the start feature is in the first."""
    found = np.full((1 + max(ids.values()), len(CHARACTER_KINDS)), -1)
    for at, kind in enumerate(CHARACTER_KINDS):
        for symbol, number in kinds[kind].items():
            if symbol in ids:
                found[ids[symbol], at] = number
    weights = rows[found] / SCALE
    weights[:, 0] += rows[0] / SCALE
    return np.ascontiguousarray(weights.transpose(1, 2, 0))


def _pairs(
    kinds: Mapping[str, Mapping[str, int]],
    ids: Mapping[str, int],
    nodes: Mapping[str, int],
    rows: NDArray[np.int32],
) -> Arrays:
    """Return the table of pairs of symbols: their weights, and the node if a word begins with them."""
    found: dict[int, list[int]] = {}
    for at, kind in enumerate(PAIR_KINDS):
        for name, number in kinds[kind].items():
            pair = name.split(".")
            if len(pair) == len("ab") and all(symbol in ids for symbol in pair):
                found.setdefault(ids[pair[0]] << 16 | ids[pair[1]], [-1, -1, -1, 0])[at] = number
    for word, node in nodes.items():
        if len(word) == SHORTEST:
            found.setdefault(ids[word[0]] << 16 | ids[word[1]], [-1, -1, -1, 0])[-1] = node
    table = np.array([[-1, -1, -1, 0], *found.values()])
    return {
        "pairs": build(np.fromiter(found, np.int64), np.arange(1, len(found) + 1)),
        "pair_weights": rows[table[:, :3]].reshape(len(table), -1),
        "pair_nodes": table[:, 3].astype(np.int32),
    }


def _tree(words: Iterable[str], ids: Mapping[str, int]) -> dict[str, int]:
    """Return node numbers, from 1, of all words of two to six letters and of what they begin with."""
    reachable = (w for w in words if SHORTEST <= len(w) <= LONGEST and all(character in ids for character in w))
    beginnings = {word[:length] for word in reachable for length in range(SHORTEST, len(word) + 1)}
    return dict(zip(sorted(beginnings), count(1), strict=False))


def _branches(nodes: Mapping[str, int], ids: Mapping[str, int]) -> NDArray[np.uint64]:
    """Return the table (node, next symbol) -> node."""
    longer = [(nodes[w[:-1]] << 16 | ids[w[-1]], node) for w, node in nodes.items() if len(w) > SHORTEST]
    keys, values = zip(*longer, strict=True) if longer else ((), ())
    return build(np.array(keys, np.int64), np.array(values, np.int64))


def _words(
    kinds: Mapping[str, Mapping[str, int]],
    words: Mapping[str, int],
    nodes: Mapping[str, int],
    rows: NDArray[np.int32],
) -> Arrays:
    """Return per node whether it is a word, and what a word adds where it ends or begins."""
    is_word = np.zeros(len(nodes) + 1, dtype=bool)
    is_word[list(words.values())] = True
    found = np.full((len(nodes) + 1, 2), -1)
    for at, kind in enumerate(("w-1", "w1")):
        for word, number in kinds[kind].items():
            if word in words:
                found[words[word], at] = number
    return {"is_word": is_word, "word_ends": rows[found[:, 0]], "word_starts": rows[found[:, 1]]}


def _neighbours(kinds: Mapping[str, Mapping[str, int]], words: Mapping[str, int], rows: NDArray[np.int32]) -> Arrays:
    """Return the table (word, next word): weights for the letter after their border, and for the one before.

    A name may be cut at more than one asterisk; each cut that gives two words counts, as in pkuseg.
    """
    found: dict[int, list[int]] = {}
    for name, number in kinds["ww"].items():
        side, _, pair = name.partition(".")
        for cut in (at for at, character in enumerate(pair) if character == "*"):
            left, right = words.get(pair[:cut]), words.get(pair[cut + 1 :])
            if left is not None and right is not None:
                found.setdefault(left << NODE_BITS | right, [-1, -1])[side == "r"] = number
    table = np.array([[-1, -1], *found.values()])
    return {
        "neighbours": build(np.fromiter(found, np.int64), np.arange(1, len(found) + 1)),
        "neighbour_weights": rows[table].reshape(len(table), -1),
    }
