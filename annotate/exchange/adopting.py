"""Make what foreign files hold into annotations of a study's documents; everything in them is accounted for.

    Found ── names ─→ the schema's labels, attributes, relations   (`Names`: all unknown ones at once)
          ── text ──→ a document and its offsets                   (`annotate.exchange.fitting`)

What has no place in the schema but was typed by a person goes into the note of
its span. What cannot come in at all is an Issue that says why:

    E451 no document has this text           E454 an end of the relation did not come in
    E452 the span's words are not there      W455 some of the span's words are not there
    E453 the same span or relation twice     W456 the format holds it, a study cannot

Programs number spans anew in every file. So a span is known by its label and
place: one that the annotator had there before keeps its id, and with it what
was decided on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.errors import AnnotateError, InputError, nearest, raise_problems
from annotate.exchange import Found
from annotate.exchange.fitting import Fit
from annotate.model import Annotation, Answer, Asked, Attribute, Document, Extent, Issue, Relation, Span, stable_id
from annotate.schema import NOTE, AttributeType, Label, RelationType, Schema, check

FILE = "file:"
"""What the task of an answer begins with that came from another program's file."""


def is_from_file(annotation: Annotation) -> bool:
    """True if the annotation came from another program's file, so that Label Studio knows nothing of it."""
    return any(answer.task.startswith(FILE) for answer in annotation.answers)


@dataclass(frozen=True, slots=True)
class Names:
    """The schema's names for the files' own; an empty one: left out, as the person said."""

    labels: Mapping[str, str]
    relations: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What came of one labelling: how many of what came in, and an Issue for all that did not."""

    annotation: Annotation | None
    count: Counter[str] = field(default_factory=Counter)
    issues: tuple[Issue, ...] = ()


def resolve(found: Sequence[Found], schema: Schema, given: Mapping[str, str]) -> Names:
    """Find the schema's name for each label and relation of the files.

    A name is taken as it is, by its title, in other case, or as `given` says.

    Raises:
        InputError, ProblemsError: every name that is not known, and every one given that is not needed.
    """
    labels = Counter(span.label for one in found for span in one.spans)
    relations = Counter(relation.type for one in found for relation in one.relations)
    offered = {name for one in found for name in one.declared}
    problems: list[AnnotateError] = []
    known = [*labels, *relations, *offered]
    for name, ours in given.items():
        if name not in known:
            problems.append(InputError(f"--map {name}={ours}", "no file holds that name", nearest(name, known)))
        elif ours and schema.label(ours) is None and schema.relation(ours) is None:
            every = {*(label.id for label in schema.labels), *(kind.id for kind in schema.relations)}
            problems.append(InputError(f"--map {name}={ours}", f"{ours!r} is not in {schema.id}", nearest(ours, every)))
    ours_of = {"label": _titles(schema.labels), "relation": _titles(schema.relations)}
    resolved: dict[str, dict[str, str]] = {"label": {}, "relation": {}}
    for kind, names in (("label", labels), ("relation", relations)):
        for name, count in names.items():
            own = _ours(name, ours_of[kind], given)
            if own is None:
                ids = set(ours_of[kind].values())
                what = f"{name!r} ({count}×) is no {kind} of the schema {schema.id}"
                todo = f"Give --map {name}=NAME, or --map {name}= to leave it out. {nearest(name, ids)}"
                problems.append(InputError("", what, todo))
            else:
                resolved[kind][name] = own
    raise_problems(problems)
    for name in sorted(offered - labels.keys()):
        resolved["label"][name] = _ours(name, ours_of["label"], given) or ""
    return Names(resolved["label"], resolved["relation"])


def _titles(kinds: Sequence[Label] | Sequence[RelationType]) -> dict[str, str]:
    """Return all that a label or relation may be called -> its id."""
    titles = {title: kind.id for kind in kinds for title in kind.title.values()}
    return {**titles, **{kind.id: kind.id for kind in kinds}}


def _ours(name: str, known: Mapping[str, str], given: Mapping[str, str]) -> str | None:
    """Return the schema's name, empty if it is to be left out, None if it is not known."""
    if name in given:
        ours = given[name]
        return ours if not ours or ours in known.values() else None
    return known.get(name) or known.get(name.casefold().replace("-", "_").replace(" ", "_"))


def adopt(
    one: Found, fit: Fit, document: Document, schema: Schema, names: Names, before: Annotation | None = None
) -> Adopted:
    """Make one labelling an annotation of its document.

    The whole text counts as asked for, with every label that the files offer or
    use: other programs keep no record of what was asked.

    Args:
        one: the labelling; its `who` is the annotator.
        fit: its text beside the document's.
        document: of the study.
        schema: what spans may be.
        names: the schema's names for the file's.
        before: the annotator's work on the document that gives way, if there is any.
    """
    work = _Work(one, document.id, names, schema, before)
    spans = work.spans(fit)
    relations = work.relations(spans)
    asked = tuple(dict.fromkeys(ours for ours in names.labels.values() if ours))
    whole = Extent(0, len(document.text))
    answer = Answer(task=f"{FILE}{one.where}", annotation=one.who, extent=whole, state="submitted", status="blank")
    annotation = Annotation(
        document=document.id,
        annotator=one.who,
        spans=tuple(sorted(spans.values(), key=lambda s: (s.extent, s.label, s.id))),
        relations=relations,
        asked=(Asked(extent=whole, labels=asked),) if asked else (),
        answers=(answer,),
    )
    for what, number in sorted(one.lost.items()):
        work.issue("W456", one.where, f"{number} {what}: a study has no place for them")
    checked = check(annotation, schema, len(document.text))
    return Adopted(annotation=annotation, count=work.count, issues=(*work.issues, *checked))


def unplaced(one: Found) -> Adopted:
    """Account for a labelling whose text is no document of the study."""
    message = "no document of the study has this text; nothing of it came in. --as-papers would make it one"
    found = f"{len(one.spans)} spans, {len(one.relations)} relations"
    count = Counter({"spans": len(one.spans), "relations": len(one.relations)})
    issue = Issue(code="E451", where=one.where, message=message, found=found)
    return Adopted(annotation=None, count=count, issues=(issue,))


class _Work:
    """One labelling on its way in."""

    def __init__(self, one: Found, document: str, names: Names, schema: Schema, before: Annotation | None) -> None:
        self.one, self.names, self.schema = one, names, schema
        self.prefix = f"{document}:{one.who}:"
        # Of copies the last by its id: on every run the same.
        spans = sorted(before.spans, key=lambda span: span.id) if before else ()
        self.known = {(span.label, span.extent): span.id for span in spans}
        self.count: Counter[str] = Counter(spans=len(one.spans), relations=len(one.relations))
        self.issues: list[Issue] = []

    def issue(self, code: str, where: str, message: str, found: str = "") -> None:
        self.issues.append(Issue(code=code, where=where, message=message, found=found))

    def spans(self, fit: Fit) -> dict[str, Span]:
        """Return foreign id -> the span that came in."""
        spans: dict[str, Span] = {}
        seen: set[tuple[str, Extent]] = set()
        for span in self.one.spans:
            where = f"{self.one.where} {span.id}"
            words = " ".join(fit.foreign[span.extent.start : span.extent.end].split())[:60]
            label = self.schema.label(self.names.labels[span.label])
            if label is None:
                self.count["spans left out"] += 1
                continue
            extent, gone = fit.place(span.extent)
            if extent is None:
                self.issue("E452", where, "its words are not in the clean text of the document; left out", words)
            elif (label.id, extent) in seen:
                self.issue("E453", where, f"the same span is marked {label.id} twice; left out", words)
            else:
                if gone:
                    message = f"{gone} of its characters are not in the clean text of the document; it is shorter now"
                    self.issue("W455", where, message, words)
                seen.add((label.id, extent))
                own = self.prefix + stable_id(label.id, extent.start, extent.end)
                spans[span.id] = Span(
                    id=self.known.get((label.id, extent), own),
                    label=label.id,
                    extent=extent,
                    attributes=self._attributes(span, label, where),
                )
        self.count["spans in"] = len(spans)
        return spans

    def relations(self, spans: Mapping[str, Span]) -> tuple[Relation, ...]:
        """Return the relations both ends of which came in."""
        made: dict[str, Relation] = {}
        left = {span.id for span in self.one.spans if not self.names.labels[span.label]}
        for relation in self.one.relations:
            ours = self.names.relations[relation.type]
            where = f"{self.one.where} {relation.id}"
            if not ours or {relation.source, relation.target} & left:
                self.count["relations left out"] += 1
            elif relation.source not in spans or relation.target not in spans:
                self.issue("E454", where, "an end of the relation did not come in; left out", relation.type)
            else:
                source, target = spans[relation.source].id, spans[relation.target].id
                own = f"{source}>{ours}>{target.removeprefix(self.prefix)}"  # as of what comes from Label Studio
                if own in made:
                    self.issue("E453", where, f"the same relation is drawn {ours} twice; left out", relation.type)
                made.setdefault(own, Relation(id=own, type=ours, source=source, target=target))
        self.count["relations in"] = len(made)
        return tuple(made.values())

    def _attributes(self, span: Span, label: Label, where: str) -> tuple[Attribute, ...]:
        """Return the attributes that the schema has; whatever else was said, as lines of the note."""
        values: dict[str, list[str]] = {}
        notes: list[str] = []
        for attribute in span.attributes:
            name = attribute.name.removeprefix(f"{label.id}_")
            if name.casefold() in {NOTE, "comment", "memo"}:
                notes += attribute.values
                continue
            kind = _attribute(name, label)
            for value in attribute.values:
                ours = _value(value, kind) if kind else None
                if kind is None or ours is None or (kind.kind == "choice" and values.get(kind.id)):
                    notes.append(f"{attribute.name}: {value}")
                else:
                    values.setdefault(kind.id, []).append(ours)
        self.count["attributes in"] += sum(map(len, values.values()))
        if notes and self.schema.note is None:
            for line in notes:
                self.issue("E301", where, "the schema has neither this attribute nor a note; left out", line[:60])
            notes = []
        self.count["notes in"] += len(notes)
        if notes:
            values[NOTE] = notes
        return tuple(Attribute(name=name, values=tuple(given)) for name, given in values.items())


def _attribute(name: str, label: Label) -> AttributeType | None:
    """Return the label's attribute of that id or title, None if it has none."""
    return next((a for a in label.attributes if name.casefold() == a.id or name in a.title.values()), None)


def _value(value: str, kind: AttributeType) -> str | None:
    """Return a value as the schema calls it, None if it has no such choice."""
    if kind.kind == "text":
        return value
    titles = {name: choice.id for choice in kind.choices for name in (*choice.title.values(), choice.id)}
    return titles.get(value) or titles.get(value.casefold())
