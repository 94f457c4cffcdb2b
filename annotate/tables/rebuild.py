r"""Documents put together again from the tasks that were cut from them.

A Label Studio export holds the texts of its tasks, and each says where in its
document it stands. What lies between two tasks is a line break, or was not
exported; it is filled with line breaks, so that every offset stays right:

    tasks       [0: 港口应联网。] [8: 渔民也应受训。]
    document     港口应联网。\n\n渔民也应受训。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import groupby

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.model import Document, Extent, Metadata, Section, Source, Task

READER = "label-studio"
LONGEST = 100_000_000
"""Characters of a document: an export that was tampered with could ask for more line breaks than memory holds."""


def rebuild(tasks: Iterable[Task]) -> tuple[Document, ...]:
    """Return the documents of an export's tasks, in the order of their first tasks.

    Raises:
        InputError, ProblemsError: two tasks of a document overlap and differ, or one stands where no document reaches.
    """
    own: dict[str, dict[int, Task]] = {}
    problems: list[AnnotateError] = []
    for task in tasks:
        if task.char_offset + len(task.text) > LONGEST:
            what = f"the task ends behind character {LONGEST}, further than any document"
            problems.append(InputError(f"{task.document} at {task.char_offset}", what, "Push the tasks again."))
            continue
        before = own.setdefault(task.document, {}).setdefault(task.char_offset, task)
        if before.text != task.text:
            problems.append(_overlap(task, task.char_offset))
    documents = []
    for parts in own.values():
        ordered = [parts[offset] for offset in sorted(parts)]
        text = _text(ordered, problems)
        documents.append(_document(ordered, text))
    raise_problems(problems)
    return tuple(documents)


def _overlap(task: Task, at: int) -> InputError:
    where = f"{task.document} at {at}"
    return InputError(where, "two tasks of this document hold different texts for one place", "Export one project.")


def _text(tasks: Sequence[Task], problems: list[AnnotateError]) -> str:
    text = ""
    for task in tasks:
        gap = task.char_offset - len(text)
        if gap >= 0:
            text += "\n" * gap + task.text
            continue
        shared = text[task.char_offset :][: len(task.text)]
        if not task.text.startswith(shared):
            problems.append(_overlap(task, task.char_offset))
        text += task.text[len(shared) :]
    return text


def _document(tasks: Sequence[Task], text: str) -> Document:
    first = tasks[0]
    source = Source(
        path=first.paper or first.document,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        encoding="utf-8",
        length=len(text),
        reader=READER,
    )
    title = "" if first.title in (first.paper, first.document) else first.title
    return Document(
        id=first.document,
        source=source,
        metadata=Metadata(title=title),
        text=text,
        sections=_sections(tasks, len(text)),
        sentences=(),
        footnotes=(),
        runs=((0, 0, len(text)),) if text else (),
        removals=(),
    )


def _sections(tasks: Sequence[Task], length: int) -> tuple[Section, ...]:
    """Return the sections that tasks begin; a task that begins with its heading shows where that is."""
    grouped = [(path, list(group)) for path, group in groupby(tasks, key=lambda task: task.section)]
    starts = [group[0].char_offset for _, group in grouped]
    starts[0] = 0
    sections = []
    for number, (path, group) in enumerate(grouped):
        start, end = starts[number], starts[number + 1] if number + 1 < len(starts) else length
        line = group[0].text.split("\n", 1)[0]
        at = group[0].char_offset
        heading = Extent(at, at + len(line)) if path and line.strip() == path[-1].strip() else None
        sections.append(Section(id=str(number), path=path, level=len(path), extent=Extent(start, end), heading=heading))
    return tuple(sections)
