"""Cohen's and Fleiss' κ and Krippendorff's α against print, on items and in the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.agreement import agree
from annotate.agreement.coding import Codes, characters, sentences
from annotate.agreement.cohen_kappa import cohen_kappa
from annotate.agreement.comparison import compare
from annotate.agreement.fleiss_kappa import FLEISS_KAPPA_SENTENCE, fleiss_kappa
from annotate.agreement.krippendorff_alpha import krippendorff_alpha
from annotate.model import Annotation, Extent

Work = Callable[..., Annotation]

# Hayes & Krippendorff 2007, table of four observers and twelve units; 0 stands for "not coded".
FOUR_BY_TWELVE = ("123321412000", "123322412503", "033323422510", "123324412510")


def table(rows: Sequence[Sequence[int]]) -> Codes:
    """Codes of a cross table of two annotators."""
    return Counter({(str(i), str(j)): n for i, row in enumerate(rows) for j, n in enumerate(row)})


def test_krippendorff_alpha_as_in_print() -> None:
    """Nominal α of the example of Hayes & Krippendorff 2007 is .743; what is not coded is left out."""
    codes: Codes = Counter(tuple(v for v in values if v != "0") for values in zip(*FOUR_BY_TWELVE, strict=True))

    assert krippendorff_alpha(codes) == pytest.approx(0.743, abs=5e-4)


def test_cohen_kappa_as_in_print() -> None:
    """Cohen 1960, p. 45: .49; and a skewed table on which 85 % agree and κ is .314."""
    assert cohen_kappa(table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == pytest.approx(0.492, abs=5e-4)
    assert cohen_kappa(table([[80, 7], [8, 5]])) == pytest.approx(0.3144, abs=5e-4)


def test_fleiss_kappa_as_in_print() -> None:
    """Fleiss' formulas on ten subjects, fourteen raters and five categories: the textbook's .210."""
    rows = (
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    )  # fmt: skip
    codes: Codes = Counter(tuple(str(j) for j, n in enumerate(row) for _ in range(n)) for row in rows)

    assert fleiss_kappa(codes) == pytest.approx(0.210, abs=5e-4)


def test_diagnoses_of_fleiss() -> None:
    """Fleiss 1971, table 1: thirty patients, six psychiatrists, five diagnoses; κ is .430."""
    digits = (
        "00060030030140100006030302040000402203102004000006100501104003300100500203100501300125100002040"
        "1020300006010500201320040100410501040002020401050000006"
    )
    rows = [digits[at : at + 5] for at in range(0, len(digits), 5)]
    codes: Codes = Counter(tuple(str(j) for j, n in enumerate(row) for _ in range(int(n))) for row in rows)

    assert fleiss_kappa(codes) == pytest.approx(0.430, abs=5e-4)


@pytest.mark.parametrize(
    ("one", "other", "alpha"), [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)]
)
def test_two_observers_of_krippendorff(one: str, other: str, alpha: float) -> None:
    """Krippendorff 2011, Computing Krippendorff's alpha-reliability, sections A and B: binary .095, nominal .692."""
    assert krippendorff_alpha(Counter(zip(one, other, strict=True))) == pytest.approx(alpha, abs=5e-4)


def test_dialogue_acts_of_artstein_and_poesio() -> None:
    """Artstein & Poesio 2008, Computational Linguistics 34(4), table 2: κ .801; π, which is Fleiss' of two, .799."""
    codes = table([[46, 6, 0], [0, 32, 0], [0, 6, 10]])

    assert cohen_kappa(codes) == pytest.approx(0.8013, abs=5e-4)
    assert fleiss_kappa(codes) == pytest.approx(0.7995, abs=5e-4)


@pytest.mark.shared
def test_observed_agreement_of_the_fixtures(shared: Path) -> None:
    """The cross tables of the study material: κ from the observed agreement kept there."""
    for path in sorted((shared / "data/agreement").glob("fixture_*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        rows, n = kept["table"], kept["n"]
        by_chance = sum(sum(rows[i]) * sum(row[i] for row in rows) for i in range(len(rows))) / n**2
        expected = (kept["cases"][0]["pa"] - by_chance) / (1 - by_chance)

        assert cohen_kappa(table(rows)) == pytest.approx(expected, abs=1e-6), path.name


coded = st.lists(st.lists(st.sampled_from("abc"), min_size=2, max_size=2).map(tuple), min_size=2, max_size=30)


@given(coded, st.permutations("abc"))
def test_laws(items: list[tuple[str, str]], names: Sequence[str]) -> None:
    """Nothing moves when annotators are swapped or values renamed; identical codes with variation give 1."""
    codes: Codes = Counter(items)
    new = dict(zip("abc", names, strict=True))
    renamed: Codes = Counter((new[b], new[a]) for a, b in items)
    for coefficient in (cohen_kappa, fleiss_kappa, krippendorff_alpha):
        value = coefficient(codes)
        assert coefficient(renamed) == (None if value is None else pytest.approx(value))
        alike: Codes = Counter((a, a) for a, _ in items)
        assert coefficient(alike) == (1 if len({a for a, _ in items}) > 1 else None)


def test_characters_and_sentences(work: Work) -> None:
    """Characters are counted in runs; a sentence bears the labels that share half of it, or half of themselves."""
    made = [work("A", [("claim", 0, 10), ("evidence", 10, 14)]), work("B", [("claim", 2, 22)])]
    found = compare(made, ("A", "B"), ("claim", "evidence"), {"d": (Extent(0, 20), Extent(20, 50), Extent(50, 120))})

    assert characters(found) == {
        ("claim", ""): 2, ("claim", "claim"): 8, ("evidence", "claim"): 4, ("", "claim"): 8, ("", ""): 78,
    }  # fmt: skip
    assert sentences(found) == {("claim+evidence", "claim"): 1, ("", ""): 1}


def test_in_the_report(work: Work) -> None:
    """Without documents sentences have no figure, and the reason is said; nothing marked is undefined, not 1."""
    marks = [("claim", 0, 9), ("evidence", 20, 40)]
    same = agree([work("A", marks), work("B", marks)], ["cohen_kappa_sentence", "krippendorff_alpha_character"])
    nothing = agree([work("A", []), work("B", [])], ["fleiss_kappa_character"])

    figures = {(s.metric, s.label): (s.value, s.reason) for s in same.scores}
    assert figures["cohen_kappa_sentence", "*"] == (None, "the documents' sentences are not given")
    assert figures["krippendorff_alpha_character", "claim"] == (1.0, "")
    assert {(s.value, s.reason) for s in nothing.scores} == {(None, "nobody marked anything")}


def test_why_sentences_have_no_figure(work: Work) -> None:
    """A sentence that lies only partly in what was asked is left out, and that is not said to be no passage."""
    made = [work(name, [("claim", 0, 9)], asked=((0, 50, "claim"),)) for name in "AB"]
    apart = [work("A", [], asked=((0, 50, "claim"),)), work("B", [], asked=((50, 90, "claim"),))]

    for works, places, reason in (
        (made, ((0, 60),), "no whole sentence lies in what was asked of two annotators"),
        (made, (), "the documents' sentences are not given"),
        (apart, ((0, 60),), "no passage was asked of two annotators"),
    ):
        given = {"d": tuple(Extent(*edges) for edges in places)} if places else {}
        found = compare(works, ("A", "B"), ("claim",), given)
        assert FLEISS_KAPPA_SENTENCE.compute is not None
        assert FLEISS_KAPPA_SENTENCE.compute(found).reason == reason
