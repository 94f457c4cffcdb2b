"""Pre-mark all documents of a study, however many: a line of a document in, its prediction and tasks out.

`seeding` and `labelstudio` know nothing of each other; what a process does with
one document (predict, check, cut into tasks) is joined here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from annotate.cli.naming import NAMES, write_names
from annotate.codebook import Codebook
from annotate.errors import InputError, raise_problems
from annotate.files import COMPACT, as_json, dump_record, read_record
from annotate.journal import Journal
from annotate.labelstudio.blanks import Blanks
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.sharing import share
from annotate.labelstudio.tasks import MAX_BYTES, to_json, write_parts
from annotate.model import Document, Prediction
from annotate.records import Line
from annotate.schema import Schema, check
from annotate.seeding import Pack, open_pipeline
from annotate.seeding.filtering import at_least
from annotate.store import Project, TaskConfig

if TYPE_CHECKING:
    from annotate.parallel import Mapper
    from annotate.seeding.pipeline import Pipeline

PREDICTIONS, TASKS = "predictions.jsonl", "tasks.jsonl"
COUNTED = ("tasks", "blank", "spans", "relations")


@dataclass
class Premarking:
    """What the processes run; everything but the pipeline travels to them.

    Args:
        least: label -> score below which marks are left out.
        blank: tasks that get no marks.
    """

    packs: Sequence[Pack]
    segmenter: Literal["pkuseg", "char"]
    schema: Schema
    codebook: Codebook
    tasks: TaskConfig
    least: Mapping[str, float]
    blank: Blanks
    _pipeline: list[Pipeline] = field(default_factory=list, repr=False)

    def open(self) -> Pipeline:
        """Load the pipeline, once a process; processes that are forked then share it."""
        if not self._pipeline:
            self._pipeline.append(open_pipeline(self.packs, self.segmenter, self.codebook))
        return self._pipeline[0]

    def __getstate__(self) -> dict[str, Any]:
        """Leave the pipeline behind: another machine loads its own."""
        return self.__dict__ | {"_pipeline": []}

    def recipe(self) -> list[object]:
        """Return whatever decides the result besides the documents."""
        names = [pack.name for pack in self.packs]
        return [
            "seed/2",
            names,
            self.segmenter,
            self.schema,
            self.codebook,
            self.tasks,
            sorted(self.least.items()),
            self.blank,
        ]

    def __call__(self, line: Line) -> tuple[Line, str, str, dict[str, Any]]:
        """Return a document's line of predictions, its tasks one a line, and what to count and tell.

        Raises:
            InputError, ProblemsError: the line is no document; a rule made what the schema does not know.
        """
        document = read_record(line.text, Document, line.where)
        predicted = self.open().predict(document)
        names = self.open().entities.joined(document, predicted.spans)
        prediction, left_out = at_least(predicted, self.least)
        issues = check(prediction, self.schema, len(document.text))
        raise_problems(
            [InputError(issue.where, issue.message, f"Mend the rule pack. Found: {issue.found}") for issue in issues]
        )
        tasks, note = self._tasks(document, prediction)
        note["left_out"] = dict(left_out)
        note["names"] = [astuple(each) for each in names]
        return line.bare(), dump_record(prediction) + "\n", tasks, note

    def _tasks(self, document: Document, prediction: Prediction) -> tuple[str, dict[str, Any]]:
        tasks = cut(document, [label.id for label in self.schema.labels], self.tasks)
        shares = share(prediction, tasks, document.text)
        lines = []
        blank = 0
        for task, (spans, relations) in zip(tasks, shares.of, strict=True):
            left_blank = (task.document, task.char_offset) in self.blank
            blank += left_blank
            own = (spans, relations) if not left_blank else ((), ())
            item = to_json(task, None if left_blank else prediction, self.schema, *own)
            lines.append(as_json(item, separators=COMPACT) + "\n")
        counts = (len(tasks), blank, len(prediction.spans), len(prediction.relations))
        return "".join(lines), {"counts": counts, "warned": [str(issue) for issue in shares.issues]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Premarked:
    """What was written.

    Args:
        left_out: label -> how many marks score too low to be shown.
        kept: documents that a killed run before had done.
    """

    documents: int
    tasks: int
    blank: int
    spans: int
    relations: int
    left_out: Mapping[str, int]
    kept: int = 0


def premark(
    study: Project, lines: Iterable[Line], marking: Premarking, mapper: Mapper, warn: Callable[[str], None]
) -> Premarked:
    """Write `work/predictions.jsonl` and the task files; go on where a killed run stopped.

    Args:
        study: whose files are replaced at the end.
        lines: of `work/documents.jsonl`.
        marking: what is done with each.
        mapper: here, in processes, or on a cluster: the same bytes.
        warn: is given what has no place in any task, one thing after the other.

    Raises:
        InputError, ProblemsError: of `Premarking`, at the first document concerned.
    """
    journal = Journal(study.work / ".seed", [PREDICTIONS, TASKS], marking.recipe())
    kept = 0

    def keep(_: object) -> None:
        nonlocal kept
        kept += 1

    try:
        for line, prediction, tasks, note in mapper(marking, journal.open_things(lines, keep)):
            journal.add(line.key, [prediction, tasks], note)
        files = journal.done()
        write_parts(study.work, _lines(files[TASKS]), MAX_BYTES)
        files[PREDICTIONS].replace(study.path(Prediction))
        write_names(study.work / NAMES, (each for note in journal.notes() for each in note["names"]))
    except BaseException:
        journal.close()
        raise
    done = _sum(journal, warn)
    journal.drop()
    return replace(done, kept=kept)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def _sum(journal: Journal, warn: Callable[[str], None]) -> Premarked:
    left_out: Counter[str] = Counter()
    sums = [0] * len(COUNTED)
    documents = 0
    for note in journal.notes():
        documents += 1
        sums = [whole + one for whole, one in zip(sums, note["counts"], strict=True)]
        left_out.update(note["left_out"])
        for text in note["warned"]:
            warn(text)
    return Premarked(documents=documents, left_out=left_out, **dict(zip(COUNTED, sums, strict=True)))
