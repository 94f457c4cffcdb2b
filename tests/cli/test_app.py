"""What all commands share: one place for errors, text for people on stderr, data on stdout."""

from __future__ import annotations

import errno

import pytest
import typer
from typer.testing import CliRunner

from annotate.cli.app import Group, data, progress, refuse_if_failed, say, sub_app
from annotate.errors import InputError, ProblemsError


def told(error: BaseException) -> tuple[int, str, str]:
    """Run a nested command that raises; return status, stdout and stderr."""
    inner = sub_app("Nested.")

    @inner.callback()
    def nested() -> None:
        """Make a group of it."""

    @inner.command("fail")
    def fail() -> None:
        raise error

    outer = typer.Typer(cls=Group, pretty_exceptions_enable=False)
    outer.add_typer(inner, name="inner")
    outer.command("other")(lambda: None)
    result = CliRunner().invoke(outer, ["inner", "fail"])
    return result.exit_code, result.stdout, result.stderr


def test_an_error_is_one_line_and_status_1() -> None:
    """Wherever a command is nested, its user's error is told in one line."""
    assert told(InputError("a.txt", "is empty", "Fill it.")) == (1, "", "error: a.txt: is empty. Fill it.\n")


def test_several_problems_are_several_lines() -> None:
    """Each problem has its own line; hostile names are shown as escapes."""
    problems = ProblemsError([InputError("a\x1b[2J.txt", "is empty"), InputError("b.txt", "is empty")])

    assert told(problems) == (1, "", "error: a\\x1b[2J.txt: is empty.\nerror: b.txt: is empty.\n")


def test_what_the_system_refuses_is_one_line() -> None:
    """No room or no permission names the file and the reason."""
    refused = PermissionError(errno.EACCES, "Permission denied", "work/documents.jsonl")

    assert told(refused) == (1, "", "error: work/documents.jsonl: Permission denied.\n")


def test_an_interruption_is_status_130() -> None:
    """Control-C ends with the status that shells expect."""
    assert told(KeyboardInterrupt()) == (130, "", "interrupted\n")


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    """What is no user's error keeps its traceback."""
    status, _, stderr = told(ZeroDivisionError("ours"))

    assert status == 1
    assert "error:" not in stderr


def test_text_and_data_keep_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """People's text goes to stderr, escaped; data goes to stdout as it is, with one line feed."""
    say("a\x07b")
    data("x\ty")
    data("z\n")
    out, err = capsys.readouterr()

    assert out == "x\ty\nz\n"
    assert err == "a\\x07b\n"


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal the items come without a bar."""
    with progress([1, 2, 3], "count") as items:
        assert list(items) == [1, 2, 3]
    assert capsys.readouterr().err == ""


def test_refuse_if_failed_ends_with_status_1() -> None:
    """What was told already is summed up; nothing wrong is no end."""
    refuse_if_failed(0, "papers failed")
    with pytest.raises(typer.Exit) as ended:
        refuse_if_failed(2, "papers failed")

    assert ended.value.exit_code == 1
