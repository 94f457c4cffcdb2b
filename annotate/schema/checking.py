"""Compare a labelling with its schema.

The codes of what is found:

    E101 the label is not in the schema      E201 an end of the relation is missing
    E102 the span lies outside the text      E202 the relation type is not in the schema
    E103 the span is empty                   E203 the schema does not allow this relation here
    E104 the same span stands twice          E204 the relation joins a span to itself
    E301 the label has no such attribute     E302 the value is not among the choices
    E303 more than one value where one is allowed
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotate.model import Issue, Labelling, Relation, Span
from annotate.schema.kinds import NOTE, Label, Schema


def check(labelling: Labelling, schema: Schema, length: int | None = None) -> list[Issue]:
    """Compare a labelling with the schema; `length` is the document's, in code points."""
    issues: list[Issue] = []
    seen: set[tuple[str, int, int]] = set()
    for span in labelling.spans:
        where = f"{labelling.document} {span.id} [{span.extent.start}:{span.extent.end}]"
        issues.extend(_span_issues(span, schema, where, length))
        key = (span.label, span.extent.start, span.extent.end)
        if key in seen:
            issues.append(Issue(code="E104", where=where, message="the same span stands twice", found=span.label))
        seen.add(key)
    by_id = {span.id: span for span in labelling.spans}
    for relation in labelling.relations:
        issues.extend(_relation_issues(relation, by_id, schema, f"{labelling.document} {relation.id}"))
    return issues


def _span_issues(span: Span, schema: Schema, where: str, length: int | None) -> Iterator[Issue]:
    label = schema.label(span.label)
    if label is None:
        yield Issue(code="E101", where=where, message="the label is not in the schema", found=span.label)
    if span.extent.start < 0 or (length is not None and span.extent.end > length):
        allowed = f"0:{'' if length is None else length}"
        yield Issue(code="E102", where=where, message="the span lies outside the text", expected=allowed)
    if span.extent.start >= span.extent.end:
        yield Issue(code="E103", where=where, message="the span is empty")
    if label is not None:
        yield from _attribute_issues(span, label, where)


def _attribute_issues(span: Span, label: Label, where: str) -> Iterator[Issue]:
    for attribute in span.attributes:
        kind = label.attribute(attribute.name)
        if kind is None:
            if attribute.name != NOTE:
                message = f"the label {label.id} has no such attribute"
                yield Issue(code="E301", where=where, message=message, found=attribute.name)
            continue
        choices = {choice.id for choice in kind.choices}
        for value in attribute.values:
            if kind.kind != "text" and value not in choices:
                message = f"the value of {attribute.name} is not among the choices"
                yield Issue(code="E302", where=where, message=message, expected=", ".join(sorted(choices)), found=value)
        if kind.kind == "choice" and len(attribute.values) > 1:
            found = ", ".join(attribute.values)
            yield Issue(code="E303", where=where, message=f"{attribute.name} takes one value", found=found)


def _relation_issues(relation: Relation, by_id: Mapping[str, Span], schema: Schema, where: str) -> Iterator[Issue]:
    kind = schema.relation(relation.type)
    source, target = by_id.get(relation.source), by_id.get(relation.target)
    if kind is None:
        yield Issue(code="E202", where=where, message="the relation type is not in the schema", found=relation.type)
    if source is None or target is None:
        missing = relation.source if source is None else relation.target
        yield Issue(code="E201", where=where, message="an end of the relation is missing", found=missing)
        return
    if source.id == target.id:
        yield Issue(code="E204", where=where, message="the relation joins a span to itself", found=source.id)
    elif kind is not None and (source.label not in kind.sources or target.label not in kind.targets):
        expected = f"{'/'.join(kind.sources)} → {'/'.join(kind.targets)}"
        found = f"{source.label} → {target.label}"
        message = f"the schema does not allow {relation.type} here"
        yield Issue(code="E203", where=where, message=message, expected=expected, found=found)
