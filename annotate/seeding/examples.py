"""Run the examples that rules carry: each must fire on its `match`, and not on its `skip`.

`known_misses` are the other way round: should the rule fire on one, the list is
out of date, which is told as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.codebook import Codebook
from annotate.han import has_han
from annotate.model import Document, Extent, Metadata, Section, Sentence, Source
from annotate.seeding.actors import ActorFinder
from annotate.seeding.packs import Pack
from annotate.seeding.reading import Borders, read
from annotate.seeding.relations import relate
from annotate.seeding.spans import Marked, mark

SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”」）]*|(?<=\s)[^.!?\n]+[.!?]*")
LATIN_SENTENCE = re.compile(r"[^\n]+?[.!?]+(?=\s|$)|[^\n]+$")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of a rule.

    Args:
        kind: `match`, `skip` or `known_misses`.
    """

    pack: str
    rule: str
    kind: str
    text: str


def example_document(text: str, name: str = "example") -> Document:
    r"""Return a small document; lines that begin with `# ` are headings.

    >>> [s.kind for s in example_document("# 对策\n先试点。再推广。").sentences]
    ['heading', 'sentence', 'sentence']
    """
    lines = [line.removeprefix("# ") for line in text.split("\n")]
    sentences: list[Sentence] = []
    starts: list[tuple[int, str | None]] = [(0, None)]
    at = 0
    for line, raw in zip(lines, text.split("\n"), strict=True):
        if raw.startswith("# "):
            starts.append((at, line))
            sentences.append(Sentence(extent=Extent(at, at + len(line)), kind="heading"))
        else:
            sentences.extend(_sentences(line, at))
        at += len(line) + 1
    clean = "\n".join(lines)
    return Document(
        id=name,
        source=Source(path=name, sha256="", encoding="utf-8", length=len(clean), reader="example"),
        metadata=Metadata(),
        text=clean,
        sections=tuple(_sections(starts, len(clean))),
        sentences=tuple(sentences),
        footnotes=(),
        runs=((0, 0, len(clean)),) if clean else (),
        removals=(),
    )


def _sentences(line: str, at: int) -> Iterator[Sentence]:
    pattern = SENTENCE if has_han(line) else LATIN_SENTENCE
    for found in pattern.finditer(line):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        if start < found.end():
            yield Sentence(extent=Extent(at + start, at + found.end()))


def _sections(starts: Sequence[tuple[int, str | None]], length: int) -> Iterator[Section]:
    for number, (start, heading) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else length
        if start == end and number == 0 and len(starts) > 1:
            continue
        yield Section(
            id=f"s{number}",
            path=(heading,) if heading else (),
            level=1 if heading else 0,
            extent=Extent(start, end),
            heading=Extent(start, start + len(heading)) if heading else None,
            kind="abstract" if heading in {"摘要", "Abstract"} else "body",
        )


def examples(pack: Pack) -> Iterator[Example]:
    """Yield all examples of a pack's rules."""
    for rule in pack.all_rules:
        for kind in ("match", "skip", "known_misses"):
            for text in getattr(rule, kind, ()):
                yield Example(pack.head.id, rule.id, kind, text)


def fired(text: str, finder: ActorFinder, borders: Borders | None = None) -> frozenset[str]:
    """Return the ids of all rules that fire in a text."""
    document = example_document(text)
    ids: set[str] = set()
    marked: list[Marked] = []
    for sentence in read(document, [finder], borders):
        marked.extend(mark(document, sentence, Codebook()))
        ids.update(mention.rule for mention in sentence.mentions)
        for verdict in sentence.verdicts:
            readings = (*verdict.readings, *(part.advice for part in verdict.parts))
            ids.update(rule.id for reading in readings for rule in reading.rules)
    ids.update(relation.rule for relation in relate(document, marked))
    return frozenset(ids)


def failures(pack: Pack, borders: Borders | None = None) -> Iterator[Example]:
    """Yield the examples that do not come out as they should."""
    finder = ActorFinder.of(pack)
    for example in examples(pack):
        if (example.rule in fired(example.text, finder, borders)) != (example.kind == "match"):
            yield example
