from __future__ import annotations

from typing import Any

import typer
from typer.testing import CliRunner

from annotate import __version__
from annotate.cli.main import PARTS, TITLES, app


def group() -> Any:
    """Return the whole command."""
    return typer.main.get_command(app)


def test_titles_are_the_commands_own() -> None:
    """What `annotate --help` says of a command is the first sentence of the command's own help."""
    own = {name: " ".join(group().commands[name].help.split("\n\n")[0].split()) for name in TITLES}

    assert own == TITLES


def test_every_command_of_a_module_is_listed() -> None:
    """A command that a module registers stands in the help, and stands there once."""
    from importlib import import_module

    for module, part in PARTS.items():
        made = typer.Typer()
        import_module(f"annotate.cli.{module}").register(made)
        assert set(typer.main.get_group(made).commands) == set(part), module


def test_a_mistyped_command_is_guessed() -> None:
    """An unknown name is refused with the nearest known one."""
    done = CliRunner().invoke(app, ["exprot"])

    assert done.exit_code == 2
    assert "export" in done.stderr
    assert done.stdout == ""


def test_what_stands_behind_two_dashes_is_no_option() -> None:
    """A file may be called as an option is."""
    done = CliRunner().invoke(app, ["schema", "check", "--", "--quiet"])

    assert done.exit_code == 1
    assert "--quiet: the file is not there" in done.stderr


def test_help_lists_every_command() -> None:
    """The help names all commands with their titles in full."""
    words = " ".join(CliRunner().invoke(app, ["--help"]).output.split())

    assert all(f"{name} {title}" in words for name, title in TITLES.items())


def test_the_version_is_data() -> None:
    """`--version` prints the version alone, before any command is run."""
    for words in (["--version"], ["--version", "ingest"]):
        done = CliRunner().invoke(app, words)

        assert (done.exit_code, done.stdout, done.stderr) == (0, f"{__version__}\n", "")
