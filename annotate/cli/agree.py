"""`annotate agree`: how far the annotators agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import ClusterOption, JobsOption, JsonOption, ProjectOption, data, open_project, progress, say
from annotate.errors import visible
from annotate.language import current, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from annotate.agreement.names import Both
    from annotate.model import Agreement, Annotation, Score
    from annotate.store import Project

ALL = "*"
PAIR = 2
FATE = "pre_marks_"
MOST_PAIRS = 6
"""With more pairs than these, or no room for them, a terminal shows the lowest and the highest only."""
NAMES = 24
"""Columns of a terminal that the names of metrics and labels need."""


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
    from annotate.agreement import agree as agree_on
    from annotate.agreement.names import titles_of
    from annotate.files import dump_record
    from annotate.model import Agreement, Annotation, Document, Prediction
    from annotate.parallel import mapping

    study = open_project(project)
    annotations = tuple(study.read(Annotation))
    names = metric or (METRICS.names() if html else None)
    round_of = _round_of(study)
    with mapping(jobs, cluster) as mapper, progress(range(intervals), "intervals") as rounds:
        result = agree_on(
            annotations,
            names,
            documents=study.read(Document),
            predictions=study.read_all(Prediction),
            rounds=rounds,
            round_of=round_of,
            mapper=mapper,
        )
    study.write(Agreement, [result])
    if html is not None:
        _write_page(html, result, annotations, study)
    if as_json:
        data(dump_record(result))
    else:
        # In English labels stand by their ids, by which files know them.
        _print(result, titles_of(study.schema()) if current() == "zh" else {}, by_document=by_document)
    for warning in result.warnings:
        say(str(warning), warn=True)


def _write_page(path: Path, result: Agreement, annotations: Sequence[Annotation], study: Project) -> None:
    from annotate.agreement.page import page
    from annotate.files import replacing
    from annotate.model import Document

    made = page(
        result,
        annotations,
        tuple(study.read(Document)),
        study.config.title,
        schema=study.schema(),
        lang=current(),
    )
    with replacing(path) as file:
        file.write(made)
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


def _print(result: Agreement, titles: Mapping[str, Both], *, by_document: bool) -> None:
    from rich.console import Console

    console = Console()
    shown = [ALL, *(result.documents if by_document else ())]
    for document in shown:
        scores = [score for score in result.scores if score.document == document]
        fates = [score for score in scores if score.metric.startswith(FATE)]
        if len(scores) > len(fates):
            _show(console, [score for score in scores if score not in fates], document, titles)
        if fates:
            console.print(_fates(fates))
    kinds = _kinds(result)
    if kinds:
        console.print(_kinds_table(kinds))
    for reason, names in _undefined([*(score for score in result.scores if score.document in shown), *kinds]).items():
        say(f"–  undefined, {reason}: {', '.join(dict.fromkeys(names))}")


def _gloss(metric: str) -> str:
    """Return in a few words what a metric says; nothing for one that is not ours."""
    from annotate.agreement.names import METRIC_NAMES

    return METRIC_NAMES.get(metric, {}).get(current(), "")


def _fates(scores: Sequence[Score]) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    rows: dict[str, dict[str, Score]] = {}
    for score in scores:
        rows.setdefault(score.annotators[0], {})[score.metric.removeprefix(FATE)] = score
    from annotate.agreement.names import FATES

    title = translate("pre-marks: shares of the spans in pre-marked tasks; removed: of the pre-marks shown")
    table = Table("", title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
    names = list(dict.fromkeys(score.metric.removeprefix(FATE) for score in scores))
    for name in names:
        table.add_column(FATES[name][current()], justify="right", no_wrap=True)
    for annotator, fates in rows.items():
        shares = [own.value if (own := fates.get(name)) else None for name in names]
        cells = ["–" if share is None else f"{share:.0%}" for share in shares]
        table.add_row(escape(visible(annotator)), *cells)
    return table


def _kinds(result: Agreement) -> list[Score]:
    """Return the figures of each round, and of pre-marked and blank tasks: all annotators, all labels."""
    known = {ALL, *result.documents}
    return [
        score
        for score in result.scores
        if score.label == ALL and score.annotators == result.annotators and score.document not in known
    ]


def _kinds_table(scores: Sequence[Score]) -> Table:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    from annotate.agreement.names import kind_name

    title = translate("kinds of tasks apart: all annotators, all labels; n below")
    table = Table("", title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
    names = list(dict.fromkeys(score.document for score in scores))
    rows: dict[str, dict[str, Score]] = {}
    for score in scores:
        rows.setdefault(score.metric, {})[score.document] = score
    for name in names:
        shown = name.removeprefix(ALL) if current() == "en" else kind_name(name)["zh"]
        table.add_column(escape(visible(shown)), justify="right", no_wrap=True)
    for metric, found in rows.items():
        cells = [f"{_value(own, bounds=False)}\n{own.n_units}" if (own := found.get(name)) else "" for name in names]
        table.add_row(metric, *cells)
    return table


def _show(console: Console, scores: Sequence[Score], document: str, titles: Mapping[str, Both]) -> None:
    """Print a line for each metric, as wide as its name is, and beneath it one for each label."""
    from rich.text import Text

    sets = sorted({score.annotators for score in scores}, key=lambda who: (len(who), who))
    bounded = any(score.low is not None for score in scores)
    columns = _columns(sets, console.width - NAMES - len("[0.00, 0.00]  n: 1,234" if bounded else "0.000  n: 1,234"))
    rows: dict[str, dict[str, dict[tuple[str, ...], Score]]] = {}
    for score in scores:
        rows.setdefault(score.metric, {}).setdefault(score.label, {})[score.annotators] = score
    lines: dict[str, list[list[str]]] = {}
    for metric, labels in rows.items():
        for label, found in labels.items():
            # Intervals of every pair would push the names of the labels off a narrow terminal.
            cells = [_value(choose(found), bounds=n == len(columns)) for n, choose in enumerate(columns.values(), 1)]
            called = translate("all labels") if label == ALL else titles.get(label, {}).get(current(), label)
            lines.setdefault(metric, []).append([f"  {called}", *cells, f"{found[max(found, key=len)].n_units}"])
    head = ["", *columns, "n"]
    widths = _widths([head, *(line for own in lines.values() for line in own)])
    console.print(Text(translate("all documents") if document == ALL else visible(document), style="bold"))
    console.print(_grid([head], widths))
    for metric, own in lines.items():
        console.print(Text.assemble((metric, "bold"), "  ", (_gloss(metric), "dim")))
        console.print(_grid(own, widths))
    console.print()


def _widths(lines: Iterable[Sequence[str]]) -> list[int]:
    """Return how wide each column is."""
    from rich.cells import cell_len

    cells = zip(*lines, strict=True)
    return [max(cell_len(visible(part)) for cell in column for part in cell.split("\n")) for column in cells]


def _grid(lines: Iterable[Sequence[str]], widths: Sequence[int]) -> Table:
    """Return rows whose columns stand below those of other grids of the same widths."""
    from rich.markup import escape
    from rich.table import Table

    table = Table.grid(padding=(0, 0, 0, 2))
    for number, width in enumerate(widths):
        table.add_column(justify="right" if number else "left", min_width=width, no_wrap=bool(number))
    for line in lines:
        table.add_row(*(escape(visible(cell)) for cell in line))
    return table


def _columns(
    sets: Sequence[tuple[str, ...]], room: int
) -> dict[str, Callable[[dict[tuple[str, ...], Score]], Score | None]]:
    """Return title -> what of a row's scores it shows: the pairs if there is room for them, and everybody."""
    from rich.cells import cell_len

    from annotate.agreement.names import EVERYBODY

    pairs = [who for who in sets if len(who) == PAIR]
    columns: dict[str, Callable[[dict[tuple[str, ...], Score]], Score | None]] = {}
    needed = sum(2 + max(5, *(cell_len(visible(name)) for name in who)) for who in pairs)
    if len(pairs) <= MOST_PAIRS and needed <= room:
        for who in pairs:
            columns["\n".join(who)] = _column(who)
    else:
        columns[translate("lowest pair")] = lambda found: _extreme(found, sign=1)
        columns[translate("highest pair")] = lambda found: _extreme(found, sign=-1)
    if len(sets) > len(pairs):
        columns[EVERYBODY[current()]] = lambda found: found[max(found, key=len)]
    return columns


def _column(who: tuple[str, ...]) -> Callable[[dict[tuple[str, ...], Score]], Score | None]:
    return lambda found: found.get(who)


def _extreme(found: dict[tuple[str, ...], Score], sign: int) -> Score | None:
    defined = [
        (score.value * sign, who) for who, score in found.items() if len(who) == PAIR and score.value is not None
    ]
    return found[min(defined)[1]] if defined else None


def _value(score: Score | None, *, bounds: bool) -> str:
    if score is None or score.value is None:
        return "–"
    if not bounds or score.low is None or score.high is None:
        return f"{score.value:.3f}"
    return f"{score.value:.3f}\n[{score.low:.2f}, {score.high:.2f}]"


def _undefined(scores: Sequence[Score]) -> dict[str, list[str]]:
    """Return reason -> what has no figure for it."""
    undefined: dict[str, list[str]] = {}
    for score in scores:
        if score.value is None:
            place = "" if score.document == ALL else f" in {score.document}"
            undefined.setdefault(score.reason, []).append(f"{score.metric} {score.label}{place}")
    return undefined
