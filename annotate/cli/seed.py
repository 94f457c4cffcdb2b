"""`annotate seed`, `annotate rules …`: pre-mark papers, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from annotate.cli.app import (
    ClusterOption,
    JobsOption,
    ProjectOption,
    data,
    find_project,
    open_project,
    progress,
    refuse_if_failed,
    say,
    settings,
    sub_app,
)
from annotate.cli.model import make_ready
from annotate.cli.rules import register as register_rules

if TYPE_CHECKING:
    from pathlib import Path

    from annotate.cli.premarking import Premarked
    from annotate.model import Document
    from annotate.store import Project

SegmenterOption = Annotated[
    Literal["pkuseg", "char"] | None,
    typer.Option(help="pkuseg: ask a segmenter about one-character cues; char: do without.", show_default=False),
]
PackArgument = Annotated[list[str] | None, typer.Argument(metavar="[PACK…]", help="Default: the study's packs.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("seed")(seed)
    rules = sub_app("The rules that pre-mark papers.")
    rules.command("list")(rules_list)
    rules.command("test")(rules_test)
    rules.command("explain")(rules_explain)
    register_rules(rules)
    app.add_typer(rules, name="rules")


def seed(
    project: ProjectOption = None,
    segmenter: SegmenterOption = None,
    min_score: Annotated[
        list[str] | None,
        typer.Option(metavar="[LABEL=]SCORE", help="Leave out marks with a lower score; may be given per label."),
    ] = None,
    blank_share: Annotated[
        float, typer.Option(help="Share of tasks, chosen at random, that get no marks.", min=0, max=1)
    ] = 0.0,
    random_state: Annotated[int, typer.Option(help="Another number chooses other tasks.")] = 7,
    jobs: JobsOption = 1,
    cluster: ClusterOption = "",
) -> None:
    """Pre-mark the documents by rules: work/predictions.jsonl and work/tasks.json.

    Example: annotate seed --min-score claim=0.6 --blank-share 0.15
    """
    from annotate.cli.premarking import Premarking, premark
    from annotate.labelstudio.blanks import choose_blanks
    from annotate.model import Document
    from annotate.parallel import mapping
    from annotate.records import Lines
    from annotate.seeding import load_packs

    study = open_project(project)
    schema, packs = study.schema(), load_packs(study.config.seeds, study.root)
    least = _least(min_score or [], [label.id for label in schema.labels])
    chosen = segmenter or study.config.segmenter
    if chosen == "pkuseg":
        make_ready()
    blank = choose_blanks(study.read(Document), schema, study.config.tasks, blank_share, random_state)
    marking = Premarking(packs, chosen, schema, study.codebook(), study.config.tasks, least, blank)
    lines = Lines(study.path(Document))
    with mapping(jobs, cluster) as mapper, progress(lines, "seeding") as shown:
        if not mapper.remote:
            marking.open()
        done = premark(study, shown, marking, mapper, lambda text: say(text, warn=True))
    _tell(done, least)


def _tell(done: Premarked, least: dict[str, float]) -> None:
    """Say what was written and what was left out."""
    if done.kept:
        say(f"went on after {done.kept} documents that a run before had done")
    for label, number in sorted(done.left_out.items()):
        say(f"{label}: {number} marks score under {least[label]:g} and are not shown")
    left = f", {done.blank} of them blank" if done.blank else ""
    say(f"{done.documents} documents: {done.spans} spans and {done.relations} relations in {done.tasks} tasks{left}.")


def _least(given: list[str], labels: list[str]) -> dict[str, float]:
    """Return label -> least score, from `0.5` (for all) and `claim=0.6` (for one).

    Raises:
        InputError: no number between 0 and 1, or a label that the schema does not have.
    """
    from annotate.errors import InputError, nearest

    least: dict[str, float] = {}
    for word in sorted(given, key=lambda each: "=" in each):
        label, _, number = word.rpartition("=")
        if label and label not in labels:
            raise InputError("--min-score", f"there is no label {label!r}", nearest(label, labels))
        try:
            score = float(number)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:
            raise InputError("--min-score", f"{number!r} is no score", "Give a number between 0 and 1.")
        least.update(dict.fromkeys([label] if label else labels, score))
    return least


def rules_list(packs: PackArgument = None, project: ProjectOption = None) -> None:
    """List the rules with their label, family and weight.

    Example: annotate rules list zh
    """
    from annotate.seeding import load_packs

    names, root = _packs(packs, project)
    for pack in load_packs(names, root):
        data(f"# {pack.name} {pack.head.title}")
        for compiled in pack.rules:
            rule = compiled.rule
            data(f"{rule.id}\t{rule.label}\t{rule.family}\t{rule.weight:+.1f}\t{rule.title}")
        for actors in pack.lists.actors:
            data(f"{actors.id}\tactor\t{actors.type}\t{len(actors.names)} names\t{actors.title}")
        for actor, _ in pack.actor_rules:
            data(f"{actor.id}\tactor\t{actor.type}\t{actor.score:.2f}\t{actor.title}")
        for relation, _ in pack.relations:
            data(f"{relation.id}\t{relation.relation}\t{relation.kind}\t{relation.score:.2f}\t{relation.title}")


def rules_test(packs: PackArgument = None, project: ProjectOption = None) -> None:
    """Run the examples that the rules carry.

    Example: annotate rules test zh en
    """
    from annotate.seeding import load_packs
    from annotate.seeding.examples import examples, failures

    names, root = _packs(packs, project)
    failed = 0
    for pack in load_packs(names, root):
        wrong = list(failures(pack))
        for example in wrong:
            did = "does not fire on" if example.kind == "match" else "fires on"
            say(f"{example.pack} {example.rule}: {did} {example.text!r} ({example.kind})", warn=True)
        failed += len(wrong)
        say(f"{pack.name}: {sum(1 for _ in examples(pack))} examples, {len(wrong)} not as they should be")
    refuse_if_failed(failed, "examples failed")


def rules_explain(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="The paper's name below papers/ or id; or any file.")],
    at: Annotated[
        int | None, typer.Option(help="Only the sentence that holds this offset.", show_default=False)
    ] = None,
    segmenter: SegmenterOption = None,
    project: ProjectOption = None,
) -> None:
    """Show for each sentence which rules fired, with which weights.

    Example: annotate rules explain wang.txt --at 1200
    """
    from pathlib import Path

    from annotate.cli.explained import spoken
    from annotate.cli.judged import borders_of
    from annotate.ingest import read_document
    from annotate.seeding import load_packs
    from annotate.seeding.explain import explain

    if Path(paper).is_file():
        names, root = _packs(None, project)
        document, borders = read_document(Path(paper), Path(paper).parent), borders_of(segmenter or "char")
        codebook = None
    else:
        study = open_project(project)
        names, root, codebook = list(study.config.seeds), study.root, study.codebook()
        document, borders = _document(study, paper), borders_of(segmenter or study.config.segmenter)
    lines = list(explain(document, load_packs(names, root), at, borders, codebook))
    if not lines:
        where = f"no sentence holds the offset {at}; the text has {len(document.text)} characters"
        say("there is no sentence to explain" if at is None else where, warn=True)
        raise typer.Exit(1)
    data("\n".join(map(spoken, lines)))


def _document(study: Project, paper: str) -> Document:
    from annotate.errors import NotFoundError, nearest
    from annotate.model import Document

    known = []
    for document in study.read(Document):
        if paper in {document.id, document.source.path}:
            return document
        known.append(document.source.path)
    raise NotFoundError("work/documents.jsonl", f"there is no paper {paper!r}", nearest(paper, known))


def _packs(packs: list[str] | None, project: Path | None) -> tuple[list[str], Path | None]:
    """Return the packs that were named, or the study's, or those that ship."""
    study = find_project(project)
    return packs or list(settings(study).seeds), study.root if study else None
