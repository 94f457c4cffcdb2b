from __future__ import annotations

import pickle
import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.segmenters import Segmenter, decoding, open_segmenter, pkuseg
from annotate.segmenters.converting import default_dictionary
from tests.clock import least, seconds, times_of
from tests.segmenters.helping import Oracle

MIXTURE = {
    "han": "我们应当加强对人工智能技术的监管与研究推动高质量发展中华人民共和国供应链安全不妨亟待宜",
    "rare": "𠮷𪚥龘㐀𝒜😀👩\u200d🔬",
    "traditional": "應當檢討，並強化監理機關與業者之協作",
    "number": "0123456789０１２３零二三十百千万亿％.",
    "latin": "AbcXYZＡｂｃÀéßжλ",
    "mark": "，。、；：？！“”（）《》—…·-._,|/*:&+#@",
    "space": " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u205f\u3000",
    "odd": "\x00\x07\ufeff\u200b\ud800\udfff\U0010ffff",
}
EDGES = [
    "",
    " ",
    "\n\n\u3000",
    "应",
    "\x00",
    "应 ",
    " 应",
    "应\u3000当",
    "**",
    "A",
    "…",
    "0" * 300,
    "应" * 300,
    "\ud800",
]


@pytest.fixture(scope="session")
def plain(segmenter: Segmenter) -> Segmenter:
    """Return the segmenter without the dictionary's pass."""
    return Segmenter(segmenter.arrays, dictionary_pass=False, path=segmenter.path)


def assert_equal(segmenter: Segmenter, oracle: Oracle, text: str) -> None:
    """Token for token, and every token where it stands in the text."""
    assert segmenter.cut(text) == oracle.cut(text, dictionary_pass=segmenter.dictionary_pass)
    starts, ends = segmenter.spans(text)
    assert all(a < b <= c for a, b, c in zip(starts.tolist(), ends.tolist(), [*starts.tolist()[1:], len(text)]))  # noqa: B905 - the last is the text's end
    assert "".join(text[a:b] for a, b in zip(starts, ends, strict=True)) == "".join(text.split())


@pytest.mark.parametrize("text", EDGES)
def test_edges(segmenter: Segmenter, plain: Segmenter, oracle: Oracle, text: str) -> None:
    """Nothing, white space, single and repeated characters, what is no character."""
    assert_equal(segmenter, oracle, text)
    assert_equal(plain, oracle, text)


def test_demo(segmenter: Segmenter, plain: Segmenter, oracle: Oracle, demo_texts: list[str]) -> None:
    """The demo's papers."""
    for text in demo_texts:
        assert_equal(segmenter, oracle, text)
        assert_equal(plain, oracle, text)


@pytest.mark.shared
def test_papers(segmenter: Segmenter, plain: Segmenter, oracle: Oracle, shared: Path) -> None:
    """The five papers, raw."""
    papers = sorted((shared / "papers").glob("*.txt"))

    assert len(papers) == 5
    for paper in papers:
        text = paper.read_text(encoding="utf-8")
        assert_equal(segmenter, oracle, text)
        assert_equal(plain, oracle, text)


def test_random_mixtures(segmenter: Segmenter, plain: Segmenter, oracle: Oracle) -> None:
    """Han, Latin, digits, punctuation, astral characters and white space, at random and in runs."""
    chance = random.Random(20)  # noqa: S311 - no secret
    kinds = list(MIXTURE.values())
    for length in [*range(1, 60), *[400] * 40]:
        parts: list[str] = []
        while len(parts) < length:
            kind = chance.choice(kinds)
            parts.extend(chance.choice(kind) for _ in range(chance.choice((1, 1, 2, 3, 9))))
        text = "".join(parts[:length])
        assert_equal(segmenter, oracle, text)
        assert_equal(plain, oracle, text)


def test_words_of_the_dictionary(segmenter: Segmenter, oracle: Oracle) -> None:
    """Words of the dictionary in random order, whole and in pieces, of which the dictionary's pass joins many."""
    chance = random.Random(21)  # noqa: S311 - no secret
    words = default_dictionary()
    joined = 0
    for _ in range(60):
        text = "".join(chance.choice(words)[: chance.choice((1, 2, 9, 99))] for _ in range(80))
        assert_equal(segmenter, oracle, text)
        joined += len(oracle.cut(text, dictionary_pass=False)) - len(segmenter.cut(text))

    assert joined > 100


@settings(max_examples=80, deadline=None)
@given(
    text=st.text(st.one_of(st.sampled_from("".join(MIXTURE.values())), st.characters()), max_size=120),
    dictionary_pass=st.booleans(),
)
def test_any_text(segmenter: Segmenter, oracle: Oracle, text: str, *, dictionary_pass: bool) -> None:
    """Any text at all."""
    assert_equal(Segmenter(segmenter.arrays, dictionary_pass), oracle, text)


def test_size_of_windows_does_not_matter(
    segmenter: Segmenter, oracle: Oracle, demo_texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text without white space that is longer than what is looked at at once, and one in many parts."""
    text = "".join(demo_texts[0].split()) + demo_texts[1]
    expected = oracle.cut(text, dictionary_pass=True)
    for window, chunk in ((13, 50), (64, 1), (1 << 20, 1 << 20)):
        monkeypatch.setattr(decoding, "WINDOW", window)
        monkeypatch.setattr(pkuseg, "CHUNK", chunk)

        assert segmenter.cut(text) == expected


def test_borders_of_many_texts_at_once(segmenter: Segmenter, oracle: Oracle, demo_texts: list[str]) -> None:
    """Asked for many texts, each gets the borders that it would get alone."""
    texts = ["", *re.split("(?<=。)", demo_texts[0]), "应\n当", " ", "供应链应加强"]
    expected = []
    for text in texts:
        cuts, at = {0}, 0
        for word in oracle.cut(text, dictionary_pass=True):
            at = text.index(word, at)
            cuts.update((at, at + len(word)))
            at += len(word)
        expected.append(frozenset(cuts))

    assert segmenter.borders(texts) == expected
    assert segmenter.borders([]) == []


def test_a_pickled_segmenter_opens_the_same_model(segmenter: Segmenter) -> None:
    """Another process gets the place of the model, not a copy of it."""
    packed = pickle.dumps(segmenter)

    assert len(packed) < 1000
    assert pickle.loads(packed).cut("供应链应加强") == segmenter.cut("供应链应加强")  # noqa: S301 - our own


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_processes_share_the_model(segmenter: Segmenter, demo_texts: list[str]) -> None:
    """Not one page of the model is a process's own, however much was segmented."""
    segmenter.cut("\n".join(demo_texts))
    maps = Path("/proc/self/smaps").read_text(encoding="utf-8")
    (first, *_) = re.findall(rf"{re.escape(str(segmenter.path))}\n(.*?)VmFlags", maps, re.DOTALL)
    own = {name: int(size) for name, size in re.findall(r"(Private_Dirty|Anonymous|Rss): +(\d+) kB", first)}

    assert own["Rss"] > 1000
    assert own["Private_Dirty"] == own["Anonymous"] == 0


@pytest.mark.timing
def test_ten_times_as_quick(segmenter: Segmenter, oracle: Oracle, demo_texts: list[str]) -> None:
    """At least ten times spacy-pkuseg's rate, by the processor's time in one run; it opens a hundred times quicker."""
    text = "\n".join(demo_texts * 3)
    segmenter.cut(text)
    ratio = lambda: times_of(lambda: segmenter.cut(text), lambda: oracle.cut(text, dictionary_pass=True))  # noqa: E731

    assert least(ratio, 1 / 10) <= 1 / 10
    assert least(lambda: seconds(open_segmenter) / oracle.load, 1 / 100) <= 1 / 100
