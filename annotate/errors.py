"""The errors a caller may want to handle, each doubled with a builtin.

    AnnotateError
    ├── InputError      (ValueError)       a file or value that a person gave is wrong
    ├── NotFoundError   (LookupError)      a name or file that is not there
    ├── MissingExtraError (ImportError)    an optional package is not installed
    ├── ServerError     (ConnectionError)  Label Studio is away, refuses, or fails
    └── ProblemsError   (ValueError)       several of the above, all told at once

A message says where, what is wrong, and what to do:

>>> print(InputError("papers/a.txt", "the file is empty", "Remove it or fill it."))
papers/a.txt: the file is empty. Remove it or fill it.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager


class AnnotateError(Exception):
    """Base of all errors that the toolkit raises for what a person can mend.

    Args:
        where: the file, line, key or address that is concerned.
        what: what is wrong there, without a full stop.
        todo: what the person can do about it, a full sentence.
    """

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        """Keep the three parts; the message is made when it is asked for."""
        super().__init__(where, what, todo)
        self.where = where
        self.what = what
        self.todo = todo

    @property
    def place(self) -> str:
        """Return `where` in one line: a file's name may hold line feeds."""
        return self.where.replace("\n", "\\n")

    def __str__(self) -> str:
        """Say where, what and what to do, in one line."""
        head = f"{self.place}: {self.what}" if self.where else self.what
        head = head if head.endswith((".", "。", "?", "!")) else head + "."
        return f"{head} {self.todo}".rstrip()


class InputError(AnnotateError, ValueError):
    """A file or value that a person gave cannot be used as it is."""


class NotFoundError(AnnotateError, LookupError):
    """Something that was named is not there."""


class MissingExtraError(AnnotateError, ImportError):
    """A feature needs a package that is not installed; what to do is to install the extra that brings it.

    Args:
        where: what was asked for.
        what: which package it needs.
        extra: of this distribution, such as `pdf`.
    """

    def __init__(self, where: str, what: str, extra: str) -> None:
        """Keep the parts."""
        super().__init__(where, what, _installing(extra))
        self.extra = extra

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:
        """Pickle by the extra, from which the rest follows."""
        return type(self), (self.where, self.what, self.extra)


class ServerError(AnnotateError, ConnectionError):
    """The Label Studio server is away, refuses the token, or fails."""


class ProblemsError(AnnotateError, ValueError):
    """Several problems of one input, told together.

    >>> print(ProblemsError([InputError("a", "bad"), InputError("b", "worse")]))
    a: bad.
    b: worse.
    """

    def __init__(self, problems: Iterable[AnnotateError]) -> None:
        """Keep the problems in their order."""
        self.problems: tuple[AnnotateError, ...] = tuple(problems)
        super().__init__("", f"{len(self.problems)} problems", "")

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[AnnotateError, ...]]]:
        """Pickle by the problems, so that worker processes can report them."""
        return type(self), (self.problems,)

    def __str__(self) -> str:
        """Give every problem its own line."""
        return "\n".join(str(problem) for problem in self.problems)


def _installing(extra: str) -> str:
    return f'Run: {sys.executable} -m pip install "annotate-arguments[{extra}]"'


def raise_problems(problems: Sequence[AnnotateError]) -> None:
    """Raise what was collected: nothing, the one error, or all together."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise ProblemsError(problems)


@contextmanager
def collected(problems: list[AnnotateError]) -> Iterator[None]:
    """Keep what is wrong with one of several things, and go on to the next; `raise_problems` tells all at the end."""
    try:
        yield
    except ProblemsError as error:
        problems += error.problems
    except AnnotateError as error:
        problems.append(error)


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant, and list the known ones.

    >>> nearest("clam", ["claim", "actor"])
    'Did you mean claim? Known: actor, claim.'
    """
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    listing = f"Known: {', '.join(names)}." if names else "None is known."
    return f"Did you mean {close[0]}? {listing}" if close else listing


def visible(text: str) -> str:
    r"""Show control and direction characters of people's text as escapes.

    Names of files, labels and quotations are hostile to a terminal until they
    have passed here.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(
        char if char.isprintable() or char in "\n\u3000" else char.encode("unicode_escape").decode() for char in text
    )
