"""What all commands share: where errors end up, how people are spoken to, which project.

`annotate --help` must be quick, so nothing here or at the top of a command's
module imports more than Typer and the standard library.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer
from typer.core import TyperGroup

from annotate.errors import AnnotateError, visible

if TYPE_CHECKING:
    from rich.table import Table

    from annotate.model import Issue
    from annotate.store import Config, Project

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
SHOWN = 20
"""Findings that are told in full."""
_quiet = [False]  # one process serves one command line


class Group(TyperGroup):
    """The one place where a user's error becomes a message and status 1."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own context type is private
        """Run the command; tell an AnnotateError in plain lines on stderr."""
        try:
            return super().invoke(ctx)
        except AnnotateError as error:
            tell_error(error)
            raise typer.Exit(1) from None
        except OSError as error:  # no room, which names no file; no permission, a folder where a file should be
            if error.errno in {None, errno.EPIPE}:
                raise
            _complain(f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}.")
            raise typer.Exit(1) from None
        except Exception as error:
            # What is wrong with the command line itself: Typer tells it, in English.
            from annotate.language import current

            if current() == "en" or not hasattr(error, "format_message") or type(error).__name__ == "NoArgsIsHelpError":
                raise
            from annotate.cli.help import complain

            complain(error)
        except KeyboardInterrupt:
            say("interrupted", warn=True)
            raise typer.Exit(130) from None


def tell_error(error: AnnotateError) -> None:
    """Tell an error on stderr, a line a problem, with its code; also where the command goes on."""
    from annotate.language import tell

    _complain(*tell(error))


def _complain(*lines: str) -> None:
    from annotate.language import translate

    head = translate("error:")
    head = head if head.endswith("：") else f"{head} "
    for line in lines:
        for part in visible(line).splitlines():
            typer.secho(f"{head}{part}", err=True, fg=typer.colors.RED)


class Sized(Protocol[T_co]):
    """Something to iterate over whose length can be told."""

    def __iter__(self) -> Iterator[T_co]:
        """Yield the items."""
        ...

    def __len__(self) -> int:
        """Return how many there are."""
        ...


class Lang(StrEnum):
    """The languages that the tool speaks."""

    zh = "zh"
    en = "en"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="The study's folder. Default: here or a parent with annotate.yaml.",
        metavar="DIR",
        show_default=False,
    ),
]
JobsOption = Annotated[
    int, typer.Option("--jobs", metavar="N", min=0, help="Work in N processes at once; 0: one for each core.")
]
ClusterOption = Annotated[
    str,
    typer.Option("--cluster", metavar="ADDRESS", help="Work on the Dask scheduler there.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on stdout for a program to read.")]


def sub_app(help_text: str) -> typer.Typer:
    """Return an app for a group of commands."""
    return typer.Typer(cls=Group, help=help_text, no_args_is_help=True, rich_markup_mode=None)


def open_project(folder: Path | None) -> Project:
    """Open the project a command was given, or the one around the current folder."""
    from annotate.store import Project

    return Project.open(folder) if folder else Project.find(Path.cwd())


def find_project(folder: Path | None) -> Project | None:
    """Open the project as `open_project`; None outside of any, for commands that can do without.

    Raises:
        NotFoundError: the folder that was given holds no study.
    """
    from annotate.errors import NotFoundError

    try:
        return open_project(folder)
    except NotFoundError:
        if folder:
            raise
        return None


def settings(study: Project | None) -> Config:
    """Return a study's annotate.yaml; outside of any what holds where nothing is set."""
    from annotate.store import Config

    return study.config if study else Config()


def be_quiet(quiet: bool = True) -> None:
    """From now on tell people only what warns them, and show no progress."""
    _quiet[0] = quiet


def spoken() -> list[str]:
    """Return the options with which a command run by another speaks as that one does."""
    from annotate.language import current

    return ["--lang", current(), *(["--quiet"] if _quiet[0] else [])]


def say(text: str, *, warn: bool = False) -> None:
    """Tell people something in their language, on stderr; without `warn` it is dropped when they want quiet."""
    from annotate.language import translate

    if warn or not _quiet[0]:
        typer.secho(visible(translate(text)), err=True, fg=typer.colors.YELLOW if warn else None)


def tell_issue(issue: Issue) -> None:
    """Tell a finding with both sides of what does not fit."""
    from annotate.language import translate

    found = translate(issue.found)
    sides = f" (expected {issue.expected!r}, found {issue.found!r})" if issue.expected else f" ({found})"
    say(f"{translate(str(issue))}{translate(sides) if issue.found else ''}", warn=True)


def tell_issues(issues: Sequence[Issue], path: Path | None = None) -> None:
    """Tell the first findings, and how many more there are, in a file that holds them all if there is one."""
    for issue in issues[:SHOWN]:
        tell_issue(issue)
    if len(issues) > SHOWN:
        more = f"… and {len(issues) - SHOWN} more in {path}" if path else f"… and {len(issues) - SHOWN} more"
        say(more, warn=True)


def show(table: Table) -> None:
    """Show people a table on stderr; it is dropped when they want quiet."""
    from rich.console import Console

    if not _quiet[0]:
        Console(stderr=True).print(table)


def tick(text: str, *, done: bool = False) -> None:
    """Say how far something is, in one line of a terminal that is written over; nowhere else."""
    from annotate.language import translate

    if not _quiet[0] and sys.stderr.isatty():
        typer.echo(f"\r{translate(text)} ", err=True, nl=done)


def data(text: str) -> None:
    """Print data, on stdout: as they are, in UTF-8; a terminal gets no character that would act on it."""
    from annotate.inert import encodable, shown

    whole = text if text.endswith("\n") else text + "\n"
    sys.stdout.write(shown(whole) if sys.stdout.isatty() else encodable(whole))


def data_in_pieces(pieces: Iterable[str]) -> None:
    """Print data that end with a line feed and are too many to be held, as `data` prints them."""
    from annotate.inert import encodable, shown

    change = shown if sys.stdout.isatty() else encodable
    sys.stdout.writelines(map(change, pieces))


@contextmanager
def progress(items: Sized[T], what: str) -> Iterator[Iterable[T]]:
    """Iterate with a bar on stderr where it is a terminal; silently elsewhere."""
    from annotate.language import translate

    if _quiet[0] or not sys.stderr.isatty():
        yield items
        return
    with typer.progressbar(items, label=translate(what), file=sys.stderr) as bar:
        yield bar


def refuse_if_failed(count: int, what: str) -> None:
    """End with status 1 if anything went wrong that was already told."""
    if count:
        from annotate.language import translate

        say(f"{count} {translate(what)}", warn=True)
        raise typer.Exit(1)
