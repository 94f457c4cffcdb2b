"""The report as one offline page: nothing to fetch, nothing to run, people's text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from annotate.agreement.findings import NOTHING, Findings, find_in
from annotate.agreement.methods_text import ALL, Counts, citations, interval, methods
from annotate.agreement.names import FATES, METRIC_NAMES, UNITS, kind_name, titles_of
from annotate.agreement.outcome import Outcome
from annotate.agreement.portions import Held, Portions
from annotate.language import chinese
from annotate.model import Agreement, Annotation, Document, Score
from annotate.pages import pieces
from annotate.schema import Both, Schema, both

HERE = Path(__file__).parent
MAPS = ("pairwise_f1_overlap", "alpha_u")
CHOSEN = ("pairwise_f1_overlap", "alpha_u", "krippendorff_alpha_sentence", "gamma", "relation_f1")
"""What is shown document by document."""


class View:
    """What the template asks for; figures of single documents are read when their row is made."""

    def __init__(self, outcome: Outcome, found: Findings, counts: Counts, titles: Mapping[str, Both]) -> None:
        """Index the figures of the whole."""
        self.agreement = outcome.whole
        self.titles = titles
        self.found = found
        self.counts = counts
        self._own = outcome.own
        self._scores = {(s.metric, s.label, s.annotators, s.document): s for s in self.agreement.scores}

    @cached_property
    def metrics(self) -> list[str]:
        """Return the metrics that have a figure for all annotators, in their order."""
        everybody = self.agreement.annotators
        return list(dict.fromkeys(s.metric for s in self.agreement.scores if s.annotators == everybody))

    @property
    def labels(self) -> list[str]:
        """Return all labels together, and each."""
        return [ALL, *self.found.labels]

    def score(self, metric: str, label: str, *annotators: str) -> Score | None:
        """Return a figure of all documents; that of all annotators if none is named."""
        who = tuple(sorted(annotators)) or self.agreement.annotators
        return self._scores.get((metric, label, who, ALL))

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

    @cached_property
    def kinds(self) -> list[str]:
        """Return the rounds, and the kinds of tasks, that have figures of their own."""
        return [place for place in dict.fromkeys(score.document for score in self.agreement.scores) if place != ALL]

    @property
    def by_document(self) -> bool:
        """True if something has figures of its own that are shown."""
        return bool(self.chosen) and bool(self._own or self.kinds)

    def places(self) -> Iterator[tuple[str, Both | None, dict[str, Score]]]:
        """Yield the documents and kinds that have figures of their own, what kinds are called, and these figures."""
        for scores in self._own:
            yield scores[0].document, None, self._of_everybody(scores)
        for place in self.kinds:
            own = [score for score in self.agreement.scores if score.document == place]
            yield place, kind_name(place), self._of_everybody(own)

    def _of_everybody(self, scores: Iterable[Score]) -> dict[str, Score]:
        """Return metric -> its figure of all annotators and all labels."""
        everybody = self.agreement.annotators
        return {score.metric: score for score in scores if score.label == ALL and score.annotators == everybody}

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
    made = pieces_of(Outcome.of(agreement), Held(annotations, documents), title, schema=schema, lang=lang)
    return "".join(made)


def pieces_of(
    outcome: Outcome, portions: Portions, title: str, *, schema: Schema | None = None, lang: str = "en"
) -> Iterator[str]:
    """Yield, piece by piece, the page on a study that need not fit into memory; else as `page`."""
    found, agreement = find_in(portions), outcome.whole
    counts = Counts(
        documents=len(agreement.documents),
        annotators=len(agreement.annotators),
        spans=found.n_spans,
        seeded=found.n_seeded,
        begun=found.begun,
        tasks=found.n_tasks,
    )
    titles = titles_of(schema) if schema else {}
    yield from pieces(
        HERE / "templates",
        "agreement.html",
        {"figure": _shown, "signed": _signed, "share": _share, "chinese": chinese, "either": _either},
        view=View(outcome, found, counts, titles),
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
