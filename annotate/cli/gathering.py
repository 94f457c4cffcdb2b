"""Gather what a table is made of: from a study's folder, or from one Label Studio export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotate.cli.app import say, settings, tell_issues

if TYPE_CHECKING:
    from annotate.model import Agreement, Annotation, Span
    from annotate.schema import Schema
    from annotate.store import Project
    from annotate.tables.actors import Actors
    from annotate.tables.agreement_file import FiledFigures
    from annotate.tables.study import Study

REFERENCES = "references.csv"
ADDRESSED = "addressed_to"
HELD = 4_000_000
"""Bytes of a file above which it is not held; what is made of a byte takes several."""
T = TypeVar("T")


def gather(project: Project, *, with_seeds: bool, labels: Collection[str] | None = None) -> Study:
    """Read a study's folder; reconcile first where the consensus is older than what it is made of.

    With labels, of each annotator's work only what tables of these labels show is kept.
    """
    from annotate.cli.linking import task_places
    from annotate.errors import InputError
    from annotate.model import Annotation, Consensus, Document, Prediction
    from annotate.tables.actors import load_actors
    from annotate.tables.references import load_references
    from annotate.tables.study import Study
    from annotate.tables.translations import load_translations

    renew_consensus(project)
    readers, lost = _readers(project)
    consensus = _values(project, Consensus, without=lost)
    documents = _values(project, Document)
    if not (consensus or lost or with_seeds):
        todo = "Run: annotate pull, or annotate import FILE; --with-seeds shows what only rules marked."
        raise InputError(str(project.root), "nobody has annotated anything yet", todo)
    if lost:
        say(f"left out, not among the documents: {', '.join(sorted(lost))}. Run: annotate ingest", warn=True)
    return Study(
        documents=documents,
        consensus=consensus,
        schema=project.schema(),
        annotations=_values(project, Annotation, None if labels is None else partial(_kept, labels=labels)),
        predictions=_values(project, Prediction) if with_seeds else (),
        codebook=project.codebook(),
        references=load_references(project.work / REFERENCES, project.work),
        actors=load_actors(project.root / "actors.csv", project.work / "actors.csv"),
        translations=load_translations(project.root / "translations.csv"),
        names=project.config.annotators,
        title=project.config.title,
        agreement=_figures(project),
        tasks=task_places(project),
        readers=tuple(readers),
        folder=project.work,
    )


def _figures(project: Project) -> Sequence[Agreement | FiledFigures]:
    """Return what `agree` computed; of very many papers it is read where it is wanted."""
    from annotate.model import Agreement
    from annotate.tables.agreement_file import FiledFigures

    path = project.path(Agreement)
    large = path.exists() and path.stat().st_size > HELD
    return (FiledFigures(path),) if large else project.read_all(Agreement)


def _values(
    project: Project, kind: type[T], change: Callable[[T], T] | None = None, without: Collection[str] = ()
) -> Sequence[T]:
    """Return what a stage made; a large file is read anew each time, so that nothing of it is held."""
    from annotate.model import Document
    from annotate.records import Filed

    path = project.path(kind)
    if kind is not Document and not path.exists():
        return ()
    filed = Filed(path, kind, change, without)
    return filed if path.exists() and path.stat().st_size > HELD else tuple(filed)


def _readers(project: Project) -> tuple[set[str], set[str]]:
    """Return all who submitted work on the documents, and the documents that are no longer there."""
    from annotate.model import Consensus, Document
    from annotate.records import Lines

    if not project.path(Consensus).exists():
        return set(), set()
    known = {line.value("id") for line in Lines(project.path(Document))}
    readers: set[str] = set()
    lost: set[str] = set()
    for line in Lines(project.path(Consensus)):
        document = line.value("document")
        if document in known:
            readers.update(line.last("annotators") or ())
        else:
            lost.add(document)
    return readers, lost


def _kept(annotation: Annotation, labels: Collection[str]) -> Annotation:
    """Return the spans of some labels, and those they are addressed to: a large study's work fills memory."""
    from dataclasses import replace

    own = {span.id for span in annotation.spans if span.label in labels}
    relations = tuple(r for r in annotation.relations if r.type == ADDRESSED and r.source in own)
    own |= {relation.target for relation in relations}
    return replace(annotation, spans=tuple(s for s in annotation.spans if s.id in own), relations=relations)


def renew_consensus(project: Project) -> None:
    """Reconcile, by the method used before, if the consensus is older than what it is made of."""
    from annotate.cli.reconcile import reconcile
    from annotate.model import Annotation, Consensus, Document

    annotations, consensus = project.path(Annotation), project.path(Consensus)
    if not annotations.exists():
        return
    method = "majority"
    if consensus.exists():
        made_of = [annotations, project.path(Document), project.root / "decisions.jsonl"]
        newer = [p for p in made_of if p.exists() and p.stat().st_mtime_ns > consensus.stat().st_mtime_ns]
        if not newer:
            return
        say(f"the consensus is older than {', '.join(p.name for p in newer)}: reconciling first")
        method = next((c.method for c in project.read(Consensus)), method)
    else:
        say("there is no consensus yet: reconciling first")
    reconcile(method=_known_method(method), ledger=False, as_json=False, project=project.root)


def _known_method(method: str) -> str:
    from annotate.reconcile import RECONCILERS

    return method if method in RECONCILERS.names() else "majority"


def gather_file(path: Path, project: Project | None, *, with_seeds: bool) -> Study:
    """Read one Label Studio export: its tasks' texts are the documents.

    A study that is named beside it gives its schema, themes, actors and names.
    Names of actors that it does not join are joined as `annotate seed` would: by the
    packs' aliases, and by what the texts themselves define.
    """
    from dataclasses import replace

    from annotate.cli.linking import places_of
    from annotate.errors import InputError
    from annotate.labelstudio.answers import read_answers
    from annotate.labelstudio.items import read_items
    from annotate.labelstudio.tasks import task_from_json
    from annotate.reconcile import reconcile
    from annotate.schema import load
    from annotate.tables.rebuild import rebuild
    from annotate.tables.study import Study

    items = read_items(path)
    tasks = [task_from_json(item, f"{path} task {item.get('id', n)}") for n, item in enumerate(items, 1)]
    documents = rebuild(tasks)
    schema = project.schema() if project else _with_chosen(load(), items)
    names = project.config.annotators if project else {}
    answers = read_answers(items, documents, schema, names)
    tell_issues(answers.issues)
    work: dict[str, list[Annotation]] = {}
    for annotation in answers.annotations:
        if annotation.asked:
            work.setdefault(annotation.document, []).append(annotation)
    if not work and not with_seeds:
        raise InputError(str(path), "holds no submitted annotations", "Export again after somebody submitted.")
    study = Study(
        documents=documents,
        consensus=tuple(reconcile(d, work[d.id], schema).consensus for d in documents if d.id in work),
        schema=schema,
        annotations=answers.annotations,
        title=project.config.title if project else path.stem,
        tasks=places_of(items, project),
        **(_edited(project) if project else {}),
    )
    seeded = replace(study, predictions=_predictions(items, study, schema))
    if study.actors.found is None:
        study = replace(study, actors=replace(study.actors, found=_joined(seeded, project)))
    return replace(study, predictions=seeded.predictions) if with_seeds else study


def _joined(study: Study, project: Project | None) -> Actors:
    """Return whom the names in a file's texts stand for, by the rule packs and by what the texts define; and say it."""
    from annotate.seeding.entities import Entities
    from annotate.seeding.loading import load_packs
    from annotate.tables.actors import joined_actors

    packs = list(settings(project).seeds)
    entities = Entities.of(load_packs(packs, project.root if project else None) if packs else ())
    marked: dict[str, list[Span]] = {}
    for work in (*study.consensus, *study.annotations, *study.predictions):
        marked.setdefault(work.document, []).extend(work.spans)
    found = []
    for document in study.documents:
        spans = sorted(marked.get(document.id, ()), key=lambda s: (s.extent, s.label, s.id))
        found += [(e.document, e.names, e.alias, e.type) for e in entities.joined(document, spans)]
    aliases = len(dict.fromkeys(alias for _, _, alias, _ in found))
    say(f"actors: {aliases} names joined, by the packs {', '.join(packs) or '–'} and by what the texts define")
    return joined_actors(found)


def _with_chosen(schema: Schema, items: Iterable[Mapping[str, Any]]) -> Schema:
    """Return the schema with the themes that annotators chose: without a study there is no codebook to ask."""
    from annotate.labelstudio.submissions import objects
    from annotate.schema import Choice

    open_lists = {f"{label.id}_{a.id}" for label in schema.labels for a in label.attributes if a.from_codebook}
    chosen: dict[str, None] = {}
    for item in items:
        for annotation in objects(item.get("annotations")):
            for region in objects(annotation.get("result")):
                value = region.get("value")
                choices = value.get("choices") if isinstance(value, Mapping) else None
                if str(region.get("from_name")) in open_lists and isinstance(choices, list):
                    chosen.update(dict.fromkeys(map(str, choices)))
    return schema.with_choices(Choice(id=theme, title={"en": theme, "zh": theme}) for theme in chosen)


def _edited(project: Project) -> dict[str, Any]:
    """Return what the scholar edits in a study."""
    from annotate.tables.actors import load_actors

    return {
        "codebook": project.codebook(),
        "actors": load_actors(project.root / "actors.csv", project.work / "actors.csv"),
        "names": project.config.annotators,
    }


def _predictions(items: Iterable[Mapping[str, Any]], study: Study, schema: Schema) -> tuple[Any, ...]:
    """Return what rules marked in an export's tasks: the latest prediction of each."""
    from annotate.labelstudio.answers import read_answers
    from annotate.labelstudio.submissions import objects
    from annotate.model import Prediction

    seeded = []
    for item in items:
        last = next(reversed([*objects(item.get("predictions"))]), None)
        if last is not None:
            work = {"id": 0, "completed_by": "rules", "result": last.get("result")}
            seeded.append({**item, "annotations": [work], "drafts": [], "predictions": []})
    found = read_answers(seeded, study.documents, schema).annotations
    return tuple(Prediction(document=a.document, spans=a.spans, relations=a.relations, model_version="") for a in found)
