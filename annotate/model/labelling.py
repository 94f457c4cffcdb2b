"""What somebody, or a rule, marked in one document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from annotate.model.text import Extent


def stable_id(*parts: object) -> str:
    """Return a short id that is the same for the same parts on every run.

    >>> stable_id("paper", "rule", 3, 9)
    'd7f589d43b'
    """
    joined = ("\x1f%s" * len(parts))[1:] % parts  # in less than half the time of joining `map(str, parts)`
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Who stands behind a span, relation or attribute of a consensus.

    `len(by)` of `len(asked)` is the "n of m" of the tables.

    Args:
        by: annotators who marked it.
        asked: annotators who were asked here and submitted.
        partial: annotators who marked it only as part of a longer or as several
            shorter spans.
        members: stitched ids of what was merged into it.
        adjudicated: an adjudicator decided it.
        starts: the first and the last of the members' starts.
        ends: the first and the last of the members' ends.
        probability: of a span, that it is there: the method's estimate, else
            Laplace's (n + 1) / (m + 2) from n of m; 1 where it was adjudicated.
    """

    by: tuple[str, ...]
    asked: tuple[str, ...]
    partial: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    adjudicated: bool = False
    starts: tuple[int, int] | None = None
    ends: tuple[int, int] | None = None
    probability: float | None = None

    @property
    def single(self) -> bool:
        """True if one person alone was asked and nobody else decided: agreement cannot speak here."""
        return len(self.asked) == 1 and not self.adjudicated


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A property of a span: `evidence_type` is `type` of an `evidence` span.

    Args:
        name: the attribute's id within its label, or `note`.
        values: chosen ids, or the lines of a free text.
        support: in a consensus, who gave these values.
    """

    name: str
    values: tuple[str, ...]
    support: Support | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One labelled extent of a document.

    Args:
        id: unique within the labelling; in an annotation the stitched id
            `document:annotator:region`.
        extent: in the document's clean text.
        score: a probability, for what rules marked.
        rule: id of the rule that marked it, or that it was corrected from.
        origin: `manual`, `prediction` (a pre-mark kept as it was),
            `prediction-changed`, `rule` or `consensus`.
        support: in a consensus, who stands behind it.
    """

    id: str
    label: str
    extent: Extent
    attributes: tuple[Attribute, ...] = ()
    score: float | None = None
    rule: str = ""
    origin: str = "manual"
    support: Support | None = None

    def overlaps(self, other: Span) -> bool:
        """True if both hold at least one character."""
        return self.extent.overlaps(other.extent)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute, none if it is not set."""
        return next((a.values for a in self.attributes if a.name == name), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A typed relation from one span to another of the same labelling."""

    id: str
    type: str
    source: str
    target: str
    score: float | None = None
    rule: str = ""
    origin: str = "manual"
    support: Support | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A passage in which labels were asked for and the work was submitted."""

    extent: Extent
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of one task in one annotator's hands.

    Args:
        task: Label Studio's task id, as text.
        annotation: Label Studio's annotation id, as text.
        extent: of the task in the document.
        state: `submitted`, `skipped` or `draft`.
        status: `seeded` or `blank`, as the task was given.
    """

    task: str
    annotation: str
    extent: Extent
    state: str
    status: str = "seeded"
    lead_time: float | None = None
    created_at: str = ""
    updated_at: str = ""
    ground_truth: bool = False
    parent_prediction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelling:
    """Spans and relations over one document."""

    document: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...] = ()

    def span(self, span_id: str) -> Span | None:
        """Return the span of that id; for many look-ups build a dict."""
        return next((s for s in self.spans if s.id == span_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction(Labelling):
    """What the seed packs found in a document."""

    model_version: str
    packs: tuple[str, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Labelling):
    """One annotator's work on one document, stitched from its tasks.

    Args:
        asked: passages with the labels asked for, of submitted tasks only.
        answers: every task the annotator opened, skipped and drafts among them.
    """

    annotator: str
    asked: tuple[Asked, ...]
    answers: tuple[Answer, ...] = ()

    def region(self, span: Span) -> str:
        """Return what a span is called in its task: where it came from a pre-mark, as that is.

        >>> span = Span(id="paper:li:r1@300", label="claim", extent=Extent(310, 320))
        >>> Annotation(document="paper", annotator="li", spans=(span,), asked=()).region(span)
        'r1'
        """
        # Of one name in several tasks the later ones are told apart by their tasks' places.
        return span.id.removeprefix(f"{self.document}:{self.annotator}:").partition("@")[0]

    def was_asked(self, label: str, extent: Extent) -> bool:
        """True if a submitted passage that overlaps the extent asked for the label."""
        return any(label in a.labels and a.extent.overlaps(extent) for a in self.asked)
