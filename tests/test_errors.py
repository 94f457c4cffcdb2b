"""Errors say where, what and what to do, and survive the way between processes."""

from __future__ import annotations

import pickle
import sys

import pytest

from annotate.errors import (
    AnnotateError,
    InputError,
    MissingExtraError,
    NotFoundError,
    ProblemsError,
    ServerError,
    nearest,
    raise_problems,
    visible,
)

KINDS = [
    (InputError, ValueError),
    (NotFoundError, LookupError),
    (MissingExtraError, ImportError),
    (ServerError, ConnectionError),
]


@pytest.mark.parametrize(("kind", "builtin"), KINDS)
def test_each_kind_is_also_a_builtin(kind: type[AnnotateError], builtin: type[Exception]) -> None:
    """A caller who knows only the builtin catches our error with it."""
    assert issubclass(kind, builtin)
    assert issubclass(kind, AnnotateError)


@pytest.mark.parametrize("kind", [InputError, NotFoundError, ServerError])
@pytest.mark.parametrize("todo", ["", "Remove it."])
def test_errors_pickle(kind: type[AnnotateError], todo: str) -> None:
    """An error raised in a worker process arrives with all its parts."""
    error = pickle.loads(pickle.dumps(kind("papers/a.txt", "the file is empty", todo)))  # noqa: S301 - our own bytes

    assert (kind, "papers/a.txt", "the file is empty", todo) == (type(error), error.where, error.what, error.todo)
    assert f"papers/a.txt: the file is empty. {todo}".strip() == str(error)


def test_a_missing_extra_names_the_command_and_pickles() -> None:
    """What to do is to install the extra with the Python that runs; on the way between processes it stays so."""
    error = pickle.loads(pickle.dumps(MissingExtraError("a.pdf", "needs the package pdfium", "pdf")))  # noqa: S301

    assert (type(error), error.where, error.what, error.extra) == (
        MissingExtraError, "a.pdf", "needs the package pdfium", "pdf",
    )  # fmt: skip
    assert error.todo == f'Run: {sys.executable} -m pip install "annotate-arguments[pdf]"'


def test_several_problems_pickle() -> None:
    """Problems told together stay together on the way between processes."""
    error = pickle.loads(pickle.dumps(ProblemsError([InputError("a", "bad"), NotFoundError("b", "gone")])))  # noqa: S301

    assert [InputError, NotFoundError] == [type(problem) for problem in error.problems]
    assert str(error) == "a: bad.\nb: gone."


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("a.txt", "is empty"), "a.txt: is empty."),
        (("", "is empty"), "is empty."),
        (("a.txt", "是空的。"), "a.txt: 是空的。"),
        (("a.txt", "is it empty?", "Look."), "a.txt: is it empty? Look."),
        (("a\nb.txt", "is empty"), "a\\nb.txt: is empty."),
    ],
)
def test_a_message_is_one_line_of_sentences(parts: tuple[str, ...], expected: str) -> None:
    """Where, what, what to do; each sentence ends once, in either script."""
    assert expected == str(AnnotateError(*parts))


def test_raise_problems_raises_no_more_than_there_is() -> None:
    """Nothing for no problem, the error itself for one, all together for more."""
    one = InputError("a", "bad")

    raise_problems([])
    with pytest.raises(InputError) as single:
        raise_problems([one])
    with pytest.raises(ProblemsError) as several:
        raise_problems([one, one])

    assert single.value is one
    assert several.value.problems == (one, one)


def test_nearest_names_the_known() -> None:
    """A misspelt name gets the likely one; a wild one gets only the list."""
    assert nearest("evidense", ["claim", "evidence"]) == "Did you mean evidence? Known: claim, evidence."
    assert nearest("zzz", ["claim"]) == "Known: claim."
    assert nearest("zzz", []) == "None is known."


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\u202egnp.exe", "\x07", "\x9b31m", "a\tb", "\u200b", "\ud800"])
def test_visible_disarms_control_and_direction_characters(hostile: str) -> None:
    """No control, direction or invisible character of people's text reaches a terminal."""
    assert visible(hostile).isprintable()


def test_visible_leaves_text_alone() -> None:
    """Chinese, line feeds, the wide space and characters beyond the BMP are text."""
    text = "各市应当　共享数据。\n𠮷😀 naïve"

    assert text == visible(text)
