"""The `annotate` command with all its parts."""

from __future__ import annotations

import typer

from annotate.cli import (
    adjudicate,
    agree,
    demo,
    export,
    ingest,
    labelstudio,
    project,
    reconcile,
    schema,
    seed,
    studio,
    themes,
)
from annotate.cli.app import Group

app = typer.Typer(
    cls=Group,
    name="annotate",
    help="From a folder of papers to a table that sets their authors' recommendations side by side.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

project.register(app)
ingest.register(app)
seed.register(app)
labelstudio.register(app)
agree.register(app)
reconcile.register(app)
adjudicate.register(app)
themes.register(app)
export.register(app)
demo.register(app)
schema.register(app)
studio.register(app)


def main() -> None:
    """Run the command line."""
    app()
