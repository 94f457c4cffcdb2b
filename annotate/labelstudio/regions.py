"""Spans, attributes and relations of one task <-> the `result` items of Label Studio.

A labelled region is one item of type `labels`; each of its attributes is a
further item with the same id; a relation is an item without an id that names
two regions. Offsets count in the task's text, which is a slice of the document::

    {"id": "r1", "from_name": "span", "type": "labels", "value": {"start": 5, "end": 11, …}}
    {"id": "r1", "from_name": "evidence_type", "type": "choices", "value": {…}}
    {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "right", "labels": ["supports"]}

Nothing is trusted on the way in: what does not fit becomes an Issue, never a
span somewhere else.

    E101 unknown label                E201 an end of a relation is missing
    E202 unknown relation             E205 a relation that points both ways
    E301 no such attribute            E304 an attribute of a missing region
    E403 the region's text does not fit its offsets
    E404 the offsets lie outside the text
    E405 the region cannot be read
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.labelstudio.config import SPAN, TEXT
from annotate.model import Attribute, Extent, Issue, Relation, Span, Task, stable_id
from annotate.schema import NOTE, Schema

Item = Mapping[str, Any]

RULE = "rule: "
ORIGINS = frozenset({"manual", "prediction", "prediction-changed"})


def to_result(spans: Iterable[Span], relations: Iterable[Relation], task: Task, schema: Schema) -> list[dict[str, Any]]:
    """Return the result items of spans and relations that lie in a task.

    An attribute that the schema does not know has no control and is left out;
    `schema.check` tells of it.
    """
    items: list[dict[str, Any]] = []
    for span in spans:
        start, end = span.extent.start - task.char_offset, span.extent.end - task.char_offset
        items.append(_label_item(span, start, end, task.text[start:end]))
        items.extend(_attribute_items(span, start, end, schema))
    items.extend(
        {"type": "relation", "from_id": r.source, "to_id": r.target, "direction": "right", "labels": [r.type]}
        for r in relations
    )
    return items


def _label_item(span: Span, start: int, end: int, text: str) -> dict[str, Any]:
    item: dict[str, Any] = {"id": span.id, "from_name": SPAN, "to_name": TEXT, "type": "labels"}
    if span.score is not None:
        item["score"] = span.score
    if span.rule:
        item["meta"] = {"text": [RULE + span.rule]}
    if span.origin in ORIGINS:
        item["origin"] = span.origin
    return item | {"value": {"start": start, "end": end, "text": text, "labels": [span.label]}}


def _attribute_items(span: Span, start: int, end: int, schema: Schema) -> Iterator[dict[str, Any]]:
    label = schema.label(span.label)
    for attribute in span.attributes:
        kind = label.attribute(attribute.name) if label else None
        if kind is None and attribute.name != NOTE:
            continue
        free = kind is None or kind.kind == "text"
        yield {
            "id": span.id,
            "from_name": NOTE if kind is None else f"{span.label}_{attribute.name}",
            "to_name": TEXT,
            "type": "textarea" if free else "choices",
            "value": {"start": start, "end": end, "text" if free else "choices": list(attribute.values)},
        }


@dataclass
class Reading:
    """What was read of one result: spans with Label Studio's own ids, and what did not fit."""

    spans: list[Span] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def from_result(result: Sequence[object], task: Task, schema: Schema, where: str) -> Reading:
    """Read the result items of one annotation or prediction.

    Args:
        result: as Label Studio stores it.
        task: whose text the offsets count in; spans get offsets of the document.
        schema: for labels and the names of controls.
        where: document, task and annotator, for the Issues.
    """
    reading = Reading()
    spans: dict[str, Span] = {}
    labelled: set[str] = set()
    attributes: list[Item] = []
    relations: list[Item] = []
    for item in result:
        kind = str(item.get("type")) if isinstance(item, dict) else ""
        if not isinstance(item, dict):
            reading.issues.append(_unreadable(where, "the region is not an object", item))
        elif kind == "labels":
            labelled.add(str(item.get("id")))
            found = _span(item, task, schema, f"{where} {item.get('id')}")
            if isinstance(found, Span) and found.id in spans:
                found = _unreadable(f"{where} {found.id}", "a second region has this id and is not taken", item)
            if isinstance(found, Issue):
                reading.issues.append(found)
            else:
                spans[found.id] = found
        elif kind in {"choices", "textarea"}:
            attributes.append(item)
        elif kind == "relation":
            relations.append(item)
        else:
            reading.issues.append(_unreadable(where, "the region is of a kind that the page does not have", item))
    given: dict[str, dict[str, Attribute]] = {}
    controls = schema.controls()
    for item in attributes:
        reading.issues.extend(_add_attribute(item, spans, given, labelled, controls, where))
    reading.spans = [
        replace(span, attributes=tuple(given[name].values())) if name in given else span for name, span in spans.items()
    ]
    _read_relations(relations, spans, schema, where, reading)
    return reading


def _unreadable(where: str, message: str, item: object) -> Issue:
    shown = item.get("type") if isinstance(item, Mapping) else item
    return Issue(code="E405", where=where, message=message, found=str(shown)[:80])


def _span(item: Item, task: Task, schema: Schema, where: str) -> Span | Issue:
    value = item.get("value")
    labels = value.get("labels") if isinstance(value, dict) else None
    if not isinstance(item.get("id"), str) or not item["id"] or item.get("from_name") != SPAN:
        return _unreadable(where, f"the region has no id or does not come from {SPAN!r}", item)
    if not isinstance(value, dict) or not isinstance(labels, list) or len(labels) != 1:
        return Issue(code="E405", where=where, message="the region has not exactly one label", found=str(labels))
    label = str(labels[0])
    if schema.label(label) is None:
        expected = ", ".join(known.id for known in schema.labels)
        message = "the label is not in the schema; the region is not taken"
        return Issue(code="E101", where=where, message=message, expected=expected, found=label)
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(task.text):
        message = "the offsets lie outside the text; the region is not taken"
        return Issue(code="E404", where=where, message=message, expected=f"0:{len(task.text)}", found=f"{start}:{end}")
    expected, text = task.text[start:end], value.get("text")
    if isinstance(text, str) and not same_text(text, expected):
        message = "the region's text does not fit its offsets; the region is not taken"
        return Issue(code="E403", where=where, message=message, expected=expected, found=text)
    rule, note = _meta(item)
    score = item.get("score")
    origin = str(item.get("origin"))
    return Span(
        id=item["id"],
        label=label,
        extent=Extent(task.char_offset + start, task.char_offset + end),
        attributes=(Attribute(name=NOTE, values=note),) if note else (),
        score=float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None,
        rule=rule,
        origin=origin if origin in ORIGINS else "manual",
    )


def same_text(found: str, expected: str) -> bool:
    r"""True if Label Studio's text of a region means the text at its offsets.

    The page stores a line feed as a backslash and an n.

    >>> same_text("a\\nb", "a\nb"), same_text("ab", "a b")
    (True, False)
    """
    return found == expected or found.replace("\n", "\\n") == expected.replace("\n", "\\n")


def _meta(item: Item) -> tuple[str, tuple[str, ...]]:
    """Return the rule, and what the annotator wrote beside it in the Info panel."""
    meta = item.get("meta")
    text = meta.get("text") if isinstance(meta, dict) else None
    lines = [line for part in strings(text) for line in re.split(r"\r\n?|\n", part)]
    rule = next((line.removeprefix(RULE) for line in lines if line.startswith(RULE)), "")
    return rule, tuple(line for line in lines if line.strip() and not line.startswith(RULE))


def strings(value: object) -> list[str]:
    """Return the strings of what may be one, a list of them, or nothing of use."""
    return [str(part) for part in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _add_attribute(
    item: Item,
    spans: Mapping[str, Span],
    given: dict[str, dict[str, Attribute]],
    labelled: set[str],
    controls: Mapping[str, tuple[str, str]],
    where: str,
) -> Iterator[Issue]:
    """Note a span's attribute in `given`, or say why not."""
    name, region = str(item.get("from_name")), str(item.get("id"))
    place = f"{where} {region}"
    span = spans.get(region)
    if span is None:
        reason = "was not taken" if region in labelled else "is missing"
        yield Issue(code="E304", where=place, message=f"the region of the attribute {reason}", found=name)
        return
    label, attribute = controls.get(name, (span.label, NOTE) if name == NOTE else ("", ""))
    if label != span.label:
        yield Issue(code="E301", where=place, message=f"the label {span.label} has no such attribute", found=name)
        return
    value = item.get("value")
    said = value.get("choices" if item["type"] == "choices" else "text") if isinstance(value, dict) else None
    values = tuple(part for part in strings(said) if part)
    if values:
        mine = given.setdefault(region, {known.name: known for known in span.attributes})
        before = mine.pop(attribute, None)
        mine[attribute] = Attribute(name=attribute, values=(*(before.values if before else ()), *values))


def _read_relations(
    items: Iterable[Item], spans: Mapping[str, Span], schema: Schema, where: str, reading: Reading
) -> None:
    seen: set[str] = set()
    for item in items:
        source, target = str(item.get("from_id")), str(item.get("to_id"))
        place = f"{where} {source}→{target}"
        missing = [end for end in (source, target) if end not in spans]
        if item.get("direction", "right") == "left":
            source, target = target, source
        labels = strings(item.get("labels"))
        known = [name for name in labels if schema.relation(name)]
        if missing:
            message = "an end of the relation is missing; the relation is not taken"
            reading.issues.append(Issue(code="E201", where=place, message=message, found=", ".join(missing)))
        elif item.get("direction") == "bi":
            message = "the relation points both ways; the relation is not taken"
            reading.issues.append(Issue(code="E205", where=place, message=message, found=", ".join(labels)))
        elif len(known) < max(len(labels), 1):
            message = "the relation has no type that the schema knows; the relation is not taken"
            reading.issues.append(Issue(code="E202", where=place, message=message, found=", ".join(labels)))
        else:
            for name in known:
                key = stable_id(source, name, target)
                if key not in seen:
                    reading.relations.append(Relation(id=key, type=name, source=source, target=target))
                seen.add(key)
