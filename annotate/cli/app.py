"""What all commands share: where errors end up, how people are spoken to, which project.

`annotate --help` must be quick, so nothing here or at the top of a command's
module imports more than Typer and the standard library.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import typer
from typer.core import TyperGroup

from annotate.errors import AnnotateError, visible

if TYPE_CHECKING:
    from annotate.store import Project

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_quiet = [False]  # one process serves one command line


class Group(TyperGroup):
    """The one place where a user's error becomes a message and status 1."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own context type is private
        """Run the command; tell an AnnotateError in plain lines on stderr."""
        try:
            return super().invoke(ctx)
        except AnnotateError as error:
            from annotate.language import tell

            _complain(*tell(error))
            raise typer.Exit(1) from None
        except OSError as error:  # no room, no permission, a folder where a file should be
            if error.errno == errno.EPIPE or error.filename is None:
                raise
            _complain(f"{error.filename}: {error.strerror}.")
            raise typer.Exit(1) from None
        except Exception as error:
            # What is wrong with the command line itself: Typer tells it, in English.
            from annotate.language import current

            if current() == "en" or not hasattr(error, "format_message") or type(error).__name__ == "NoArgsIsHelpError":
                raise
            from annotate.cli.help import complain

            complain(error)
        except KeyboardInterrupt:
            typer.secho("interrupted", err=True)
            raise typer.Exit(130) from None


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


def data(text: str) -> None:
    """Print data, on stdout."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


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
