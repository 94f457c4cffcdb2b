from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.errors import InputError, NotFoundError, ProblemsError
from annotate.language import FOLDER, VALUE, choose, message, tell, translate, wanted
from annotate.language.catalogue import collect, compiled, read, updated, written
from annotate.language.keys import keys
from annotate.language.sources import spoken

HAN = re.compile(r"[\u4e00-\u9fff]")
CATALOGUE = FOLDER / "zh" / "LC_MESSAGES"


@pytest.fixture
def chinese() -> Iterator[None]:
    """Speak Chinese for the time of a test."""
    choose("zh")
    yield
    choose("en")


def test_the_catalogue_is_up_to_date() -> None:
    """A changed message means: python -m annotate.language, then translate what it lists."""
    catalogue = updated(read())

    assert written(catalogue) == (CATALOGUE / "messages.po").read_bytes()
    assert compiled(catalogue) == (CATALOGUE / "messages.mo").read_bytes()


def test_every_message_is_translated_with_its_values() -> None:
    """Each has Chinese in it, and takes no value that the message does not have."""
    entries = [entry for entry in read() if entry.id]

    missing = [entry.id for entry in entries if not entry.string]
    assert not missing
    strange = [e.id for e in entries if set(VALUE.findall(str(e.string))) - set(VALUE.findall(str(e.id)))]
    assert not strange
    assert sum(1 for entry in entries if HAN.search(str(entry.string))) > 0.9 * len(entries)


def test_messages_are_found_where_the_code_holds_them() -> None:
    """In the call, in a name of the function, in a constant of the module; the function's own name goes first."""
    code = """
TODO, LATER = "Mend it.", "Wait."
def first(n):
    what = f"{n} are wrong" if n else "nothing is there"
    raise InputError("a", what, TODO)
def second():
    LATER = "Go on."
    say(LATER)
"""

    assert sorted(spoken(ast.parse(code))) == [
        ("Go on.", ""), ("Mend it.", ""), ("nothing is there", "I"), ("{n} are wrong", "I"),
    ]  # fmt: skip


def test_defaults_are_told_as_they_are_written() -> None:
    """0 is no `false`, and each kind of nothing has its own word."""
    defaults = {key.path: key.default for key in (*keys("exports/NAME.yaml"), *keys("annotate.yaml"))}

    assert defaults["min_support"] == "0"
    assert defaults["tasks.min_length"] == "2000"
    assert {"true", "false"} & set(defaults.values())
    assert (defaults["label_studio.url"], defaults["label_studio"]) == ('""', "as its keys have it")


@pytest.mark.usefixtures("chinese")
def test_a_place_stays_in_one_line() -> None:
    """A file's name may hold a line feed; in either language the error is one line."""
    assert len(tell(InputError("a\nb.txt", "words of another package"))) == 1


def test_every_error_has_a_code_of_its_own() -> None:
    """No two messages share a code, and no error goes without."""
    codes = {str(entry.id): next(iter(entry.auto_comments), "") for entry in read() if entry.id}
    errors = {text for text, (letter, _) in collect().items() if letter}

    given = [codes[text] for text in errors]
    assert all(re.fullmatch(r"[AIMNS]\d{3}", code) for code in given)
    assert len(set(given)) == len(given)


def test_an_error_is_told_with_its_code() -> None:
    """The code stands at the end; several problems have one each."""
    known = next(entry for entry in read() if entry.auto_comments and not VALUE.search(str(entry.id)))
    error = InputError("a.txt", str(known.id), "Mend it.")

    assert tell(error)[-1].endswith(f"Mend it. [{known.auto_comments[0]}]")
    assert len(tell(ProblemsError([error, error]))) == 2
    assert tell(NotFoundError("", "words of another package")) == ["words of another package."]


@pytest.mark.usefixtures("chinese")
def test_values_stay_and_may_change_places() -> None:
    """What people typed comes through a translation as it was."""
    entry = message("{one} before {two}", "{two} 在 {one} 之后")
    found = entry.recognise("{two} before <b>")

    assert found
    assert entry.fill(found) == "<b> 在 {two} 之后"
    assert translate("nobody has said this before") == "nobody has said this before"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("place", ["", "a.txt: ", "a: b d s [1:2]: "])
def test_a_finding_is_told_in_chinese_wherever_it_stands(place: str) -> None:
    """Its place may hold a colon, or there may be none; the code stays."""
    said = translate("the label is not in the schema")

    assert HAN.search(said)
    assert translate(f"E101 {place}the label is not in the schema") == f"E101 {place.replace(': ', '：')}{said}"


@given(st.lists(st.text("ab, ", max_size=3), min_size=1, max_size=4), st.text("ab, ", max_size=12))
def test_a_message_is_recognised_as_a_pattern_would(words: list[str], text: str) -> None:
    """Values are as short as they can be, from the first on; they may be empty or stand side by side."""
    known = message("{v}".join(words))
    wanted = re.fullmatch("(.*?)".join(map(re.escape, words)), text, re.DOTALL)
    found = known.recognise(text)

    assert (found is None) == (wanted is None)
    if found and wanted:
        assert found["{v}"] == wanted[len(words) - 1]


@pytest.mark.usefixtures("chinese")
def test_long_lists_are_told_as_well() -> None:
    """Thousands of names with commas between them take no time; a pattern took minutes for three hundred."""
    names = ", ".join(f"paper {n}: a, b" for n in range(3000))

    assert names in translate(f"left out, not among the documents: {names}. Run: annotate ingest")
    assert translate(names) == names


@pytest.mark.parametrize("where", [["--lang", "zh", "ingest", "--help"], ["ingest", "--help", "--lang=zh"]])
def test_help_speaks_chinese_wherever_the_option_stands(where: list[str]) -> None:
    """`--lang zh` may stand before the command or behind it."""
    done = CliRunner().invoke(app, where)

    assert done.exit_code == 0
    assert "用法：" in done.output
    lines = [line for line in done.output.splitlines() if line.strip()]
    assert sum(1 for line in lines if HAN.search(line)) > len(lines) / 2


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    """ANNOTATE_LANG goes before LANG; anything but Chinese is English."""
    for name in ("ANNOTATE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert wanted() == "en"
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    assert wanted() == "zh"
    monkeypatch.setenv("ANNOTATE_LANG", "en")
    assert wanted() == "en"


def test_a_wrong_command_line_is_told_in_chinese() -> None:
    """Status 2, what is wrong, and the nearest name."""
    done = CliRunner().invoke(app, ["--lang", "zh", "exprot"])

    assert done.exit_code == 2
    assert "export" in done.output
    assert "错误" in done.output


def test_an_unknown_language_is_refused() -> None:
    """Neither guessed nor passed over."""
    done = CliRunner().invoke(app, ["ingest", "--lang", "fr"])

    assert done.exit_code == 2
    assert "en, zh" in done.output


def test_quiet_keeps_warnings_only(tmp_path: Path) -> None:
    """`--quiet` drops what only informs; errors are told."""
    loud = CliRunner().invoke(app, ["init", str(tmp_path / "one")])
    quiet = CliRunner().invoke(app, ["init", str(tmp_path / "two"), "--quiet"])
    wrong = CliRunner().invoke(app, ["init", str(tmp_path / "two"), "--quiet"])

    assert loud.output.strip()
    assert not quiet.output.strip()
    assert wrong.exit_code == 1
    assert "already a study" in wrong.output
