"""Files are written whole or not at all; records say their format."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import InputError, NotFoundError, ProblemsError
from annotate.files import (
    FORMATS,
    adapter,
    cells_up_to,
    dump_record,
    read_edited,
    read_records,
    replacing,
    write_records,
)
from annotate.model import Annotation, Asked, Attribute, Extent, Issue, Relation, Span, Support
from annotate.store import WORK

WORDS = st.text(st.characters(codec="utf-8"), max_size=8)


@st.composite
def marked(draw: st.DrawFn) -> Annotation:
    """Draw an annotation with everything it may hold."""
    extent = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Extent(*sorted(pair)))
    support = st.builds(Support, by=st.tuples(WORDS), asked=st.tuples(WORDS))
    attributes = st.lists(st.builds(Attribute, name=WORDS, values=st.tuples(WORDS)), max_size=2).map(tuple)
    span = st.builds(Span, id=WORDS, label=WORDS, extent=extent, attributes=attributes, support=st.none() | support)
    relation = st.builds(Relation, id=WORDS, type=WORDS, source=WORDS, target=WORDS)
    return Annotation(
        document=draw(WORDS),
        annotator=draw(WORDS),
        spans=draw(st.lists(span, max_size=3).map(tuple)),
        relations=draw(st.lists(relation, max_size=3).map(tuple)),
        asked=(Asked(extent=draw(extent), labels=("claim",)),),
    )


@given(marked())
def test_a_record_reads_back_as_it_was(value: Annotation) -> None:
    """JSON and back is the same value, whatever text it holds; it is one line."""
    line = dump_record(value)
    body = json.loads(line)

    assert "\n" not in line
    assert body.pop("format") == "annotation/1"
    assert value == adapter(Annotation).validate_python(body)


def test_half_a_surrogate_pair_reads_back(tmp_path: Path) -> None:
    """What some program cut in two is kept as it came, in a file that is UTF-8."""
    path, issues = tmp_path / "issues.jsonl", [Issue(code="E1", message="a\ud842 𠮷", where="\udfb7")]
    write_records(path, issues)

    assert list(read_records(path, Issue)) == issues
    assert path.read_bytes().decode("utf-8").startswith('{"format":"issue/1",')


@pytest.mark.parametrize("name", ["a" * 255, "𠮷" * 63])
def test_the_longest_name_can_be_written(tmp_path: Path, name: str) -> None:
    """A file whose name is as long as the system allows is written by way of a shorter one."""
    with replacing(tmp_path / name) as file:
        file.write("x")

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_that_people_edit_may_begin_with_a_mark(tmp_path: Path) -> None:
    """A byte order mark, other line ends and blank lines are no mistake; each wrong line is told."""
    path = tmp_path / "decisions.jsonl"
    line = dump_record(Issue(code="E1", message="一"))
    path.write_bytes(f"\ufeff{line}\r\n\r\n{line}\r\n".encode())
    assert len(read_edited(path, Issue)) == 2

    path.write_text(f"{{\n{line}\n[]\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        read_edited(path, Issue)
    assert [problem.where for problem in raised.value.problems] == [f"{path}:1", f"{path}:3"]


def test_records_round_trip_through_a_file(tmp_path: Path) -> None:
    """What was written is what is read, line by line, U+2028 and 𠮷 included."""
    issues = [Issue(code="W101", message="line\u2028separator"), Issue(code="E101", message="𠮷\r\n😀")]
    path = tmp_path / "deep" / "issues.jsonl"

    assert write_records(path, issues) == 2
    assert issues == list(read_records(path, Issue))
    assert path.read_bytes().count(b"\n") == 2


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """An error half-way changes nothing and leaves nothing behind."""
    path = tmp_path / "issues.jsonl"
    path.write_text("old")

    def broken() -> object:
        yield Issue(code="E1", message="first")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_records(path, broken())  # type: ignore[arg-type]

    assert path.read_text() == "old"
    assert [path] == list(tmp_path.iterdir())


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A file is readable as any other new file is; a secret one only if asked."""
    plain, secret, usual = tmp_path / "plain", tmp_path / "secret", tmp_path / "usual"
    usual.touch()
    with replacing(plain) as file:
        file.write("x")
    with replacing(secret, "wb", permissions=0o600) as file:
        file.write(b"x")

    assert plain.stat().st_mode == usual.stat().st_mode
    assert secret.stat().st_mode & 0o777 == 0o600


def test_line_feeds_are_written_as_they_are(tmp_path: Path) -> None:
    """No platform turns line feeds into something else."""
    with replacing(tmp_path / "a") as file:
        file.write("a\nb\r\n")

    assert (tmp_path / "a").read_bytes() == b"a\nb\r\n"


def test_a_missing_file_names_the_remedy(tmp_path: Path) -> None:
    """Reading before the stage has run says to run it."""
    with pytest.raises(NotFoundError, match="Run the stage that makes it first"):
        list(read_records(tmp_path / "issues.jsonl", Issue))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"format":"issue/2","code":"E1","message":"m"}\n', r"'issue/2', this version reads 'issue/1'. Use the vers"),
        (b'{"code":"E1","message":"m"}\n', "the format is None"),
        (b'["issue/1"]\n', "the format is None"),
        (b'{"format":"issue/1","code":\n', r"issues.jsonl:1: is not JSON"),
        (b"\n", "is not JSON"),
        (b'{"format":"issue/1","code":"\xff"}\n', "issues.jsonl:1: is not UTF-8"),
        (b'{"format":"document/1"}\n', "'document/1'"),
    ],
)
def test_what_is_no_record_of_this_version_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """A file from the future, of another kind, or broken gets one clear message."""
    path = tmp_path / "issues.jsonl"
    path.write_bytes(content)

    with pytest.raises(InputError, match=message):
        list(read_records(path, Issue))


def test_all_problems_of_a_record_are_told(tmp_path: Path) -> None:
    """A record with two wrong fields names both, with the line."""
    path = tmp_path / "issues.jsonl"
    path.write_text('{"format":"issue/1","code":"E1","message":"m"}\n{"format":"issue/1","code":7}\n')

    with pytest.raises(ProblemsError) as raised:
        list(read_records(path, Issue))

    assert len(raised.value.problems) == 2
    assert all(problem.where.startswith(f"{path}:2 ") for problem in raised.value.problems)


def test_every_file_in_work_has_a_format() -> None:
    """No stage can write a file whose shape has no version."""
    assert set(WORK) <= set(FORMATS)
    assert len(set(FORMATS.values())) == len(FORMATS)


def test_the_limit_of_cells_is_put_back() -> None:
    """It is the whole process's: what one file needs must not let another's damage pass."""
    before = csv.field_size_limit()
    with pytest.raises(csv.Error, match="field larger"), cells_up_to(before + 1):
        list(csv.reader(["x" * (before + 2)]))

    assert csv.field_size_limit() == before
    with cells_up_to(before + 1):
        assert len(next(csv.reader(["x" * (before + 1)]))[0]) == before + 1
    with cells_up_to(1):
        assert csv.field_size_limit() == before
