"""`annotate rules report` and `annotate rules fit`: the rules beside what annotators made of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from annotate.cli.app import ProjectOption, data, open_project, say

if TYPE_CHECKING:
    from annotate.model import Annotation, Document, Prediction
    from annotate.seeding import Pack
    from annotate.seeding.fitting import Fit
    from annotate.seeding.observing import Unit

AnnotationsArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[ANNOTATIONS]",
        help="A Label Studio export, annotations.jsonl or consensus.jsonl. Default: the study's annotations.",
        show_default=False,
    ),
]
SHOWN = 20


class Work(NamedTuple):
    """What annotators did, and on what."""

    documents: tuple[Document, ...]
    annotations: tuple[Annotation, ...]
    predictions: tuple[Prediction, ...]
    packs: tuple[Pack, ...]


def register(rules: typer.Typer) -> None:
    """Add the commands to those of `annotate rules`."""
    rules.command("report")(rules_report)
    rules.command("fit")(rules_fit)


def rules_report(annotations: AnnotationsArgument = None, project: ProjectOption = None) -> None:
    """Say how each rule did: firings, precision, recall, and what annotators did with its marks.

    Example: annotate rules report work/annotations.jsonl
    """
    from annotate.seeding.reporting import FATES, fates, missed_by_all, report

    work = _gather(annotations, project)
    units = _observe(work)
    known = fates(work.predictions, work.annotations)
    data("\t".join(("rule", "label", "weight", "firings", "precision", "recall", *FATES)))
    for each in report(units, work.packs, known):
        numbers = (f"{each.weight:+.1f}", str(each.firings), str(each.precision), str(each.recall))
        data("\t".join((each.rule, each.label, *numbers, *(str(each.fates.get(fate, 0)) for fate in FATES))))
    for rule in sorted(set(known) - {each.rule.id for pack in work.packs for each in pack.rules}):
        counts = [str(known[rule].get(fate, 0)) for fate in FATES]
        data("\t".join((rule, "actor or default", "", "", "", "", *counts)))
    missed = missed_by_all(units, work.packs)
    say(f"{len(units)} units; {len(missed)} marks of annotators that no rule spoke for")
    texts = {document.id: document for document in work.documents}
    for label, unit in missed[:SHOWN]:
        say(f"  {unit.document} {unit.extent.start} {label}: {texts[unit.document].quote(unit.extent)}")
    if not known:
        say("nobody began with these marks, so what became of them is not known")


def rules_fit(
    annotations: AnnotationsArgument = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write. Default: work/.", show_default=False)
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Fit group weights and calibration, and say how they do on papers they were not fitted on.

    Example: annotate rules fit

    The shipped packs stay as they are. To use what was fitted, move the file to seeds/PACK/fitted.yaml.
    """
    from annotate.files import replacing
    from annotate.seeding.fitting import fit

    work = _gather(annotations, project)
    units = _observe(work)
    folder = out or open_project(project).work
    folder.mkdir(parents=True, exist_ok=True)
    for pack in work.packs:
        fits = fit([unit for unit in units if unit.pack == pack.head.id])
        if not fits:
            say(f"{pack.head.id}: fewer than two annotated papers, nothing to fit")
            continue
        for each in fits:
            _tell(pack.head.id, each)
        path = folder / f"fitted-{pack.head.id}.yaml"
        with replacing(path) as file:
            file.write(_file(pack.head.id, fits))
        say(f"{path}: move it to seeds/{pack.head.id}/fitted.yaml to use it")


def _tell(pack: str, fit: Fit) -> None:
    data(
        f"{pack} {fit.label}: {fit.papers} papers, {fit.units} units; leaving one paper out: "
        f"F1 {fit.f1_shipped:.2f} as shipped, {fit.f1_fitted:.2f} fitted; "
        f"calibration error {fit.error:.3f}, Brier skill {fit.skill:.2f}"
    )
    if not fit.enough:
        say(f"{pack} {fit.label}: too few papers to trust the fit; ten of several fields are wanted", warn=True)


def _file(pack: str, fits: tuple[Fit, ...]) -> str:
    """Return a file of the pack that holds what was fitted."""
    lines = [f"# Fitted by `annotate rules fit`; move to seeds/{pack}/fitted.yaml to use it.", "format: seeds/1"]
    if groups := [fit for fit in fits if fit.groups]:
        lines.append("groups:")
        for fit in groups:
            lines.append(f"  {fit.label}:")
            lines.extend(f"    {family}: {factor}" for family, factor in fit.groups.items())
    lines.append("calibration:")
    lines.extend(f"  {fit.label}: [{fit.calibration[0]}, {fit.calibration[1]}]" for fit in fits)
    return "\n".join(lines) + "\n"


def _observe(work: Work) -> list[Unit]:
    from annotate.errors import InputError
    from annotate.seeding.observing import observe

    units = list(observe(work.documents, work.annotations, work.packs))
    if not units:
        raise InputError("annotations", "no sentence was asked about", "Annotate, then run: annotate pull")
    return units


def _gather(annotations: Path | None, project: Path | None) -> Work:
    """Read annotations from a study, from one of its files, or from a Label Studio export."""
    from annotate.errors import NotFoundError
    from annotate.model import Annotation, Document, Prediction
    from annotate.seeding import load_packs

    try:
        study = open_project(project)
    except NotFoundError:
        if project or annotations is None or annotations.suffix != ".json":
            raise
        study = None
    packs = load_packs(study.config.seeds if study else ["zh", "en"], study.root if study else None)
    if annotations is not None and annotations.suffix == ".json":
        from annotate.cli.gathering import gather_file

        found = gather_file(annotations, study, with_seeds=True)
        known = {document.id: document for document in study.read(Document)} if study else {}
        documents = tuple(known.get(document.id) or _with_sentences(document) for document in found.documents)
        return Work(documents, found.annotations, found.predictions, packs)
    assert study is not None  # noqa: S101 - told above
    path = annotations or study.path(Annotation)
    return Work(tuple(study.read(Document)), _read(path), study.read_all(Prediction), packs)


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
    """Read annotations, or a consensus as the work of one annotator."""
    from annotate.files import read_records
    from annotate.model import Annotation, Consensus

    with path.open(encoding="utf-8") as file:
        is_consensus = '"format":"consensus/' in file.read(100)
    if not is_consensus:
        return tuple(read_records(path, Annotation))
    return tuple(
        Annotation(document=each.document, spans=each.spans, annotator="consensus", asked=each.asked)
        for each in read_records(path, Consensus)
    )
