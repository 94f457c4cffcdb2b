"""What all commands share: one place for errors, text for people on stderr, data on stdout."""

from __future__ import annotations

import errno
import io
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from annotate.cli.app import (
    SHOWN,
    Group,
    be_quiet,
    data,
    progress,
    refuse_if_failed,
    say,
    sub_app,
    tell_issue,
    tell_issues,
    tick,
)
from annotate.errors import InputError, ProblemsError
from annotate.language import choose
from annotate.model import Issue


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


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "error: No space left on device.\n"),
        (OSError(errno.EROFS, "Read-only file system", "out/a.csv"), "error: out/a.csv: Read-only file system.\n"),
    ],
)
def test_what_the_disk_refuses_is_one_line(refused: OSError, said: str) -> None:
    """A full disk names no file when something is written; it is told all the same."""
    assert told(refused) == (1, "", said)


def test_an_error_of_no_number_is_a_fault_of_ours() -> None:
    """What only calls itself an error of the system keeps its traceback."""
    assert "error:" not in told(io.UnsupportedOperation("not readable"))[2]


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
    data("half \ud842")
    out, err = capsys.readouterr()

    assert out == "x\ty\nz\nhalf \ufffd\n"
    assert err == "a\\x07b\n"


class Terminal(io.StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_data_does_not_act_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data for a program stay as they are; who looks at them sees what would act, tabs and lines as they are."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    data("x\ty\x1b[2J\u202e\nz")

    assert screen.getvalue() == "x\ty⟨U+001B⟩[2J⟨U+202E⟩\nz\n"


def test_what_is_under_way_is_shown_to_who_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal in one line; not in a file, and not to who wants quiet."""
    screen, file = Terminal(), io.StringIO()
    for stream in (screen, file):
        monkeypatch.setattr(sys, "stderr", stream)
        tick("sent 1 of 2")
        tick("sent 2 of 2", done=True)
    monkeypatch.setattr(sys, "stderr", screen)
    be_quiet()
    tick("sent 3 of 2")

    assert screen.getvalue() == "\rsent 1 of 2 \rsent 2 of 2 \n"
    assert file.getvalue() == ""


@pytest.mark.parametrize(("path", "where"), [(None, ""), (Path("work/issues.jsonl"), " in work/issues.jsonl")])
def test_many_findings_are_cut_short_also_for_who_wants_quiet(
    capsys: pytest.CaptureFixture[str], path: Path | None, where: str
) -> None:
    """Each with both sides, twenty at most; how many more there are is a warning, which quiet does not drop."""
    issues = [
        Issue(code="E1", where=f"a{n}", message="no", expected="" if n else "x", found="y") for n in range(SHOWN + 3)
    ]
    be_quiet()
    tell_issues(issues, path)
    tell_issues(issues[:SHOWN])
    lines = capsys.readouterr().err.split("\n")[:-1]

    assert lines[:2] == ["E1 a0: no (expected 'x', found 'y')", "E1 a1: no (y)"]
    assert lines[SHOWN] == f"… and 3 more{where}"
    assert len(lines) == 2 * SHOWN + 1


def test_findings_are_told_in_chinese_with_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    """What does not fit stands behind the message as it was typed."""
    choose("zh")
    message = "the region's text does not fit its offsets; the region is not taken"
    tell_issue(Issue(code="E403", where="b", message=message, expected="正文", found="no: text"))
    told_ = capsys.readouterr().err

    assert "region" not in told_
    assert told_.startswith("E403 b：")
    assert "'no: text'" in told_


def test_a_bar_is_shown_to_who_looks_and_does_not_want_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is one; with quiet the items come without it."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    be_quiet()
    with progress([1, 2, 3], "count") as items:
        assert list(items) == [1, 2, 3]
    assert screen.getvalue() == ""
    be_quiet(quiet=False)
    with progress([1, 2, 3], "count") as items:
        assert list(items) == [1, 2, 3]
    assert "count" in screen.getvalue()


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
