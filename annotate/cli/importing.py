"""Bring annotations of other programs into a study: all of it, or nothing where a name is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.app import SHOWN, data, refuse_if_failed, say, tell_issues

if TYPE_CHECKING:
    from annotate.exchange import Found
    from annotate.exchange.adopting import Adopted, Names
    from annotate.exchange.fitting import Texts
    from annotate.model import Annotation, Document
    from annotate.store import Project

BY_FOLDER = ("brat", "cas")  # whose folders are safe names made of the annotators'


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one import was asked for.

    Args:
        format: of the files; empty: as they are called.
        annotator: whose work it is, where the files do not say.
        names: `Theirs=ours` of labels and relations.
        as_papers: texts that are no document of the study become papers of it.
    """

    paths: Sequence[Path]
    format: str = ""
    annotator: str = ""
    names: Sequence[str] = ()
    as_papers: bool = False


def bring_in(study: Project, wish: Wish, as_json: bool) -> None:
    """Read foreign files into the study's annotations, beside what is there."""
    from annotate.errors import InputError
    from annotate.exchange.adopting import resolve
    from annotate.model import Annotation

    found = _whose(_read(wish, study), wish, study)
    names = resolve(found, study.schema(), _given(wish.names))
    texts = _texts(study)
    strangers = [one for one in found if texts.fit(one.text) is None]
    if strangers and wish.as_papers:
        _make_papers(study, strangers)
        texts = _texts(study)
    elif len(strangers) == len(found):
        what = "none of the texts is a document of the study"
        raise InputError(
            ", ".join(map(str, wish.paths)), what, "Run: annotate ingest, or make them papers: --as-papers."
        )
    before = study.read_all(Annotation)
    adopted = _adopt(found, texts, study, names, before)
    _write(study, adopted, before, {one.where for one in found})
    _tell(study, adopted, as_json)


def _read(wish: Wish, study: Project) -> list[Found]:
    from dataclasses import replace

    from annotate.errors import AnnotateError, InputError, collected, raise_problems
    from annotate.exchange import READERS
    from annotate.exchange.finding import format_of

    folders = _folders(study)
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for path in wish.paths:
        with collected(problems):
            name = wish.format or format_of(path)
            if not name:
                what = "is no file of another program, but others are to be read with it"
                raise InputError(str(path), what, "Import Label Studio's JSON by itself.")
            read = READERS.load(name)(path)
            found += [replace(one, who=folders.get(one.who, one.who)) for one in read] if name in BY_FOLDER else read
    raise_problems(problems)
    if not any(one.spans for one in found):
        raise InputError(", ".join(map(str, wish.paths)), "holds no annotations", "Export again after somebody worked.")
    return found


def _given(names: Iterable[str]) -> dict[str, str]:
    """Return theirs -> ours from what `--map` was given."""
    from annotate.errors import AnnotateError, InputError, raise_problems

    given: dict[str, str] = {}
    problems: list[AnnotateError] = []
    for name in names:
        theirs, equals, ours = name.rpartition("=")
        if not equals or not theirs:
            problems.append(InputError(f"--map {name}", "is not of the form THEIRS=OURS", "As in: --map Premise=claim"))
        elif given.get(theirs, ours) != ours:
            problems.append(InputError(f"--map {name}", f"{theirs!r} is given twice", "Leave one out."))
        given[theirs] = ours
    raise_problems(problems)
    return given


def _whose(found: list[Found], wish: Wish, study: Project) -> list[Found]:
    """Say of every labelling whose work it is; a consensus beside annotators' own work is nobody's."""
    from dataclasses import replace

    from annotate.errors import InputError
    from annotate.exchange import CONSENSUS

    people = {one.who for one in found} - {CONSENSUS, ""}
    if people and not wish.annotator and any(one.who == CONSENSUS for one in found):
        say("consensus: left out, it is nobody's own work; --annotator NAME on it alone would take it in")
        found = [one for one in found if one.who != CONSENSUS]
    if wish.annotator:
        if len({one.who for one in found}) > 1:
            what = f"the files hold the work of several: {', '.join(sorted(people))}"
            raise InputError("--annotator", what, "Leave it out, or import one folder at a time.")
        return [replace(one, who=wish.annotator) for one in found]
    unknown = sorted({one.where for one in found if one.who in {CONSENSUS, ""}})
    if unknown:
        what = "the files do not say whose work it is"
        raise InputError(", ".join(unknown[:SHOWN]), what, "Give --annotator NAME.")
    names = study.config.annotators
    return [replace(one, who=names.get(one.who, one.who)) for one in found]


def _folders(study: Project) -> dict[str, str]:
    """Return what annotators' folders are called by export -> their names in the study."""
    from annotate.exchange import OWN, file_names, name_of
    from annotate.model import Annotation

    people = {annotation.annotator for annotation in study.read_all(Annotation)}
    people |= set(study.config.annotators.values())
    folders = file_names([f"{OWN}{name}" for name in sorted(people)])
    return {name_of(folder): who.removeprefix(OWN) for who, folder in folders.items()}


def _texts(study: Project) -> Texts:
    from annotate.errors import AnnotateError
    from annotate.exchange.fitting import Texts
    from annotate.ingest.readers import parse, read_bytes
    from annotate.model import Document

    def source_of(document: Document) -> str | None:
        path = study.papers / document.source.path
        try:
            return parse(read_bytes(path), path).text
        except AnnotateError:
            return None  # the paper is gone; its clean text is still there to fit

    return Texts(study.read_all(Document), source_of)


def _make_papers(study: Project, strangers: Sequence[Found]) -> None:
    """Write the texts that are no document yet into papers/ and ingest the study."""
    from annotate.cli.ingest import ingest
    from annotate.errors import AnnotateError, InputError, raise_problems
    from annotate.files import replacing

    files: dict[str, str] = {}
    for text, name in {one.text: one.name for one in reversed(strangers)}.items():
        files[_free(name, set(files))] = text
    problems: list[AnnotateError] = []
    for name, text in files.items():
        path = study.papers / name
        if path.exists() and path.read_bytes() != text.encode():
            problems.append(InputError(str(path), "another paper has this name", "Rename one of the two."))
    raise_problems(problems)
    for name, text in files.items():
        with replacing(study.papers / name) as file:
            file.write(text)
        say(f"→ {study.papers / name}")
    with suppress(typer.Exit):  # what could not be read was told, and is an Issue of the import as well
        ingest(project=study.root)


def _free(name: str, taken: set[str]) -> str:
    """Return a paper's file name for a text's that no other text has."""
    from annotate.exchange import file_names

    stem = file_names([name])[name]
    number, free = 2, stem
    while f"{free}.txt".casefold() in {one.casefold() for one in taken}:
        free, number = f"{stem}-{number}", number + 1
    return f"{free}.txt"


def _adopt(
    found: Sequence[Found], texts: Texts, study: Project, names: Names, before: Sequence[Annotation]
) -> list[Adopted]:
    from annotate.exchange.adopting import adopt, unplaced

    schema = study.schema()
    earlier = {(work.document, work.annotator): work for work in before}
    adopted = []
    for one in found:
        fit = texts.fit(one.text)
        if fit is None:
            adopted.append(unplaced(one))
        else:
            document = texts.documents[fit.document]
            adopted.append(adopt(one, fit, document, schema, names, earlier.get((document.id, one.who))))
    return adopted


def _write(study: Project, adopted: Sequence[Adopted], before: Sequence[Annotation], files: set[str]) -> None:
    """Put the new annotations beside those that are there; somebody's earlier work on a paper gives way."""
    from annotate.errors import AnnotateError, InputError, raise_problems
    from annotate.model import Annotation, Document, Issue

    new: dict[tuple[str, str], Annotation] = {}
    problems: list[AnnotateError] = []
    for one in adopted:
        made = one.annotation
        if made is None:
            continue
        if (made.document, made.annotator) in new:
            what = f"a second labelling of {made.document} by {made.annotator}"
            problems.append(InputError(made.answers[0].task.partition(":")[2], what, "Import one of the two."))
        new[made.document, made.annotator] = made
    raise_problems(problems)
    kept = []
    for old in before:
        if (old.document, old.annotator) in new:
            say(f"{old.document}: {len(old.spans)} earlier spans by {old.annotator} give way to the file's", warn=True)
        else:
            kept.append(old)
    order = {document.id: n for n, document in enumerate(study.read_all(Document))}
    both = sorted([*kept, *new.values()], key=lambda a: (order.get(a.document, len(order)), a.document, a.annotator))
    study.write(Annotation, both)
    issues = [issue for issue in study.read_all(Issue) if not any(issue.where.startswith(file) for file in files)]
    study.write(Issue, [*issues, *(issue for one in adopted for issue in one.issues)])


def _tell(study: Project, adopted: Sequence[Adopted], as_json: bool) -> None:
    """Account for everything that the files hold."""
    import json

    from annotate.model import Annotation, Issue

    issues = [issue for one in adopted for issue in one.issues]
    count: Counter[str] = sum((one.count for one in adopted), Counter())
    made = [one.annotation for one in adopted if one.annotation]
    tell_issues(issues, study.path(Issue))
    people = len({annotation.annotator for annotation in made})
    say(f"{len(made)} labellings of {len({a.document for a in made})} papers by {people} annotators")
    for what in ("spans", "relations"):
        total, came, left = count[what], count[f"{what} in"], count[f"{what} left out"]
        rest = total - came - left
        line = f"{what}: {total} in the files, {came} came in, {left} left out as asked, {rest} could not come in"
        say(line, warn=rest > 0)
    say(f"{count['attributes in']} values and {count['notes in']} notes → {study.path(Annotation)}")
    if as_json:
        data(json.dumps(dict(sorted(count.items())), ensure_ascii=False, indent=2))
    refuse_if_failed(sum(i.is_error for i in issues), f"problems in what came back, all in {study.path(Issue)}")
