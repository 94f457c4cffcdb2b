"""`annotate demo`: the main job on a corpus of our own, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import data, say, spoken

if TYPE_CHECKING:
    from annotate.store import Project

EXPORT = "label-studio-export.json"
TABLE = "comparison.html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the demo study is made.")] = Path("demo-study"),
) -> None:
    """Make a study of four invented papers and take it from ingest to the table.

    The annotators' and the adjudicator's work comes with the papers; all of it was written for the demo.

    Example: annotate demo
    """
    from annotate.demo.corpus import copy_to
    from annotate.store import Project

    kept = copy_to(folder)
    if kept:
        say(f"Left as you changed them: {', '.join(kept)}")
    study = Project.open(folder)
    _run("ingest", study)
    _run("seed", study)
    export = _write_answers(study)
    _run("import", study, str(export))
    _write_decisions(study)
    for command in ("agree", "reconcile", "export"):
        _run(command, study)
    _tell_where(study)


def _run(command: str, study: Project, *arguments: str) -> None:
    """Run a command as its user would; end with its status if it fails."""
    from annotate.cli.main import app

    words = [command, *arguments, "--project", str(study.root)]
    say(f"\n$ annotate {' '.join(words)}")
    status = app([*spoken(), *words], standalone_mode=False)
    if status:
        raise typer.Exit(status)


def _write_answers(study: Project) -> Path:
    """Write what Label Studio's export button would give, had two people annotated there."""
    import json

    from annotate.demo import load_works, to_export
    from annotate.labelstudio.tasks import read_tasks

    items = to_export(list(read_tasks(study)), load_works(study.root), study.schema())
    path = study.write_text(EXPORT, json.dumps(items, ensure_ascii=False, indent=1) + "\n")
    say(
        "\nIn place of Label Studio: two annotators' work from work-of-annotators/, as its export button would give it."
    )
    return path


def _write_decisions(study: Project) -> None:
    """Write the adjudicator's decisions, unless the study has some already."""
    from annotate.demo import load_rulings, to_decisions
    from annotate.files import dump_record
    from annotate.model import Annotation, Document

    if (study.root / "decisions.jsonl").exists():
        return
    rulings = load_rulings(study.root)
    decisions = to_decisions(rulings, study.read(Document), study.read(Annotation), study.config.annotators)
    study.write_text("decisions.jsonl", "".join(dump_record(decision) + "\n" for decision in decisions))
    say(f"\n{len(decisions)} decisions of the adjudicator → {study.root / 'decisions.jsonl'}")


def _tell_where(study: Project) -> None:
    table = (study.out / TABLE).resolve()
    others = ", ".join(path.name for path in sorted(study.out.iterdir()) if path.name != TABLE)
    say(f"\nThe authors' recommendations stand side by side in the table below; beside it: {others}.")
    say(f"Open it in a browser: {table.as_uri()}")
    data(str(table))
