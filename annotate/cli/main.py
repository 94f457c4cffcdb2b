"""The `annotate` command with all its parts.

A command's module is imported when the command is asked for: `annotate --help`
and every single command cost no more than they need. So the titles stand here
too; a test holds them to the commands' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Annotated, Any

import typer

from annotate import __version__
from annotate.cli.app import Group, be_quiet, data
from annotate.cli.help import localise
from annotate.language import LANGUAGES, choose, translate

# Module of annotate.cli -> its commands, in the order of the work, with the first sentence of their help.
PARTS: dict[str, dict[str, str]] = {
    "status": {"status": "Say where the study stands, and what comes next."},
    "project": {"init": "Make a study: annotate.yaml, papers/, schemas/, seeds/, exports/."},
    "ingest": {"ingest": "Read papers into work/documents.jsonl: clean text, sections, footnotes, metadata."},
    "seed": {
        "seed": "Pre-mark the documents by rules: work/predictions.jsonl and work/tasks.json.",
        "rules": "The rules that pre-mark papers.",
    },
    "model": {"model": "The statistical model of the Chinese segmenter."},
    "labelstudio": {
        "push": "Send work/tasks.json to Label Studio; what is there already is not sent twice.",
        "pull": "Bring everybody's work back into work/annotations.jsonl, and keep a dated snapshot.",
        "import": "Read Label Studio's JSON export, or annotations of another program, into work/annotations.jsonl.",
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
        self.update({name: localise(command) for name, command in typer.main.get_group(part).commands.items()})
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

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        """Choose the language before anything is said; `--lang` and `--quiet` may stand behind the command too."""
        choose()
        be_quiet(False)
        head = next((n for n, word in enumerate(args) if word in TITLES), len(args))
        before, _ = _take_common(args[:head], ())
        localise(self)
        return super().make_context(info_name, [*before, *args[head:]], *rest, **options)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's own types are private
        """Find the command; take what all commands share from its words, where it has no such option itself."""
        name, command, words = super().resolve_command(ctx, args)
        leaf = command
        for word in words:
            leaf = getattr(leaf, "commands", {}).get(word, leaf)
        own = [option for one in getattr(leaf, "params", ()) for option in one.opts]
        words, changed = _take_common(words, own)
        return name, localise(command) if changed else command, words

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's own context type is private
        """Return the names in the order of the work."""
        return list(TITLES)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - Typer's own types are private
        """List the commands with their titles, in full."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, translate(title)) for name, title in TITLES.items()])


def _take_common(words: list[str], own: Iterable[str]) -> tuple[list[str], bool]:
    """Obey and take away `--lang LANG`, `--quiet` and `-q`; say whether the language was chosen."""
    kept, chosen, waiting = [], False, iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word == "--":
            kept += [word, *waiting]
        elif name in own:
            kept.append(word)
        elif name == "--lang":
            value = value if equals else next(waiting, "")
            if value not in LANGUAGES:
                raise typer.BadParameter(f"{value!r} is not one of {', '.join(LANGUAGES)}.", param_hint="--lang")
            choose(value)
            chosen = True
        elif word in {"--quiet", "-q"}:
            be_quiet()
        else:
            kept.append(word)
    return kept, chosen


app = typer.Typer(
    cls=Main,
    name="annotate",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def annotate(
    ctx: typer.Context,
    lang: Annotated[  # noqa: ARG001 - obeyed before the options are parsed
        str, typer.Option("--lang", metavar="en|zh", help="Language of messages. Default: ANNOTATE_LANG, then LANG.")
    ] = "",
    quiet: Annotated[  # noqa: ARG001 - obeyed before the options are parsed
        bool, typer.Option("--quiet", "-q", help="Say only what warns; show no progress.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version, and nothing else.")] = False,
) -> None:
    """From a folder of papers to a table that sets their authors' recommendations side by side.

    Without a command: where the study stands, and what comes next.
    """
    if version:
        data(__version__)
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        from annotate.cli.status import status

        status()


def main() -> None:
    """Run the command line."""
    app()
