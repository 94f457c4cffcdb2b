"""`annotate agree`: how far the annotators agree."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import (
    ClusterOption,
    JobsOption,
    JsonOption,
    ProjectOption,
    data_in_pieces,
    open_project,
    progress,
    say,
)
from annotate.language import current

if TYPE_CHECKING:
    from annotate.agreement.outcome import Outcome
    from annotate.agreement.portions import Portions
    from annotate.store import Project


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("agree")(agree)


def agree(  # noqa: PLR0917 - Typer declares options as parameters
    metric: Annotated[list[str] | None, typer.Option(help="A metric's name; may be repeated. Default: all.")] = None,
    intervals: Annotated[
        int, typer.Option(metavar="N", min=0, help="Bootstrap intervals from N draws of sections; 200 will do.")
    ] = 0,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the report as a page, with γ.")
    ] = None,
    by_document: Annotated[bool, typer.Option("--by-document", help="One table a document, too.")] = False,
    as_json: JsonOption = False,
    jobs: JobsOption = 1,
    cluster: ClusterOption = "",
    project: ProjectOption = None,
) -> None:
    """Compare the annotators, label by label and pair by pair.

    Example: annotate agree --metric alpha_u --metric pairwise_f1_overlap
    """
    from annotate.agreement import METRICS
    from annotate.agreement.names import titles_of
    from annotate.agreement.portions import Filed
    from annotate.agreement.report import agree_on
    from annotate.cli.agreement_tables import show, without_idle_pre_marks
    from annotate.parallel import mapping

    study = open_project(project)
    portions = Filed(study)
    names = metric or (METRICS.names() if html else None)
    round_of = _round_of(study)
    with mapping(jobs, cluster) as mapper, progress(portions, "agree") as passed:
        outcome = agree_on(
            portions, names, n_rounds=intervals, round_of=round_of, mapper=mapper, passed=passed, folder=study.work
        )
    _write(outcome, study)
    told = without_idle_pre_marks(outcome.whole)
    if html is not None:
        _write_page(html, replace(outcome, whole=told), portions, study)
    if as_json:
        data_in_pieces(chain(outcome.record(), "\n"))
    else:
        # In English labels stand by their ids, by which files know them.
        show(told, titles_of(study.schema()) if current() == "zh" else {}, outcome.own if by_document else ())
    if told is not outcome.whole:
        say("pre-marks: nobody's spans come from one, so nothing is said of what was kept")
    for warning in told.warnings:
        say(str(warning), warn=True)


def _write(outcome: Outcome, study: Project) -> None:
    from annotate.files import replacing
    from annotate.model import Agreement

    with replacing(study.path(Agreement)) as file:
        file.writelines(chain(outcome.record(), "\n"))


def _write_page(path: Path, outcome: Outcome, portions: Portions, study: Project) -> None:
    from annotate.agreement.page import pieces_of
    from annotate.files import replacing

    with replacing(path) as file:
        file.writelines(pieces_of(outcome, portions, study.config.title, schema=study.schema(), lang=current()))
    say(f"the report → {path}")


def _round_of(study: Project) -> dict[tuple[str, int], str]:
    """Return the round of each task that was assigned, by its document and first character.

    Raises:
        InputError, ProblemsError: rows that cannot be read, or put one task into two rounds.
    """
    from annotate.errors import AnnotateError, InputError, raise_problems
    from annotate.labelstudio.assigning import FILE, read_assignments

    found: dict[tuple[str, int], str] = {}
    problems: dict[tuple[str, int], AnnotateError] = {}
    for row in read_assignments(study):
        if found.setdefault(row.place, row.round) != row.round:
            where = f"{study.root / FILE}: {row.document} at {row.char_offset}"
            what = f"the task is in two rounds, {found[row.place]} and {row.round}"
            problems.setdefault(row.place, InputError(where, what, "Give all its rows the same round."))
    raise_problems(list(problems.values()))
    return found
