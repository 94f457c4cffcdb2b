"""Figures from counts of documents and sections, added up: the same as of everything at once, and nothing is held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from annotate.agreement import METRICS, Figure, Metric, agree
from annotate.agreement.comparison import Comparison, compare
from annotate.agreement.counting import Sums, counted
from annotate.agreement.findings import find, find_in
from annotate.agreement.intervals import Draws
from annotate.agreement.pairwise_f1 import OVERLAP
from annotate.agreement.place_and_label import LABEL_ALPHA
from annotate.agreement.portions import Filed
from annotate.agreement.relations import RELATION_F1
from annotate.agreement.report import agree_on
from annotate.files import write_records
from annotate.model import (
    Annotation,
    Answer,
    Asked,
    Attribute,
    Document,
    Extent,
    Metadata,
    Prediction,
    Relation,
    Sentence,
    Source,
    Span,
)
from annotate.store import Project

TASK, TASKS = 60, 4
LABELS = ("actor", "claim", "evidence")
Edges = tuple[int, int, str]


def at_once(metric: Metric, comparison: Comparison) -> Any:
    """What a metric finds in one comparison."""
    found = metric.parts or metric.compute
    assert found
    return found(comparison)


HELD = {
    "held_f1": replace(OVERLAP, name="held_f1", compute=partial(at_once, OVERLAP)),
    "held_label": replace(LABEL_ALPHA, name="held_label", compute=partial(at_once, LABEL_ALPHA)),
    "held_relations": replace(RELATION_F1, name="held_relations", parts=partial(at_once, RELATION_F1)),
}
"""Metrics of one function each, as a plug-in may bring them."""


def paper(name: str) -> Document:
    """A document of sentences of ten characters."""
    text = "甲方应加强合作研究。" * (TASK * TASKS // 10)
    sentences = tuple(Sentence(extent=Extent(at, at + 10)) for at in range(0, len(text), 10))
    source = Source(path=f"{name}.txt", sha256="", encoding="utf-8", length=len(text), reader="txt")
    return Document(
        id=name, source=source, metadata=Metadata(), text=text, sections=(), sentences=sentences, footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip


def drawn(name: str, who: str, base: Sequence[Edges], random: Random) -> Annotation:
    """Somebody's work: some marks are missed, some cut otherwise; a task may be skipped, or ask for fewer labels."""
    answers, asked = [], []
    for task in range(TASKS):
        extent = Extent(task * TASK, (task + 1) * TASK)
        state = "skipped" if random.random() < 0.1 else "submitted"
        status = "seeded" if task % 2 else "blank"
        answers.append(Answer(task=f"{task}", annotation="", extent=extent, state=state, status=status))
        if state == "submitted":
            asked.append(Asked(extent=extent, labels=LABELS if random.random() < 0.8 else LABELS[:2]))
    spans = [
        Span(
            id=f"{name}:{who}:{number}",
            label=label if random.random() < 0.9 else random.choice(LABELS),
            extent=Extent(start, end + random.choice((0, 0, 1, 3))),
            attributes=(Attribute(name="type", values=(random.choice("ab"),)),),
            origin=random.choice(("manual", "prediction", "prediction-changed")),
        )
        for number, (start, end, label) in enumerate(base)
        if random.random() < 0.8
    ]
    # Of one task, as in Label Studio.
    relations = tuple(
        Relation(id=f"{one.id}-{other.id}", type="supports", source=one.id, target=other.id)
        for one, other in combinations(spans, 2)
        if one.extent.start // TASK == other.extent.start // TASK and random.random() < 0.5
    )
    return Annotation(
        document=name,
        annotator=who,
        spans=tuple(spans),
        relations=relations,
        asked=tuple(asked),
        answers=tuple(answers),
    )


@pytest.fixture(scope="module")
def works() -> list[Annotation]:
    """Four people on five documents, not all on each; in no order."""
    random = Random(7)  # noqa: S311 - a draw of marks, not a secret
    made = []
    for name in "edcba":
        starts = [random.randrange(TASK * TASKS - 20) for _ in range(14)]
        base = [(start, start + random.randint(3, 15), random.choice(LABELS)) for start in starts]
        made += [drawn(name, who, base, random) for who in "ABCD" if random.random() < 0.7]
    random.shuffle(made)
    return made


def test_every_metric_of_ours_is_counted() -> None:
    """So that no study need fit into memory."""
    assert [name for name in METRICS.builtin if counted(METRICS.load(name)) is None] == []


QUICK = [name for name in METRICS.builtin if not METRICS.load(name).slow]


@pytest.mark.parametrize(("people", "names", "least"), [("ABCD", QUICK, 250), ("AB", ["gamma", "gamma_cat"], 4)])
def test_sums_of_documents_are_the_figures_of_all_at_once(
    works: list[Annotation], people: str, names: list[str], least: int
) -> None:
    """For every metric, pair and label: as the metric finds comparing all documents in one."""
    own = [work for work in works if work.annotator in people]
    documents = [paper(name) for name in "abcde"]
    sentences = {document.id: tuple(s.extent for s in document.sentences) for document in documents}
    found = {(s.metric, s.label, s.annotators): s for s in agree(own, names, documents=documents).scores[::-1]}
    seen = 0
    for who in dict.fromkeys([*combinations(people, 2), tuple(people)]):
        whole = compare(own, who, LABELS, sentences)
        for name in names:
            for label, figure in figures_of(METRICS.load(name), whole):
                score = found[name, label, who]
                assert (score.document, score.n_units, score.reason) == ("*", figure.n_units, figure.reason)
                assert score.value == (figure.value if figure.value is None else pytest.approx(figure.value, abs=1e-12))
                seen += score.value is not None

    assert seen > least


def figures_of(metric: Metric, whole: Comparison) -> list[tuple[str, Figure]]:
    """The figures of a metric, each with the label or part it is of."""
    if metric.pairs and len(whole.annotators) > 2:
        return []
    if metric.parts:
        return [*metric.parts(whole).items()]
    wanted = [*(["*"] if metric.overall else []), *(LABELS if metric.per_label else [])]
    return [(label, at_once(metric, whole if label == "*" else whole.for_label(label))) for label in wanted]


@pytest.mark.usefixtures("held_metrics")
def test_a_metric_of_one_function_has_the_same_figures(works: list[Annotation]) -> None:
    """Of all documents with intervals, of each, and of each kind of tasks; beside metrics that are counted."""
    documents = [paper(name) for name in "abcde"]
    names = ["pairwise_f1_overlap", "held_relations", "held_f1", "label_alpha", "held_label", "relation_f1"]
    rounds = {
        (document.id, TASK * task): "pilot" if task < 2 else "main" for document in documents for task in range(TASKS)
    }
    scores = agree(works, names, documents=documents, rounds=range(20), round_of=rounds).scores
    same = {"held_f1": "pairwise_f1_overlap", "held_label": "label_alpha", "held_relations": "relation_f1"}
    own = {replace(s, metric=same[s.metric]) for s in scores if s.metric in same}

    assert {s.document for s in own} == {*"*abcde", "*pilot", "*main", "*seeded", "*blank"}
    assert sum(s.low is not None for s in own) > 20
    assert own == {s for s in scores if s.metric in same.values()}
    assert list(dict.fromkeys(s.metric for s in scores)) == names


@pytest.fixture
def held_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """The metrics of one function, to be found by name."""
    load = type(METRICS).load
    monkeypatch.setattr(type(METRICS), "load", lambda self, name: HELD[name] if name in HELD else load(self, name))


@pytest.mark.parametrize("fold", [1, 40, 10_000])
def test_rounds_are_sums_of_the_blocks_they_drew(monkeypatch: pytest.MonkeyPatch, fold: int) -> None:
    """However soon what many blocks have goes to the table; a name of one block alone is not lost."""
    monkeypatch.setattr("annotate.agreement.intervals.FOLD", fold)
    random = Random(fold)  # noqa: S311 - a draw of counts, not a secret
    people: tuple[tuple[str, ...], ...] = ((), ("A", "B"))
    groups = [(number, who, "*") for number in range(2) for who in people]
    blocks: list[Sums] = [
        {group: {random.choice("uvwxyz"): random.randint(1, 9), f"only {block}": 0.25} for group in groups}
        for block in range(50)
    ]
    draws = Draws(len(blocks), 12, seed=3)
    for block in blocks:
        draws.add(block)

    for places, sums in zip(draws.places, draws.rounds(), strict=True):
        expected: dict[tuple[Any, str], float] = defaultdict(float)
        for block, times in zip(blocks, places.tolist(), strict=True):
            for group, counts in block.items():
                for key, n in counts.items():
                    expected[group, key] += times * n
        assert {(group, key): n for group, own in sums.items() for key, n in own.items()} == {
            where: n for where, n in expected.items() if n
        }
        assert places.sum() == len(blocks)


def test_a_study_on_disk_has_the_figures_of_its_values(works: list[Annotation], tmp_path: Path) -> None:
    """Wherever a document's lines stand, and if it is not among the documents any more; also what the page shows."""
    (tmp_path / "annotate.yaml").write_text("format: project/1\n", encoding="utf-8")
    study = Project.open(tmp_path)
    documents = [paper(name) for name in "xcba"]
    marks = (Span(id="0", label="claim", extent=Extent(62, 70)), Span(id="1", label="claim", extent=Extent(80, 90)))
    predictions = [Prediction(document=name, spans=marks, model_version="1") for name in "bxa"]
    for kind, values in ((Document, documents), (Annotation, works), (Prediction, predictions)):
        write_records(study.path(kind), values)
    known = {work.document for work in works}

    held = agree(
        works,
        documents=[document for document in documents if document.id in known],
        predictions=predictions,
        rounds=range(6),
    )

    assert agree_on(Filed(study), n_rounds=6).agreement() == held
    assert {"pre_marks_removed", "pre_marks_kept"} <= {score.metric for score in held.scores}
    assert find_in(Filed(study)) == find(works, documents[1:])
