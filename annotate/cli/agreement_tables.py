"""The figures of agreement in a terminal: as wide as it is, and no name squeezed away."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from annotate.cli.app import say
from annotate.errors import visible
from annotate.language import current, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rich.console import Console, Group
    from rich.table import Table

    from annotate.model import Agreement, Score
    from annotate.schema import Both

ALL = "*"
PAIR = 2
FATE = "pre_marks_"
BEGUN = ("pre_marks_kept", "pre_marks_moved")
MOST_PAIRS = 6
"""With more pairs than these, or no room for them, a terminal shows the lowest and the highest only."""
NAMES = 24
"""Columns of a terminal that the names of metrics and labels need."""


def show(result: Agreement, titles: Mapping[str, Both], own: Iterable[Sequence[Score]] = ()) -> None:
    """Print the figures of all documents, of each that is given, and what has no figure and why.

    Args:
        result: the figures but those of single documents.
        titles: label or attribute -> what it is called; the id where it is not there.
        own: the figures of single documents, one after the other: a table each.
    """
    from rich.console import Console

    console = Console()
    undefined: dict[str, dict[str, None]] = {}
    for scores in chain([[score for score in result.scores if score.document == ALL]], own):
        fates = [score for score in scores if score.metric.startswith(FATE)]
        if len(scores) > len(fates):
            _show(console, [score for score in scores if score not in fates], scores[0].document, titles)
        if fates:
            console.print(_fates(fates))
        _add_undefined(undefined, scores)
    kinds = _kinds(result)
    if kinds:
        console.print(_kinds_table(kinds))
    _add_undefined(undefined, kinds)
    for reason, names in undefined.items():
        say(f"–  undefined, {reason}: {', '.join(names)}")


def without_idle_pre_marks(result: Agreement) -> Agreement:
    """Return the figures without what became of the pre-marks, if nobody's spans come from one.

    Nothing kept and all removed is then no finding: people did not begin with the pre-marks.
    """
    fates = [score for score in result.scores if score.metric.startswith(FATE)]
    if any(score.value for score in fates if score.metric in BEGUN):
        return result
    return replace(result, scores=tuple(score for score in result.scores if score not in fates)) if fates else result


def _gloss(metric: str) -> str:
    """Return in a few words what a metric says; nothing for one that is not ours."""
    from annotate.agreement.names import METRIC_NAMES

    return METRIC_NAMES.get(metric, {}).get(current(), "")


def _fates(scores: Sequence[Score]) -> Group:
    from rich import box
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    rows: dict[str, dict[str, Score]] = {}
    for score in scores:
        rows.setdefault(score.annotators[0], {})[score.metric.removeprefix(FATE)] = score
    from annotate.agreement.names import FATES

    title = translate("pre-marks: shares of the spans in pre-marked tasks; removed: of the pre-marks shown")
    table = Table("", box=box.SIMPLE)
    names = list(dict.fromkeys(score.metric.removeprefix(FATE) for score in scores))
    for name in names:
        table.add_column(FATES[name][current()], justify="right", no_wrap=True)
    for annotator, fates in rows.items():
        shares = [own.value if (own := fates.get(name)) else None for name in names]
        cells = ["–" if share is None else f"{share:.0%}" for share in shares]
        table.add_row(escape(visible(annotator)), *cells)
    # A table's own title is broken where the table ends.
    return Group(Text(title, style="bold"), table)


def _kinds(result: Agreement) -> list[Score]:
    """Return the figures of each round, and of pre-marked and blank tasks: all annotators, all labels."""
    return [
        score
        for score in result.scores
        if score.label == ALL != score.document and score.annotators == result.annotators
    ]


def _kinds_table(scores: Sequence[Score]) -> Group:
    from rich import box
    from rich.console import Group
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    from annotate.agreement.names import kind_name

    title = translate("kinds of tasks apart: all annotators, all labels; n below")
    table = Table("", box=box.SIMPLE)
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
    return Group(Text(title, style="bold"), table)


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


def _add_undefined(undefined: dict[str, dict[str, None]], scores: Iterable[Score]) -> None:
    """Add what has no figure, each once, under the reason."""
    for score in scores:
        if score.value is None:
            place = "" if score.document == ALL else f" in {score.document}"
            undefined.setdefault(score.reason, {})[f"{score.metric} {score.label}{place}"] = None
