"""The overview: one paper a row, with its length, what was found in it, and how far annotators agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import fmean

from annotate.model import Agreement, Asked, Column, Consensus, Document, Entry, Extent, Table, Texts
from annotate.tables.agreement_file import FiledFigures
from annotate.tables.entries import REASONS
from annotate.tables.keys import NO_AUTHOR
from annotate.tables.listing import OF_PAPER, Listing, joined, of_paper, told
from annotate.tables.papers import Paper
from annotate.tables.places import share
from annotate.tables.profile import Profile, texts
from annotate.tables.study import Study

METRIC = "pairwise_f1_overlap"
FIELDS: Mapping[str, Texts] = {
    **OF_PAPER,
    "characters": {"zh": "字符", "en": "Characters"},
    "paragraphs": {"zh": "段落", "en": "Paragraphs"},
    "annotators": {"zh": "标注者", "en": "Annotators"},
    "asked": {"zh": "建议标注范围", "en": "Asked for advice in"},
    "reasons_asked": {"zh": "理由标注范围", "en": "Asked for reasons in"},
    "labels": {"zh": "{label}", "en": "{label}"},
    "shares": {"zh": "{label}占全文", "en": "{label}, share of text"},
    "strengths": {"zh": "语气：{label}", "en": "Strength: {label}"},
    "against": {"zh": "反对", "en": "Against"},
    "addressed": {"zh": "有对象", "en": "With addressee"},
    "with_reasons": {"zh": "有理由／问过理由", "en": "With reasons, of those asked"},
    "relations": {"zh": "关系", "en": "Relations"},
    "agreement": {"zh": "一致（F1，重叠）：{label}", "en": "Agreement (F1, overlap): {label}"},
}
MANY = ("labels", "shares", "strengths", "agreement")
NAMELESS: Mapping[str, Callable[[Document], Texts | str]] = {
    "authors": lambda _: NO_AUTHOR,
    "title": lambda document: document.source.path,
}
"""What stands for a paper's author and title where they are unknown: no row may be without a name."""
NOT_EXAMINED: Texts = {"zh": "未标注", "en": "not examined"}


class Overview:
    """Makes the overview that a profile describes; what only rules marked is in no count of it."""

    def __init__(self, profile: Profile, study: Study, *, with_seeds: bool = False) -> None:
        """Look the words and the scores up once."""
        self.profile = profile
        columns = [column for name in profile.fields for column in _columns(name, profile, study)]
        self._listing = Listing(profile, study, columns, with_seeds=with_seeds)
        # A large study's figures are read only where they are shown.
        self._scores = agreement_by_label(study.agreement) if "agreement" in profile.fields else {}
        self._names = {annotator.id: annotator.name for annotator in study.annotators()}

    def add(self, paper: Paper) -> None:
        """Add the row of a paper."""
        self._listing.paper(paper)
        label, name = self.profile.label, paper.document.id
        write = _Writer(paper.document, paper.consensus, paper.entries(label), self._names, label, self._scores)
        self._listing.row(name, name, [told(write.cell(column.id)) for column in self._listing.columns])

    def table(self) -> Table:
        """Return the table of all papers that were added."""
        return self._listing.table()


def _columns(name: str, profile: Profile, study: Study) -> Iterator[Column]:
    """Yield a field's columns: one, or one for each label or strength."""
    if name not in MANY:
        yield Column(id=name, title=FIELDS[name])
        return
    kinds: dict[str, Texts] = {label.id: texts(label.title) for label in study.schema.labels}
    if name == "strengths":
        own = study.schema.label(profile.label)
        attribute = own.attribute("modality") if own else None
        kinds = {choice.id: texts(choice.title) for choice in attribute.choices} if attribute else {}
    for kind, title in kinds.items():
        filled = {lang: words.replace("{label}", title.get(lang, kind)) for lang, words in FIELDS[name].items()}
        yield Column(id=f"{name}:{kind}", title=filled)


def agreement_by_label(found: Iterable[Agreement | FiledFigures]) -> Mapping[tuple[str, str], float]:
    """Return (document, label) -> the mean of the pairs' F1, where any pair has one."""
    values: dict[tuple[str, str], list[float]] = {}
    for score in (score for agreement in found for score in agreement.scores):
        if score.metric == METRIC and score.value is not None:
            values.setdefault((score.document, score.label), []).append(score.value)
    return {key: fmean(own) for key, own in values.items()}


class _Writer:
    """Writes the cells of one paper."""

    def __init__(
        self,
        document: Document,
        consensus: Consensus | None,
        entries: tuple[Entry, ...],
        names: Mapping[str, str],
        label: str,
        scores: Mapping[tuple[str, str], float],
    ) -> None:
        self.document = document
        self.consensus = consensus
        self.entries = entries
        self.names = names
        self.label = label
        self.scores = scores

    def cell(self, column: str) -> Texts | str:
        """Return the cell of a column; counts of a paper that nobody read stay empty."""
        name, _, kind = column.partition(":")
        if name in NAMELESS and not of_paper(name, self.document):
            return NAMELESS[name](self.document)
        if name in OF_PAPER:
            return of_paper(name, self.document)
        if name in OF_DOCUMENT:
            return OF_DOCUMENT[name](self.document)
        if self.consensus is None:
            return NOT_EXAMINED if name == "annotators" else ""
        return OF_WORK[name](self, self.consensus, kind)

    def annotators(self, consensus: Consensus) -> Texts:
        """Return who read the paper."""
        return joined([self.names.get(annotator, annotator) for annotator in consensus.annotators])

    def share(self, extents: list[Extent]) -> str:
        """Return how much of the text extents cover, in percent."""
        covered = share(extents, self.document)
        return "100%" if covered == 1 else f"{100 * covered:.1f}%"

    def asked(self, asked: tuple[Asked, ...], labels: tuple[str, ...]) -> str:
        """Return how much of the text labels were asked for in."""
        return self.share([a.extent for a in asked if any(label in a.labels for label in labels)])

    def with_reasons(self) -> str:
        """Return n of m: recommendations with a reason, of those where reasons were asked for."""
        asked = [entry for entry in self.entries if entry.examined]
        return f"{sum(bool(entry.reasons) for entry in asked)} / {len(asked)}"

    def agreement(self, label: str) -> str:
        """Return the mean F1 of pairs on a label; empty where none was computed."""
        value = self.scores.get((self.document.id, label))
        return "" if value is None else f"{value:.2f}"


def _paragraphs(document: Document) -> int:
    headings = {section.heading for section in document.sections}
    return sum(len(extent) > 0 and extent not in headings for extent in document.paragraphs())


OF_DOCUMENT: Mapping[str, Callable[[Document], str]] = {
    "characters": lambda d: str(len(d.text)),
    "paragraphs": lambda d: str(_paragraphs(d)),
}
OF_WORK: Mapping[str, Callable[[_Writer, Consensus, str], Texts | str]] = {
    "annotators": lambda w, c, _: w.annotators(c),
    "asked": lambda w, c, _: w.asked(c.asked, (w.label,)),
    "reasons_asked": lambda w, c, _: w.asked(c.asked, REASONS),
    "labels": lambda _, c, kind: str(sum(span.label == kind for span in c.spans)),
    "shares": lambda w, c, kind: w.share([span.extent for span in c.spans if span.label == kind]),
    "strengths": lambda w, _, kind: str(sum(entry.modality == kind for entry in w.entries)),
    "against": lambda w, *_: str(sum(entry.polarity == "against" for entry in w.entries)),
    "addressed": lambda w, *_: str(sum(bool(entry.addressees) for entry in w.entries)),
    "with_reasons": lambda w, *_: w.with_reasons(),
    "relations": lambda _, c, __: str(len(c.relations)),
    "agreement": lambda w, _, kind: w.agreement(kind),
}
