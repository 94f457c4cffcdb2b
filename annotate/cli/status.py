"""`annotate` alone, and `annotate status`: where the study stands, and what comes next."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, find_project, open_project, say

if TYPE_CHECKING:
    from annotate.store import Project

START = """This folder is in no study yet. Two ways to begin:

  annotate demo                 see it all on four invented papers, in a minute
  annotate init my-study        make a study of your own, then put papers into my-study/papers

All commands: annotate --help"""


@dataclass(frozen=True)
class Stage:
    """One line of the status.

    Args:
        name: what the line is about.
        said: what is there.
        state: `done`, `open` (nothing there yet, or not all) or `stale` (older than what it is made of).
        todo: the command that mends an open or stale stage.
    """

    name: str
    said: str
    state: str
    todo: str = ""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status")(status)


def status(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Say where the study stands, and what comes next.

    `annotate` alone says the same. Example: annotate status --project my-study
    """
    study = open_project(project) if as_json else find_project(project)
    if study is None:
        say(START)
        return
    stages = list(survey(study))
    if as_json:
        data(json.dumps([asdict(stage) for stage in stages], ensure_ascii=False))
        return
    _show(study, stages)


def survey(study: Project) -> Iterable[Stage]:
    """Yield the stages of a study in the order of the work."""
    from annotate.cli.manifest import edited
    from annotate.model import Annotation, Consensus, Document, Prediction

    documents, predictions = study.path(Document), study.path(Prediction)
    annotations, consensus = study.path(Annotation), study.path(Consensus)
    yield _papers(study, documents)
    yield _made("pre-marks", predictions, "{n} papers pre-marked", "annotate seed", [documents])
    yield _annotators(study, annotations)
    decisions = study.root / "decisions.jsonl"
    todo = "annotate reconcile"
    yield _made("consensus", consensus, "{n} papers reconciled", todo, [annotations, decisions, documents])
    yield _disputes(study)
    yield _table(study, [consensus, documents, *edited(study.root)])


def _papers(study: Project, documents: Path) -> Stage:
    from annotate.ingest.readers import suffixes

    sources = [path for path in study.papers.rglob("*") if path.suffix.lower() in suffixes() and path.is_file()]
    read = _count(documents)
    said = f"{len(sources)} in papers/, {read} read"
    if not sources and not read:
        return Stage("papers", said, "open", f"put papers into {study.papers}, then: annotate ingest")
    newer = _newer(documents, [*sources, study.papers / "metadata.csv"])
    state = "open" if read < len(sources) else "stale" if newer else "done"
    return Stage("papers", said, state, "annotate ingest")


def _made(name: str, path: Path, said: str, todo: str, made_of: Iterable[Path]) -> Stage:
    """Return the stage of a file with one record a paper."""
    count = _count(path)
    state = "open" if not count else "stale" if _newer(path, made_of) else "done"
    return Stage(name, said.replace("{n}", str(count)), state, todo)


def _annotators(study: Project, path: Path) -> Stage:
    """Count what each person has submitted, by the last pull or import; say whether they have the tasks of today."""
    from annotate.model import Annotation

    done: Counter[str] = Counter()
    drafts = skipped = 0
    for annotation in study.read(Annotation) if path.exists() else ():
        states = Counter(answer.state for answer in annotation.answers)
        done[study.config.annotators.get(annotation.annotator, annotation.annotator)] += states["submitted"]
        drafts, skipped = drafts + states["draft"], skipped + states["skipped"]
    names = ", ".join(f"{name} {count}" for name, count in sorted(done.items()))
    said = f"tasks submitted: {names}" if done else "nobody's work is here yet"
    if done and (drafts or skipped):
        said = f"{said}; drafts: {drafts}, skipped: {skipped}"
    if _is_of_earlier_schema(study):
        todo = "annotate seed, then: annotate push"
        return Stage(
            "annotators", f"{said}; the schema has changed since the push, people see the old one", "open", todo
        )
    if not done:
        return Stage("annotators", said, "open", _to_people(study))
    if _is_pushed(study) is False:
        return Stage(
            "annotators", f"{said}; tasks or assignments are others than those pushed", "open", "annotate push"
        )
    return Stage("annotators", said, "done", "annotate pull")


def _to_people(study: Project) -> str:
    """Return how the tasks come to people: a server of one's own and people on it first, if none is named."""
    from annotate.labelstudio.local import ADMIN, read_accounts, read_server

    own = read_server(study)
    if (own or study.config.label_studio.url) and _is_pushed(study):
        return "people annotate (annotate studio status says how far they are), then: annotate pull"
    if own and not study.config.label_studio.url and not read_accounts(study).keys() - {ADMIN}:
        return "annotate studio users add NAME…, annotate push; people annotate; annotate pull"
    if own or study.config.label_studio.url:
        return "annotate push, let people annotate, then: annotate pull"
    return "annotate studio start, annotate studio users add NAME…, annotate push; people annotate; annotate pull"


def _is_pushed(study: Project) -> bool | None:
    """Say whether the tasks of today were pushed; None where none ever were, as in a study of imported work."""
    from annotate.model import Push

    if not study.path(Push).exists():
        return None
    from annotate.labelstudio.remembering import is_pushed

    return is_pushed(study)


def _is_of_earlier_schema(study: Project) -> bool:
    from annotate.model import Push

    if not study.path(Push).exists():
        return False
    from annotate.labelstudio.remembering import is_of_earlier_schema

    return is_of_earlier_schema(study)


def _disputes(study: Project) -> Stage:
    from annotate.model import Consensus, Dispute

    count = _count(study.path(Dispute))
    todo = "annotate adjudicate push, or: annotate adjudicate sheet"
    settled = study.path(Consensus).exists() and not count
    return Stage("disputes", f"{count} open", "done" if settled else "open", todo)


def _table(study: Project, made_of: Iterable[Path]) -> Stage:
    from annotate.model import Dispute

    manifest = study.out / "manifest.json"
    if not manifest.exists():
        todo = "annotate export"
        if _count(study.path(Dispute)):
            todo = (
                "annotate export; or first decide the disputes: annotate adjudicate push, or: annotate adjudicate sheet"
            )
        return Stage("tables", "none written yet", "open", todo)
    count = sum(1 for path in study.out.iterdir() if path.is_file() and path != manifest)
    state = "stale" if _newer(manifest, made_of) else "done"
    return Stage("tables", f"{count} files in out/", state, "annotate export")


def _count(path: Path) -> int:
    """Return how many records a file holds: lines, of which it has one each."""
    if not path.exists():
        return 0
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())


def _newer(path: Path, made_of: Iterable[Path]) -> bool:
    """Say whether anything that a file is made of changed after it."""
    if not path.exists():
        return False
    made = path.stat().st_mtime_ns
    return any(one.stat().st_mtime_ns > made for one in made_of if one.exists())


def _show(study: Project, stages: list[Stage]) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    from annotate.errors import visible
    from annotate.language import translate

    console = Console(highlight=False, soft_wrap=True)
    styles = {"done": ("✓", "green"), "open": ("○", "yellow"), "stale": ("↻", "red")}
    console.print(Text(visible(study.config.title), style="bold"))
    names = [translate(stage.name) for stage in stages]
    width = max(map(cell_len, names))
    for stage, name in zip(stages, names, strict=True):
        sign, style = styles[stage.state]
        line = Text(f"  {sign} ", style=style)
        line.append(name + " " * (width - cell_len(name) + 2), style="bold")
        line.append(visible(translate(stage.said)))
        if stage.state == "stale":
            line.append(f"  {translate('older than what it is made of')}", style=style)
        console.print(line)
    waiting = [stage for stage in stages if stage.state != "done" and stage.name != "disputes"]
    waiting = waiting or [stage for stage in stages if stage.state != "done"]
    if waiting:
        console.print(Text(f"{translate('Next:')} {visible(translate(waiting[0].todo))}"))
    else:
        said = translate("All is up to date. The table: {path}").replace("{path}", str(study.out))
        console.print(Text(visible(said)))
