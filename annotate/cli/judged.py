"""What annotators did, and the packs to be judged by it: from a study, one of its files, or an export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotate.cli.app import find_project, open_project, say, settings

if TYPE_CHECKING:
    from annotate.model import Annotation, Document, Prediction
    from annotate.seeding import Pack
    from annotate.seeding.reading import Borders
    from annotate.store import Project


class Work(NamedTuple):
    """What annotators did, on what, and how rules are to read it."""

    documents: tuple[Document, ...]
    annotations: tuple[Annotation, ...]
    predictions: tuple[Prediction, ...]
    packs: tuple[Pack, ...]
    borders: Borders | None


def borders_of(segmenter: str) -> Borders | None:
    """Return the borders of the segmenter's tokens; None, and a word on it, where it is not installed."""
    if segmenter != "pkuseg":
        return None
    from annotate.segmenters import open_segmenter
    from annotate.segmenters.model import is_installed

    if not is_installed():
        say("the segmentation model is not installed: one-character cues are read without it", warn=True)
        return None
    return open_segmenter().borders


def gather(annotations: Path | None, project: Path | None) -> Work:
    """Read annotations from a study, from one of its files, or from a Label Studio export.

    Raises:
        NotFoundError: there is no study, or no file of annotations in it.
    """
    from annotate.model import Annotation, Document, Prediction
    from annotate.seeding import load_packs

    if annotations is not None and annotations.suffix == ".json":
        return _of_export(annotations, find_project(project))
    study = open_project(project)
    packs, borders = load_packs(study.config.seeds, study.root), borders_of(study.config.segmenter)
    path = annotations or study.path(Annotation)
    return Work(tuple(study.read(Document)), _read(path), study.read_all(Prediction), packs, borders)


def _of_export(path: Path, study: Project | None) -> Work:
    """Read a Label Studio export, on the study's own documents where it has them."""
    from annotate.cli.gathering import gather_file
    from annotate.model import Document
    from annotate.seeding import load_packs

    found = gather_file(path, study, with_seeds=True)
    known = {document.id: document for document in study.read(Document)} if study else {}
    documents = tuple(known.get(document.id) or _with_sentences(document) for document in found.documents)
    packs = load_packs(settings(study).seeds, study.root if study else None)
    borders = borders_of(study.config.segmenter if study else "char")
    return Work(documents, tuple(found.annotations), tuple(found.predictions), packs, borders)


def _with_sentences(document: Document) -> Document:
    """Cut a document that was put together from an export's tasks into sentences."""
    from dataclasses import replace

    from annotate.ingest.segmentation import cut
    from annotate.model import Extent, Sentence

    places = [
        (paragraph.start + start, paragraph.start + end)
        for paragraph in document.paragraphs()
        for start, end in cut(document.quote(paragraph))
    ]
    return replace(document, sentences=tuple(Sentence(extent=Extent(*place)) for place in places))


def _read(path: Path) -> tuple[Annotation, ...]:
    """Read annotations, or a consensus as the work of one annotator.

    Raises:
        NotFoundError, InputError: the file is not there, or holds neither.
    """
    from annotate.files import read_records
    from annotate.model import Annotation, Consensus
    from annotate.records import Lines

    first = next(iter(Lines(path)), None)
    if first is None or not first.value("format").startswith("consensus/"):
        return tuple(read_records(path, Annotation))
    return tuple(
        Annotation(document=each.document, spans=each.spans, annotator="consensus", asked=each.asked)
        for each in read_records(path, Consensus)
    )
