"""The project folder: where each stage reads and writes.

```
my-study/
  annotate.yaml          what this study is (see `Config`)
  papers/                sources, and metadata.csv
  schemas/ seeds/ exports/   the study's own, before the shipped ones
  themes.yaml actors.csv translations.csv decisions.jsonl   edited by people
  work/                  one file a stage, made again by running the stage
  out/                   what export writes
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from annotate.codebook import Codebook, load_codebook
from annotate.errors import InputError, NotFoundError
from annotate.files import read_record, read_records, replacing, write_records
from annotate.loading import load_yaml
from annotate.model import Agreement, Annotation, Consensus, Dispute, Document, Issue, LedgerEntry, Prediction, Push
from annotate.records import Lines
from annotate.schema import Schema, load

T = TypeVar("T")
SHOWN = 3

CONFIG = "annotate.yaml"
"""The file that makes a folder a study."""
WORK: Mapping[type, str] = {
    Document: "documents.jsonl",
    Prediction: "predictions.jsonl",
    Push: "pushed.jsonl",
    Annotation: "annotations.jsonl",
    Issue: "issues.jsonl",
    Agreement: "agreement.jsonl",
    Consensus: "consensus.jsonl",
    Dispute: "disputes.jsonl",
    LedgerEntry: "ledger.jsonl",
}
"""What a stage writes -> the file in `work/` that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskConfig:
    """How documents are cut into tasks; sizes in characters.

    Args:
        unit: `section`: one task a section; `paper`: one task a paper.
        min_length: shorter sections are joined with what follows.
        max_length: longer sections are cut between paragraphs.
    """

    __pydantic_config__ = {"extra": "forbid"}
    unit: Literal["section", "paper"] = "section"
    min_length: int = 2000
    max_length: int = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """Which Label Studio holds the study; the token is never written here.

    Args:
        url: empty means the local server that `annotate studio start` runs.
        project: title of the Label Studio project; empty means the study's title.
        token_env: name of the environment variable that holds the token.
        overlap: how many annotators each task is given to.
    """

    __pydantic_config__ = {"extra": "forbid"}
    url: str = ""
    project: str = ""
    token_env: str = "LABEL_STUDIO_API_KEY"  # noqa: S105 - the name of a variable, no token
    overlap: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """`annotate.yaml`.

    Args:
        format: the file's own format.
        title: the study's name, in tables and as the Label Studio project.
        schema: name of the schema the study annotates with.
        seeds: packs (folders of `seeds/`) that pre-mark, in order.
        segmenter: `pkuseg` asks a statistical segmenter about one-character cues; `char` does without.
        tasks: how documents are cut into tasks.
        annotators: name or number in Label Studio -> name shown in tables.
        label_studio: the server.
    """

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["project/1"] = "project/1"
    title: str = "Untitled study"
    schema: str = "policy-argument"
    seeds: tuple[str, ...] = ("zh", "en")
    segmenter: Literal["pkuseg", "char"] = "pkuseg"
    tasks: TaskConfig = field(default_factory=TaskConfig)
    label_studio: ServerConfig = field(default_factory=ServerConfig)
    annotators: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """A study on disk."""

    root: Path
    config: Config

    @classmethod
    def open(cls, root: Path) -> Project:
        """Open the project in a folder.

        Raises:
            NotFoundError: the folder holds no annotate.yaml.
            InputError, ProblemsError: annotate.yaml is wrong.
        """
        path = root / CONFIG
        if not path.is_file():
            raise NotFoundError(
                str(root), f"there is no {CONFIG} here", "Run: annotate init DIR, or give --project DIR."
            )
        return cls(root, load_yaml(path, Config))

    @classmethod
    def find(cls, start: Path) -> Project:
        """Open the project in `start` or the nearest parent with annotate.yaml."""
        for folder in (start.resolve(), *start.resolve().parents):
            if (folder / CONFIG).is_file():
                return cls.open(folder)
        raise NotFoundError(
            str(start),
            f"neither this folder nor a parent holds {CONFIG}",
            "Run: annotate init DIR, or give --project DIR.",
        )

    @property
    def papers(self) -> Path:
        """The folder of sources."""
        return self.root / "papers"

    @property
    def work(self) -> Path:
        """The folder of what stages make."""
        return self.root / "work"

    @property
    def out(self) -> Path:
        """The folder of what export writes."""
        return self.root / "out"

    def path(self, kind: type) -> Path:
        """Return the file in `work/` that holds values of a kind."""
        return self.work / WORK[kind]

    def read(self, kind: type[T]) -> Iterator[T]:
        """Yield the values of a kind from `work/`."""
        return read_records(self.path(kind), kind)

    def read_all(self, kind: type[T]) -> tuple[T, ...]:
        """Return all values of a kind; none if the stage has not run."""
        return tuple(self.read(kind)) if self.path(kind).exists() else ()

    def read_on(self, kind: type[T], documents: Collection[str]) -> Iterator[T]:
        """Yield the values of a kind that are about some documents; of the others no more is read than that.

        Raises:
            NotFoundError, InputError, ProblemsError: the file is missing or wrong.
        """
        name = "id" if kind is Document else "document"
        for line in Lines(self.path(kind)):
            if line.value(name) in documents:
                yield read_record(line.text, kind, line.where)

    def write(self, kind: type[T], values: Iterable[T]) -> int:
        """Replace the file of a kind; return how many values it holds."""
        # People's work is made from nothing here: a pull that brings nothing new must not make all behind it look old.
        return write_records(self.path(kind), values, keep=kind is Annotation)

    def refuse_stale_disputes(self, gone: Sequence[str]) -> None:
        """Refuse the disputes if they speak of documents or marks, by their ids, that are not there any more.

        Raises:
            InputError: it does.
        """
        if gone:
            shown = ", ".join(gone[:SHOWN]) + (", …" if len(gone) > SHOWN else "")
            what = f"speaks of what is not there any more ({shown})"
            raise InputError(str(self.path(Dispute)), what, "Run: annotate reconcile")

    def codebook(self) -> Codebook:
        """Return the study's themes."""
        return load_codebook(self.root / "themes.yaml")

    def schema(self) -> Schema:
        """Return the study's schema, with the codebook's themes as choices."""
        return load(self.config.schema, self.root).with_choices(self.codebook().choices())

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file below the root, whole or not at all."""
        path = self.root / name
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise InputError(name, "would lie outside the project")
        with replacing(path) as file:
            file.write(text)
        return path
