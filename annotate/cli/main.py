"""The `annotate` command with all its parts.

A command's module is imported when the command is asked for: `annotate --help`
and every single command cost no more than they need. So the titles stand here
too; a test holds them to the commands' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import typer

from annotate.cli.app import Group

# Module of annotate.cli -> its commands, in the order of the work, with the first sentence of their help.
PARTS: dict[str, dict[str, str]] = {
    "project": {"init": "Make a study: annotate.yaml, papers/, schemas/, seeds/, exports/."},
    "ingest": {"ingest": "Read papers into work/documents.jsonl: clean text, sections, footnotes, metadata."},
    "seed": {
        "seed": "Pre-mark the documents by rules: work/predictions.jsonl and work/tasks.json.",
        "rules": "The rules that pre-mark papers.",
        "model": "The statistical model of the Chinese segmenter.",
    },
    "labelstudio": {
        "push": "Send work/tasks.json to Label Studio; what is there already is not sent twice.",
        "pull": "Bring everybody's work back into work/annotations.jsonl, and keep a dated snapshot.",
        "import": "Read Label Studio's JSON export into work/annotations.jsonl; several files are read as one.",
        "assign": "Say who codes what, into assignments.csv; the next push makes each annotator a tab of their own.",
    },
    "agree": {"agree": "Compare the annotators, label by label and pair by pair."},
    "reconcile": {"reconcile": "Merge the annotators' work into a consensus; list what is disputed."},
    "adjudicate": {"adjudicate": "Decide what the annotators dispute."},
    "themes": {"themes": "Suggest groups of recommendations that have no theme yet, at the end of themes.yaml."},
    "export": {
        "export": "Set the authors' recommendations side by side, in files.",
        "compare": "Show the comparison in the terminal.",
    },
    "demo": {"demo": "Make a study of four invented papers and take it from ingest to the table."},
    "schema": {"schema": "Annotation schemas: list, check, show, and the guideline for annotators."},
    "studio": {
        "studio": "A Label Studio server of your own, on this machine, with SQLite in the study's folder.",
        "doctor": "Look at Python, packages, model, files, server and token, and say what to do.",
    },
}
TITLES = {name: title for part in PARTS.values() for name, title in part.items()}
_MODULES = {name: module for module, part in PARTS.items() for name in part}


class Commands(dict[str, Any]):
    """Name -> command; a command is made from its module when it is first asked for."""

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - Typer's own command type is private
        """Import the module and keep all its commands."""
        part = typer.Typer(cls=Group, rich_markup_mode=None)
        import_module(f"annotate.cli.{_MODULES[name]}").register(part)
        self.update(typer.main.get_group(part).commands)
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        """Return the command of that name, the default if there is none."""
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return name in _MODULES

    def __iter__(self) -> Iterator[str]:
        return iter(TITLES)

    def __len__(self) -> int:
        return len(TITLES)

    def keys(self) -> Any:  # noqa: ANN401 - a view in dict, a list here
        """Return the names in the order of the work."""
        return list(TITLES)


class Main(Group):
    """The group of all commands, none of them loaded before it is needed."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Typer's own
        """Take Typer's options; the commands are ours."""
        super().__init__(*args, **options)
        self.commands = Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's own context type is private
        """Return the names in the order of the work."""
        return list(TITLES)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's own types are private
        """List the commands with their titles, in full."""
        with formatter.section("Commands"):
            formatter.write_dl(list(TITLES.items()))


app = typer.Typer(
    cls=Main,
    name="annotate",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def annotate() -> None:
    """From a folder of papers to a table that sets their authors' recommendations side by side."""


def main() -> None:
    """Run the command line."""
    app()
