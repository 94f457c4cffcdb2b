"""From a file to a Document, and from many files to as many Documents as can be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annotate.errors import AnnotateError, InputError
from annotate.inert import encodable
from annotate.ingest.characters import is_wide
from annotate.ingest.cleaning import Cleaned, Note, clean_reading, cleaners
from annotate.ingest.earlier import Earlier, place_of
from annotate.ingest.metadata import TEXT, Records, load_records, metadata_of
from annotate.ingest.readers import Reading, parse, read_bytes, version
from annotate.ingest.segmentation import make_sentences
from annotate.ingest.structure.sections import make_sections
from annotate.model import Document, Footnote, Source
from annotate.offsets import OffsetMap

# Raised whenever the same text gets other sections or sentences, so that documents of before are made anew.
STRUCTURE = ("sections/1", "sentences/1")


def read_document(path: Path, papers: Path) -> Document:
    """Return the Document of one paper.

    Args:
        path: the paper, below `papers`.
        papers: the project's folder of papers, with its metadata files.

    Raises:
        NotFoundError: the file is not there.
        InputError, ProblemsError: it cannot be read, or a metadata file is wrong.
    """
    return make_document(path, papers, load_records(papers))


def ingest(paths: Iterable[Path], papers: Path, known: Iterable[Document] = ()) -> Iterator[Document | AnnotateError]:
    """Yield each paper's Document, or what is wrong with the paper, in the order of the paths.

    Args:
        paths: papers below `papers`.
        papers: the project's folder of papers.
        known: documents of an earlier run, in the order of the paths; one whose
            file and cleaners have not changed is not read again.

    Raises:
        InputError, ProblemsError: a metadata file is wrong.
    """
    records = load_records(papers)
    seen: dict[str, Path] = {}
    earlier = Earlier(known, place_of)
    for path in paths:
        try:
            name = document_id(path, papers)
            if name in seen:
                what = f"has the same id as {seen[name].name}: {name}"
                raise InputError(str(path), what, "Rename one of the two.")
            place = path.absolute().relative_to(papers.absolute()).as_posix()
            document = make_document(path, papers, records, earlier.find(place))
            # A paper that cannot be read takes no id.
            seen[name] = path
            yield document
        except AnnotateError as error:
            yield error


def document_id(path: Path, papers: Path) -> str:
    """Return a paper's id: its path below papers/ without suffix, with `/`.

    Raises:
        InputError: the path is not below papers/, or its name is no text.
    """
    try:
        name = path.absolute().relative_to(papers.absolute()).with_suffix("").as_posix()
    except ValueError:
        raise InputError(str(path), f"is not below {papers}", "Copy it there first.") from None
    if encodable(name) != name:
        raise InputError(str(path), "has a name that is not UTF-8", "Rename it.")
    return name


def steps_for(path: Path) -> tuple[str, ...]:
    """Return the names and versions of all steps that a paper passes, from its reader to its sentences."""
    return (version(path), *cleaners(), *STRUCTURE)


def make_document(
    path: Path, papers: Path, records: Records, known: Document | None = None, data: bytes | None = None
) -> Document:
    """Return the Document of one paper: a pure function of the paper's bytes and the records.

    Args:
        path: the paper, below `papers`.
        papers: the project's folder of papers.
        records: what the metadata files say.
        known: what an earlier run made of the paper; kept if nothing has changed.
        data: the paper's bytes, where the file is not to be read here.

    Raises:
        NotFoundError, InputError, MissingExtraError: as the readers.
    """
    name = document_id(path, papers)
    data = read_bytes(path) if data is None else data
    steps = steps_for(path)
    sha256 = hashlib.sha256(data).hexdigest()
    place = path.absolute().relative_to(papers.absolute()).as_posix()
    if known and (known.source.path, known.source.sha256, known.cleaners) == (place, sha256, steps) and _is_own(known):
        metadata, doubts = records.matched(known.metadata, place)
        return replace(known, metadata=metadata, notices=(*known.notices, *doubts))
    reading = parse(data, path)
    del data  # a PDF's bytes are many times its text
    source = Source(
        path=place, sha256=sha256, encoding=reading.encoding, length=len(reading.text), reader=reading.reader
    )
    cleaned = clean_reading(reading)
    if not cleaned.text.strip():
        raise InputError(str(path), "holds no running text", "Check the file; a table or list is no paper.")
    own = metadata_of(cleaned.fields, cleaned.notes, han=cleaned.han)
    metadata, doubts = records.matched(own, place)
    return Document(
        id=name,
        source=source,
        metadata=metadata,
        text=cleaned.text,
        sections=make_sections(cleaned.text, cleaned.paragraphs),
        sentences=make_sentences(cleaned.text, cleaned.paragraphs),
        footnotes=_footnotes(cleaned),
        runs=cleaned.runs,
        removals=cleaned.removals,
        cleaners=steps,
        pages=_pages(reading, cleaned),
        notices=(*reading.notices, *doubts),
    )


def _is_own(known: Document) -> bool:
    """True if all metadata came from the text.

    What came from a file cannot be told from what the text said before it was
    overruled, so such a document is made anew.
    """
    return not known.metadata.extra and all(origin == TEXT for origin in known.metadata.origins.values())


def _pages(reading: Reading, cleaned: Cleaned) -> tuple[tuple[int, str], ...]:
    """Return where each printed page begins in the clean text; the last of those that begin at one place."""
    kept = OffsetMap(cleaned.runs)
    return tuple(sorted({kept.clean_position(start): label for start, label in reading.pages}.items()))


def _footnotes(cleaned: Cleaned) -> tuple[Footnote, ...]:
    kept = OffsetMap(cleaned.runs)
    return tuple(
        Footnote(
            id=f"n{number}",
            mark=note.mark,
            anchor=None if note.anchor is None else kept.clean_position(note.anchor),
            text=_note_text(note),
            source_extents=tuple(note.extents),
        )
        for number, note in enumerate(cleaned.notes, 1)
    )


def _note_text(note: Note) -> str:
    """Return a note's lines joined: Latin words by a space, Han and parts of an address without."""
    text = ""
    for part in note.texts:
        address = "://" in text[-500:].rpartition(" ")[2]
        apart = text and part and not (is_wide(text[-1]) or is_wide(part[0]) or address)
        text += f" {part}" if apart else part
    return text
