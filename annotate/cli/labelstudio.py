"""`annotate push`, `pull`, `import`: to Label Studio and back."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, refuse_if_failed, say, tell_issues, tick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.labelstudio.answers import Answers
    from annotate.model import Annotation
    from annotate.store import Project


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("push")(push)
    app.command("pull")(pull)
    app.command("import")(import_)
    app.command("assign")(assign)


def push(
    force: Annotated[
        bool, typer.Option("--force", help="Change the page although it loses annotations; a snapshot is taken first.")
    ] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send work/tasks.json to Label Studio; what is there already is not sent twice.

    Example: annotate push
    """
    import json
    from dataclasses import asdict

    from annotate.labelstudio.sync import push as push_tasks

    def shown(done: int, total: int) -> None:
        tick(f"sent {done} of {total}", done=done == total)

    pushed = push_tasks(open_project(project), shown, force=force)
    say(
        f"{pushed.new} new tasks, {pushed.known} were there; "
        f"{pushed.predictions} newer predictions, {pushed.removed} outdated tasks removed"
    )
    if pushed.renewed:
        say(f"{pushed.renewed} tasks were there with an older title, section or question and are up to date now")
    if pushed.kept:
        say(f"{pushed.kept} tasks keep the question that somebody has answered; here it is another", warn=True)
    for name, link in pushed.links.items():
        say(f"{name} works here: {link}")
    if not pushed.links:
        say(f"Annotators work here: {pushed.stream}")
    if as_json:
        data(json.dumps(asdict(pushed), ensure_ascii=False, indent=2))


def assign(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="The annotators.")],
    overlap: Annotated[float, typer.Option(help="Share of the tasks that two annotators code, 0 to 1.")] = 0.2,
    pilot: Annotated[int, typer.Option(help="Number of tasks that all annotators code first.")] = 0,
    random_state: Annotated[int, typer.Option(help="The same number gives the same draw.")] = 0,
    project: ProjectOption = None,
) -> None:
    """Say who codes what, into assignments.csv; the next push makes each annotator a tab of their own.

    Example: annotate assign li wang zhao --overlap 0.2 --random-state 7
    """
    from annotate.labelstudio.assigning import FILE, deal, write_assignments
    from annotate.labelstudio.tasks import read_tasks

    study = open_project(project)
    dealt = deal(read_tasks(study), names, overlap=overlap, pilot=pilot, random_state=random_state)
    write_assignments(study, dealt)
    for name in names:
        mine = [one for one in dealt if one.annotator == name]
        say(f"{name}: {len(mine)} tasks, {sum(one.round == 'pilot' for one in mine)} of them in the pilot")
    tasks = Counter(one.place for one in dealt)
    twice = sum(coders > 1 for coders in tasks.values())
    say(f"{len(tasks)} tasks, {twice} of them coded by several → {study.root / FILE}. Next: annotate push")


def pull(
    full: Annotated[bool, typer.Option("--full", help="Ask for everything, not only for what has changed.")] = False,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring everybody's work back into work/annotations.jsonl, and keep a dated snapshot.

    Example: annotate pull
    """
    from annotate.labelstudio.pulling import pull as pull_answers

    study = open_project(project)
    answers, snapshot = pull_answers(study, full=full)
    say(f"snapshot: {snapshot}")
    tell(answers, study, as_json)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Label Studio's JSON; or .ann, .xmi, .qdpx, .spacy, or a folder of them."),
    ],
    project: ProjectOption = None,
    annotator: Annotated[str, typer.Option(help="Whose work it is, where the files do not say.")] = "",
    names: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="THEIRS=OURS", help="A label or relation of theirs is ours; empty: left out."),
    ] = None,
    as_papers: Annotated[
        bool, typer.Option("--as-papers", help="Texts that are no document of the study become papers of it.")
    ] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            help="brat, cas, docbin, refi-qda; label-studio: a project of another maker. Default: as files are called.",
        ),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Read Label Studio's JSON export, or annotations of another program, into work/annotations.jsonl.

    Several files of Label Studio are read as one. Annotations of brat, INCEpTION,
    NVivo, MAXQDA, QualCoder or spaCy are put beside those that are there.

    Example: annotate import export-1.json export-2.json
    """
    from annotate.exchange.finding import is_foreign
    from annotate.labelstudio.answers import read_exports

    study = open_project(project)
    if format_ or is_foreign(files):
        from annotate.cli.importing import Wish, bring_in

        wish = Wish(paths=files, format=format_, annotator=annotator, names=names or (), as_papers=as_papers)
        bring_in(study, wish, as_json)
        return
    refuse_foreign_options(names, as_papers=as_papers)
    tell(read_exports(study, files, annotator=annotator), study, as_json)


def refuse_foreign_options(names: list[str] | None, *, as_papers: bool) -> None:
    """Refuse what has no meaning for Label Studio's own files, whose names are the schema's."""
    from annotate.errors import InputError

    if names or as_papers:
        option = "--map" if names else "--as-papers"
        raise InputError(
            option,
            "is for files of other programs, not for tasks of ours",
            "Leave it out, or give --format label-studio.",
        )


def with_foreign(new: Sequence[Annotation], study: Project) -> list[Annotation]:
    """Return what Label Studio holds, and beside it the annotations that came from another program's files."""
    from annotate.exchange.adopting import is_from_file
    from annotate.model import Annotation

    known = {(one.document, one.annotator) for one in new}
    kept = [
        old for old in study.read_all(Annotation) if is_from_file(old) and (old.document, old.annotator) not in known
    ]
    if kept:
        say(f"{len(kept)} labellings that were imported from other programs stay")
    return sorted([*new, *kept], key=lambda a: (a.document, a.annotator)) if kept else list(new)


def tell(answers: Answers, study: Project, as_json: bool) -> None:
    """Write what came back, and say how much it is and what did not fit."""
    import json

    from annotate.model import Annotation, Issue

    study.write(Annotation, with_foreign(answers.annotations, study))
    study.write(Issue, answers.issues)
    tell_issues(answers.issues, study.path(Issue))
    say(f"{answers.summary()} → {study.path(Annotation)}")
    if as_json:
        data(json.dumps(answers.counts(), ensure_ascii=False, indent=2))
    refuse_if_failed(answers.counts()["errors"], f"problems in what came back, all in {study.path(Issue)}")
