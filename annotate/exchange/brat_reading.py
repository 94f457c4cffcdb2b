"""Read brat standoff: every line is taken in or counted as lost; what cannot be right is told with its line.

Offsets are code points, as brat counts them. A span in several pieces becomes
one from its first to its last character. Events, equivalences and
normalizations have no place among spans and relations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from annotate.errors import AnnotateError, InputError, collected, raise_problems
from annotate.exchange import Found
from annotate.exchange.finding import files_below, text_of, who_of
from annotate.exchange.lines import words_of
from annotate.model import Attribute, Extent, Relation, Span

OFFSETS = re.compile(r"[0-9]{1,15} [0-9]{1,15}(;[0-9]{1,15} [0-9]{1,15})*")
FREE_NOTE = "AnnotatorNotes"
TEXT_BOUND = re.compile(r"(?P<label>\S+) (?P<offsets>.*)")
BINARY = re.compile(r"(?P<type>\S+) +Arg1:(?P<source>\S+) +Arg2:(?P<target>\S+) *")
OF_SPAN = re.compile(r"(?P<name>\S+) +(?P<target>\S+) ?(?P<value>.*)")
AGAIN = "Export it again."


@dataclass(slots=True)
class _Lines:
    """What the lines of one .ann file hold, as they are read."""

    where: str
    text: str
    labels: dict[str, str] = field(default_factory=dict)
    extents: dict[str, Extent] = field(default_factory=dict)
    relations: list[tuple[str, Relation]] = field(default_factory=list)
    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    pending: list[tuple[str, str, str]] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    problems: list[AnnotateError] = field(default_factory=list)


def read_files(path: Path) -> list[Found]:
    """Read an .ann file with the .txt beside it, or all of them below a folder.

    Raises:
        InputError, ProblemsError: every problem of every file.
    """
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for file in files_below(path, [".ann"]):
        with collected(problems):
            found.append(_file(file, path))
    raise_problems(problems)
    return found


def _file(file: Path, top: Path) -> Found:
    beside = file.with_suffix(".txt")
    if not beside.is_file():
        raise InputError(str(file), f"the text {beside.name} is not beside it", "Put it there: brat keeps both.")
    text = text_of(beside.read_bytes(), str(beside))
    return load(file, text, name=file.relative_to(top).stem if top.is_dir() else file.stem, who=who_of(file, top))


def load(path: Path, text: str, *, name: str = "", who: str = "") -> Found:
    """Read an .ann file; offsets are code points into `text`.

    Raises:
        InputError, ProblemsError: every line that is no brat, every span that lies outside
            the text or does not hold the words that it names.
    """
    lines = _Lines(str(path), text)
    for number, line in enumerate(text_of(path.read_bytes(), str(path)).split("\n"), 1):
        bare = line.removesuffix("\r")
        if bare.strip():
            _take(bare, f"{path}:{number}", lines)
    for where, relation in lines.relations:
        if not {relation.source, relation.target} <= lines.extents.keys():
            lines.problems.append(InputError(where, "joins a span that is not there", AGAIN))
    for target, key, value in lines.pending:
        _give(target, key, value, lines)
    raise_problems(lines.problems)
    spans = (
        Span(id=key, label=lines.labels[key], extent=extent, attributes=_attributes(lines.values.get(key, {})))
        for key, extent in lines.extents.items()
    )
    return Found(
        where=str(path),
        name=name or path.stem,
        who=who,
        text=text,
        spans=tuple(spans),
        relations=tuple(relation for _, relation in lines.relations),
        declared=tuple(_declared(path.with_name("annotation.conf"))),
        lost=+lines.lost,
    )


def _attributes(values: dict[str, list[str]]) -> tuple[Attribute, ...]:
    return tuple(Attribute(name=name, values=tuple(given)) for name, given in sorted(values.items()))


def _take(line: str, where: str, lines: _Lines) -> None:
    """Take in one line."""
    key, _, rest = line.partition("\t")
    head, _, tail = rest.partition("\t")
    kind = key[:1]
    if kind == "T" and (found := TEXT_BOUND.fullmatch(head)):
        _span(key, found, tail, where, lines)
    elif kind == "R" and (found := BINARY.fullmatch(head)):
        relation = Relation(id=key, type=found["type"], source=found["source"], target=found["target"])
        lines.relations.append((where, relation))
    elif kind in {"A", "M"} and (found := OF_SPAN.fullmatch(head)):
        lines.pending.append((found["target"], found["name"], found["value"] or "true"))
    elif kind == "#" and (found := OF_SPAN.fullmatch(head)):
        lines.pending.append((found["target"], f"#{found['name']}", tail))
    elif kind in {"E", "*", "N"}:
        lines.lost[{"E": "events", "*": "equivalences", "N": "normalizations"}[kind]] += 1
    else:
        lines.problems.append(InputError(where, f"is no line of brat: {line[:60]!r}", AGAIN))


def _span(key: str, found: re.Match[str], words: str, where: str, lines: _Lines) -> None:
    try:
        extent, gaps = _extent(where, found["offsets"], words, lines.text)
    except InputError as error:
        lines.problems.append(error)
        return
    if key in lines.extents:
        lines.problems.append(InputError(where, f"another span is called {key}", AGAIN))
    lines.extents[key], lines.labels[key] = extent, found["label"]
    lines.lost["spans in several pieces, taken from the first to the last"] += gaps


def _extent(where: str, offsets: str, words: str, text: str) -> tuple[Extent, bool]:
    """Return the stretch from a span's first to its last character, and whether words between were not marked."""
    if not OFFSETS.fullmatch(offsets):
        raise InputError(where, f"has no offsets: {offsets[:60]!r}", AGAIN)
    pairs = (piece.split(" ") for piece in offsets.split(";"))
    pieces = [Extent(int(start), int(end)) for start, end in pairs]
    whole = Extent(min(piece.start for piece in pieces), max(piece.end for piece in pieces))
    if any(piece.start >= piece.end for piece in pieces) or whole.end > len(text):
        raise InputError(where, "lies outside the text", "Read it with the text it was made for.")
    if " ".join(text[e.start : e.end] for e in pieces).split() != words.split():
        raise InputError(where, f"names other words than stand there: {words[:40]!r}", "Read it with its own text.")
    return whole, _has_gaps(sorted(pieces), text)


def _has_gaps(pieces: Sequence[Extent], text: str) -> bool:
    return any(text[one.end : two.start].strip() for one, two in pairwise(pieces))


def _give(target: str, key: str, value: str, lines: _Lines) -> None:
    """Give an attribute or a note to its span."""
    if target not in lines.extents:
        what = "notes" if key.startswith("#") else "attributes"
        lines.lost[f"{what} of relations, events or the text"] += 1
        return
    name = key.removeprefix("#")
    own = name.removeprefix(f"{lines.labels[target]}_")
    if key.startswith("#") and own != name:
        value = words_of(value)  # what we wrote; others write a backslash as it is
    lines.values.setdefault(target, {}).setdefault("note" if name == FREE_NOTE else own, []).append(value)


def _declared(conf: Path) -> Iterator[str]:
    """Yield the labels that annotation.conf offers."""
    if not conf.is_file():
        return
    section = ""
    for line in text_of(conf.read_bytes(), str(conf)).splitlines():
        name = line.strip().lstrip("!-").strip()
        if name.startswith("["):
            section = name
        elif section == "[entities]" and name and not name.startswith(("#", "<")):
            yield name.split()[0]
