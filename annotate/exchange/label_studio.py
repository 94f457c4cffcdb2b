"""Read the JSON export of a Label Studio project that was not made by this toolkit.

Such tasks say neither paper nor place, and their page may call everything as it
likes. So the text is the one value of `data` at which the regions' words stand;
each task is a text of its own, each annotation of it a labelling. Read are

    labels, hypertextlabels on plain text       spans, one for each label of a region
    choices, textarea, rating, number, taxonomy of a region    its attributes, by the name of the control
    relation                                    relations; without a label they are of the type `relation`

Everything else that people made is counted. Label Studio counts code points; a
region whose words stand there in UTF-16 units only is taken at those.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate.errors import AnnotateError, InputError, collected, raise_problems
from annotate.exchange import Found
from annotate.exchange.finding import files_below, text_of
from annotate.inert import encodable
from annotate.model import Attribute, Extent, Relation, Span

JSON = "Export it from Label Studio as JSON, not as JSON-MIN or CSV."
UNNAMED = "relation"
SPANS = {"labels", "hypertextlabels"}
NAMES = ("paper", "title", "name", "file")  # of data: what a text may be called
TEXT = "text"

Item = Mapping[str, Any]


@dataclass(slots=True)
class _Reading:
    """One annotation on its way: what it holds, by Label Studio's ids."""

    where: str
    text: str
    spans: dict[str, list[Span]] = field(default_factory=dict)
    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    problems: list[AnnotateError] = field(default_factory=list)


def read(path: Path) -> list[Found]:
    """Read the JSON export of any Label Studio project with a text on its page, each task as a text of its own.

    Raises:
        InputError, ProblemsError: every file that is no such export, every region that does not fit its text.
    """
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for file in files_below(path, [".json"]):
        with collected(problems):
            found += _file(file)
    raise_problems(problems)
    return found


def _file(file: Path) -> list[Found]:
    try:
        text = text_of(file.read_bytes(), str(file))
    except OSError as error:
        raise InputError(str(file), f"cannot be read ({error.strerror})") from None
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(str(file), "is no JSON", JSON) from None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InputError(str(file), "is not a list of tasks", JSON)
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for number, item in enumerate(items, 1):
        with collected(problems):
            found += _task(item, file, str(item.get("id", number)))
    raise_problems(problems)
    return found


def _task(item: Item, file: Path, number: str) -> Iterator[Found]:
    """Yield the labellings of one task: of each annotator the latest that was submitted."""
    where = f"{file} task {number}"
    held, drafts = (_objects(item.get(kind), f"{where} {kind}") for kind in ("annotations", "drafts"))
    results = {id(one): _objects(one.get("result"), f"{where} annotation {one.get('id')} result") for one in held}
    made = [one for one in held if not one.get("was_cancelled")]
    if not made:
        return
    data = item.get("data")
    if not isinstance(data, Mapping) or not any(isinstance(value, str) for value in data.values()):
        raise InputError(where, "has no text in its data", JSON)
    text = _text(data, [region for one in made for region in results[id(one)]])
    latest: dict[str, Item] = {}
    for one in sorted(made, key=lambda one: (str(one.get("updated_at") or ""), str(one.get("id")))):
        latest[_who(one) or f" {one.get('id')}"] = one  # of those that name nobody each is somebody's
    lost = Counter(
        {
            "earlier annotations by the same annotator": len(made) - len(latest),
            "skipped annotations": len(held) - len(made),
            "drafts": len(drafts),
        }
    )
    name = next((data[key] for key in NAMES if isinstance(data.get(key), str) and data[key].strip()), "")
    problems: list[AnnotateError] = []
    labellings = []
    for one in latest.values():
        reading = _read(results[id(one)], f"{where} annotation {one.get('id')}", text)
        problems += reading.problems
        labellings.append(_found(reading, _who(one), name or f"{file.stem}-{number}", lost))
        lost = Counter()
    raise_problems(problems)
    yield from labellings


def _found(reading: _Reading, who: str, name: str, lost: Counter[str]) -> Found:
    ends = {key: spans[0].id for key, spans in reading.spans.items()}
    joined = [one for one in reading.relations if {one.source, one.target} <= ends.keys()]
    reading.lost["relations of what is no span"] += len(reading.relations) - len(joined)
    reading.lost["answers about no span"] += len(reading.values.keys() - reading.spans.keys())
    return Found(
        where=reading.where,
        name=name,
        who=encodable(who),
        text=reading.text,
        spans=tuple(
            Span(id=span.id, label=span.label, extent=span.extent, attributes=_attributes(reading.values.get(key, {})))
            for key, spans in reading.spans.items()
            for span in spans
        ),
        relations=tuple(joined),
        lost=+(reading.lost + lost),
    )


def _attributes(values: Mapping[str, Sequence[str]]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, values=tuple(given)) for name, given in sorted(values.items()))


def _objects(items: object, where: str) -> list[Item]:
    """Return a list of objects; what is left out has none.

    Raises:
        InputError, ProblemsError: it is no list, or what stands in it is no object.
    """
    if items is None:
        return []
    if not isinstance(items, list):
        raise InputError(where, f"is not a list: {str(items)[:40]!r}", JSON)
    numbered = [(number, item) for number, item in enumerate(items, 1) if not isinstance(item, Mapping)]
    raise_problems([InputError(f"{where} {n}", f"is not an object: {str(item)[:40]!r}", JSON) for n, item in numbered])
    return items


def _who(annotation: Item) -> str:
    """Return the address or else the number of who made an annotation; empty where it is not said."""
    by = annotation.get("completed_by")
    said = (by.get("email") or by.get("id")) if isinstance(by, Mapping) else by
    return str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""


def _text(data: Item, regions: Sequence[Item]) -> str:
    """Return the value of the data at which most regions' words stand; of equal ones `text`, then the longest."""
    texts = {key: encodable(value) for key, value in data.items() if isinstance(value, str)}
    placed = [_value(region) for region in regions if str(region.get("type")) in SPANS]

    def fits(key: str) -> tuple[int, bool, int]:
        return sum(_extent(value, texts[key]) is not None for value in placed), key == TEXT, len(texts[key])

    return texts[max(sorted(texts), key=fits)]


def _value(region: Item) -> Item:
    value = region.get("value")
    return value if isinstance(value, Mapping) else {}


def _extent(value: Item, text: str) -> Extent | None:
    """Return where a region stands in a text, by code points or else by UTF-16 units; None where its words do not."""
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        return None
    words = value.get("text")
    if end <= len(text) and (not isinstance(words, str) or text[start:end].split() == encodable(words).split()):
        return Extent(start, end)
    units = text.encode("utf-16-le")
    first, held = len(units[: 2 * start].decode("utf-16-le", "ignore")), units[2 * start : 2 * end]
    said = held.decode("utf-16-le", "ignore")
    if isinstance(words, str) and said and said.split() == encodable(words).split():
        return Extent(first, first + len(said))
    return None


def _read(result: Sequence[Item], where: str, text: str) -> _Reading:
    """Read what one annotation holds, its marks before what speaks of them."""
    reading = _Reading(where, text)
    for item in result:
        kind = str(item.get("type"))
        if kind == "relation":
            _relation(item, reading)
        elif kind in SPANS:
            _span(item, reading, kind)
        elif given := _given(_value(item), kind):
            name = encodable(str(item.get("from_name") or kind))
            reading.values.setdefault(str(item.get("id")), {}).setdefault(name, []).extend(map(encodable, given))
        else:
            reading.lost[f"results of the kind {encodable(kind)}"] += 1
    return reading


def _span(item: Item, reading: _Reading, kind: str) -> None:
    value, key = _value(item), str(item.get("id"))
    labels = value.get(kind)
    extent = _extent(value, reading.text)
    if extent is None:
        what = f"names words that do not stand there: {str(value.get('text'))[:40]!r}"
        reading.problems.append(InputError(f"{reading.where} {key}", what, "Only regions of plain text can be read."))
    elif not isinstance(labels, list) or not labels:
        reading.lost["regions without a label"] += 1
    else:
        spans = reading.spans.setdefault(key, [])
        for label in dict.fromkeys(map(str, labels)):
            own = f"{key}#{len(spans)}" if spans else key
            spans.append(Span(id=own, label=encodable(label), extent=extent))


def _relation(item: Item, reading: _Reading) -> None:
    """Take in a relation as it points; one that points both ways has no direction to take."""
    ends = [str(item.get("from_id")), str(item.get("to_id"))]
    if item.get("direction") == "left":
        ends.reverse()
    if item.get("direction") == "bi":
        reading.lost["relations that point both ways"] += 1
        return
    labels = item.get("labels")
    for label in labels if isinstance(labels, list) and labels else [UNNAMED]:
        name, number = encodable(str(label)), len(reading.relations) + 1
        reading.relations.append(Relation(id=f"r{number}", type=name, source=ends[0], target=ends[1]))


def _given(value: Item, kind: str) -> list[str]:
    """Return what was answered about a region; empty for what is no answer in words."""
    given = value.get(TEXT if kind == "textarea" else kind)
    if kind == "taxonomy" and isinstance(given, list):
        return [" / ".join(map(str, path)) for path in given if isinstance(path, list)]
    if kind in {"choices", "textarea"}:
        return [given] if isinstance(given, str) else list(map(str, given)) if isinstance(given, list) else []
    return [str(given)] if kind in {"rating", "number"} and isinstance(given, int | float) else []
