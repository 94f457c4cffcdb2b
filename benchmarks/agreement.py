"""Agreement of the same annotators: each package is given the spans, and gives a figure of the same kind."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.measuring import OURS, Case

LABEL = "claim"
HORIZON = 4000
"""Characters of the paper for γ, some 250 spans of three annotators: what one peer needs minutes for."""
Works = list[Any]


def works(study: Path) -> Works:
    """Return all annotations of a study."""
    from annotate.model import Annotation
    from annotate.store import Project

    return list(Project.open(study).read(Annotation))


def _metric(name: str) -> Any:
    def run(given: Works) -> int:
        from annotate.agreement.comparison import compare
        from annotate.agreement.metric import METRICS

        metric: Any = METRICS.load(name)
        names = sorted({work.annotator for work in given})
        sets = list(combinations(names, 2)) if metric.pairs else [tuple(names)]
        for chosen in sets:
            metric.compute(compare(given, chosen, [LABEL]))
        return _spans(given)

    return run


def _spans(given: Works) -> int:
    return sum(span.label == LABEL for work in given for span in work.spans)


def _codes(given: Works) -> Any:
    """Return annotators by characters, 1 where the label is marked."""
    import numpy as np

    names = sorted({work.annotator for work in given})
    offsets: dict[str, int] = {}
    length = 0
    for work in given:
        if work.document not in offsets:
            offsets[work.document] = length
            length += work.asked[0].extent.end
    codes = np.zeros((len(names), length), int)
    for work in given:
        for span in work.spans:
            if span.label == LABEL:
                at = offsets[work.document]
                codes[names.index(work.annotator), at + span.extent.start : at + span.extent.end] = 1
    return codes


def _krippendorff(given: Works) -> int:
    import krippendorff

    krippendorff.alpha(reliability_data=_codes(given), level_of_measurement="nominal", value_domain=[0, 1])
    return _spans(given)


def _nltk(given: Works) -> int:
    from nltk.metrics.agreement import AnnotationTask

    data = [
        (str(who), str(at), int(code)) for who, row in enumerate(_codes(given)) for at, code in enumerate(row.tolist())
    ]
    AnnotationTask(data=data).alpha()
    return _spans(given)


def _nervaluate(given: Works) -> int:
    from nervaluate.evaluator import Evaluator

    names = sorted({work.annotator for work in given})
    documents = list(dict.fromkeys(work.document for work in given))
    by = {(work.document, work.annotator): work for work in given}

    def entities(name: str) -> list[list[dict[str, Any]]]:
        return [
            [
                {"label": LABEL, "start": span.extent.start, "end": span.extent.end - 1}
                for span in by[document, name].spans
                if span.label == LABEL
            ]
            for document in documents
        ]

    for one, other in combinations(names, 2):
        Evaluator(entities(one), entities(other), tags=[LABEL], loader="dict").evaluate()
    return _spans(given)


def _one_document(study: Path) -> Works:
    """Return everybody's work on the first pages of one paper."""
    found = works(study)
    own = [work for work in found if work.document == found[0].document]
    return [replace(work, spans=tuple(span for span in work.spans if span.extent.end <= HORIZON)) for work in own]


CHARACTERS, F1, GAMMA = "α over characters", "F1 of pairs, exact", "γ of one document"
OWN = (
    "annotate.agreement.comparison", "annotate.agreement.gamma", "annotate.agreement.krippendorff_alpha",
    "annotate.agreement.pairwise_f1", "scipy.optimize", "scipy.sparse.csgraph",
)  # fmt: skip
CASES = (
    Case(
        stage=CHARACTERS, name=OURS, prepare=works, run=_metric("krippendorff_alpha_character"), unit="span", needs=OWN,
    ),
    Case(stage=CHARACTERS, name="krippendorff", prepare=works, run=_krippendorff, unit="span", needs=("krippendorff",)),
    Case(
        stage=CHARACTERS, name="nltk", prepare=works, run=_nltk, unit="span", needs=("nltk.metrics.agreement",),
        largest=1, repeats=1,
    ),
    Case(stage=F1, name=OURS, prepare=works, run=_metric("pairwise_f1_exact"), unit="span", needs=OWN),
    Case(
        stage=F1, name="nervaluate", prepare=works, run=_nervaluate, unit="span", needs=("nervaluate.evaluator",),
        repeats=1, why="counts partial and type matches too",
    ),
    Case(
        stage=GAMMA, name=OURS, prepare=_one_document, run=_metric("gamma"), unit="span", needs=OWN, largest=1,
        repeats=1,
    ),
)  # fmt: skip
