"""`annotate export` and `annotate compare`: the tables, into files or into the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.app import JobsOption, JsonOption, Lang, ProjectOption, data_in_pieces, open_project, say

FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE.json]", help="One Label Studio export, without a study.", show_default=False),
]
SeedsOption = Annotated[
    bool, typer.Option("--with-seeds", help="Show, hatched, what only rules marked in papers nobody annotated.")
]
LangOption = Annotated[Lang, typer.Option(help="The language of the tool's own words.")]
FORMATS = "html, xlsx, csv, markdown, json, docx, parquet, dna; brat, cas, docbin, refi-qda. Default: the profile's."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("compare")(compare)


def export(  # noqa: PLR0917 - Typer declares options as parameters
    file: FileArgument = None,
    profile: Annotated[list[str] | None, typer.Option(help="Profiles of exports/. Default: all.")] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", help=FORMATS),
    ] = None,
    with_seeds: SeedsOption = False,
    lang: LangOption = Lang.zh,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    max_quote: Annotated[
        int, typer.Option("--max-quote", metavar="N", help="Cut quotations after N characters. Default: never.")
    ] = 0,
    replication: Annotated[
        bool, typer.Option("--replication", help="Write an archive that can be published: no text of the papers.")
    ] = False,
    consensus_only: Annotated[
        bool, typer.Option("--consensus-only", help="Other programs' formats: without each annotator's own work.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Other programs' formats: annotators under letters, not names.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Export again whenever what it is made from changes, until Ctrl-C.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to write. Default: out/.")] = None,
    jobs: JobsOption = 1,
    project: ProjectOption = None,
) -> None:
    """Set the authors' recommendations side by side, in files.

    Example: annotate export --profile comparison --format html
    """
    from annotate.cli.exporting import Order, run
    from annotate.cli.watching import watched

    root = open_project(project) if project or not file else None
    order = Order(
        file=file,
        root=root,
        folder=out or (root.out if root and not file else Path("out")),
        profiles=tuple(profile or ()),
        formats=tuple(format_ or ()),
        with_seeds=with_seeds,
        lang=lang.value,
        bom=bom,
        max_quote=max_quote,
        replication=replication,
        consensus_only=consensus_only,
        letters=letters,
        jobs=jobs,
    )
    if watch:
        watched(order)
        return
    pages = [path for path in run(order) if path.suffix == ".html"]
    if pages:
        first = next((path for path in pages if path.stem == "comparison"), pages[0])
        say(f"Open it in a browser: {first.resolve().as_uri()}")


def compare(
    file: FileArgument = None,
    profile: Annotated[str, typer.Option(help="A matrix profile of exports/.")] = "comparison",
    with_seeds: SeedsOption = False,
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Show the comparison in the terminal.

    Example: annotate compare --lang en
    """
    from annotate.cli.exporting import Order, find_profiles, find_study, make_tables
    from annotate.cli.terminal import show
    from annotate.errors import InputError
    from annotate.exporters.to_json import pieces

    root = open_project(project) if project or not file else None
    profiles = find_profiles([profile], root)
    if profiles[0].kind != "matrix":
        raise InputError(f"exports/{profile}", "is a long table", "Run: annotate export --profile " + profile)
    study = find_study(Order(file=file, root=root, folder=Path("out"), with_seeds=with_seeds), profiles)
    table = make_tables(profiles, study, with_seeds)[profiles[0].id]
    if as_json:
        data_in_pieces(pieces(table))
    else:
        show(table, lang.value)
