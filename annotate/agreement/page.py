"""The report as one offline page: nothing to fetch, nothing to run, people's text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from annotate.agreement.findings import NOTHING, Findings, find_in
from annotate.agreement.methods_text import ALL, Counts, citations, interval, methods
from annotate.agreement.names import FATES, METRIC_NAMES, UNITS, kind_name, titles_of
from annotate.agreement.portions import Held, Portions
from annotate.language import chinese
from annotate.model import Agreement, Annotation, Document, Score
from annotate.pages import render
from annotate.schema import Both, Schema, both

HERE = Path(__file__).parent
MAPS = ("pairwise_f1_overlap", "alpha_u")
CHOSEN = ("pairwise_f1_overlap", "alpha_u", "krippendorff_alpha_sentence", "gamma", "relation_f1")
"""What is shown document by document."""


class View:
    """What the template asks for."""

    def __init__(self, agreement: Agreement, found: Findings, counts: Counts, titles: Mapping[str, Both]) -> None:
        """Index the figures."""
        self.agreement = agreement
        self.titles = titles
        self.found = found
        self.counts = counts
        self._scores = {(s.metric, s.label, s.annotators, s.document): s for s in agreement.scores}

    @cached_property
    def metrics(self) -> list[str]:
        """Return the metrics that have a figure for all annotators, in their order."""
        everybody = self.agreement.annotators
        return list(dict.fromkeys(s.metric for s in self.agreement.scores if s.annotators == everybody))

    @property
    def labels(self) -> list[str]:
        """Return all labels together, and each."""
        return [ALL, *self.found.labels]

    def score(self, metric: str, label: str, *annotators: str, document: str = ALL) -> Score | None:
        """Return a figure; that of all annotators if none is named."""
        who = tuple(sorted(annotators)) or self.agreement.annotators
        return self._scores.get((metric, label, who, document))

    def unit(self, metric: str) -> Both:
        """Return what a metric counts."""
        unit = next(s.unit for s in self.agreement.scores if s.metric == metric)
        return both(UNITS.get(unit), unit)

    def gloss(self, metric: str) -> Both:
        """Return in a few words what a metric says; nothing for one that we do not know."""
        return METRIC_NAMES.get(metric, {"en": "", "zh": ""})

    def label(self, name: str) -> Both:
        """Return what a label, a relation or an attribute is called."""
        return self.titles.get(name) or both(None, name)

    @cached_property
    def chosen(self) -> list[str]:
        """Return the metrics shown document by document."""
        return [metric for metric in CHOSEN if metric in self.metrics]

    def places(self) -> list[str]:
        """Return the documents, the rounds, and the kinds of tasks, that have figures of their own."""
        found = dict.fromkeys(score.document for score in self.agreement.scores)
        return [place for place in found if place != ALL] if self.chosen else []

    def name(self, place: str) -> Both | None:
        """Return what a kind of tasks, or a round, is called; nothing for a document."""
        return None if place in self.agreement.documents else kind_name(place)

    def pre_marks(self) -> dict[str, dict[str, Score | None]]:
        """Return by annotator what became of the pre-marks, if there were any."""
        found = {
            annotator: {fate: self.score(f"pre_marks_{fate}", ALL, annotator) for fate in FATES}
            for annotator in self.agreement.annotators
        }
        return {annotator: fates for annotator, fates in found.items() if any(fates.values())}

    def own_parts(self, metric: str) -> list[str]:
        """Return what a metric has figures for that is no label: relation types, attributes."""
        names = {s.label for s in self.agreement.scores if s.metric == metric}
        return sorted(names - set(self.labels))

    def maps(self) -> list[str]:
        """Return the metrics shown annotator by annotator."""
        return [metric for metric in MAPS if metric in {s.metric for s in self.agreement.scores}]

    def confusion(self, one: str, other: str) -> tuple[int, float]:
        """Return how often a label met another, and its share of what it met."""
        n = self.found.confusions.get((one, other), 0)
        total = sum(self.found.confusions.get((one, label), 0) for label in (*self.found.labels, NOTHING))
        return n, n / total if total else 0.0

    def undefined(self) -> list[tuple[str, str]]:
        """Return what has no figure, with the reason, each once."""
        reasons: dict[str, list[str]] = {}
        for score in self.agreement.scores:
            if score.value is None and score.document == ALL and score.annotators == self.agreement.annotators:
                reasons.setdefault(score.reason, []).append(f"{score.metric} {score.label}")
        return [(", ".join(names), reason) for reason, names in reasons.items()]


def page(
    agreement: Agreement,
    annotations: Sequence[Annotation],
    documents: Sequence[Document],
    title: str,
    *,
    schema: Schema | None = None,
    lang: str = "en",
) -> str:
    """Return the page, which holds both languages.

    Args:
        agreement: the figures.
        annotations: the works compared.
        documents: what they are on.
        title: the study's.
        schema: says what labels are called; without it they stand by their ids.
        lang: the language that is seen first, `en` or `zh`; a reader may change it.
    """
    return page_of(agreement, Held(annotations, documents), title, schema=schema, lang=lang)


def page_of(
    agreement: Agreement, portions: Portions, title: str, *, schema: Schema | None = None, lang: str = "en"
) -> str:
    """Return the page on a study that need not fit into memory; else as `page`."""
    found = find_in(portions)
    counts = Counts(
        documents=len(agreement.documents),
        annotators=len(agreement.annotators),
        spans=found.n_spans,
        seeded=found.n_seeded,
        begun=found.begun,
        tasks=found.n_tasks,
    )
    titles = titles_of(schema) if schema else {}
    return render(
        HERE / "templates",
        "agreement.html",
        {"figure": _shown, "signed": _signed, "share": _share, "chinese": chinese, "either": _either},
        view=View(agreement, found, counts, titles),
        lang=lang,
        title=title,
        names=found.titles,
        NOTHING=NOTHING,
        FATES=FATES,
        ALL=ALL,
        interval=interval,
        english=methods(agreement, counts, "en", titles),
        zhongwen=methods(agreement, counts, "zh", titles),
        citations=citations(agreement),
    )


def _either(reason: str) -> str:
    """Return a reason in both languages in one line: a tooltip cannot change its own."""
    return reason if (zh := chinese(reason)) == reason else f"{zh} / {reason}"


def _shown(score: Score | None) -> str:
    return "–" if score is None or score.value is None else f"{score.value:.3f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.1f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"
