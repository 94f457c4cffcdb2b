"""One way in: profiles and a study give tables.

Each kind of table has a maker that is shown one paper after another, and gives
the table at the end. All makers see a paper before the next is read, so that
no table needs the study as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from annotate.errors import AnnotateError, raise_problems
from annotate.model import Document, Span, Table
from annotate.tables.actor_table import ActorTable
from annotate.tables.arguments import Arguments
from annotate.tables.filtering import checked
from annotate.tables.long import Long
from annotate.tables.matrix import Matrix
from annotate.tables.overview import Overview
from annotate.tables.papers import Paper, consensus_of, papers
from annotate.tables.profile import Profile
from annotate.tables.study import Study


class TableMaker(Protocol):
    """Makes one table of a study."""

    def add(self, paper: Paper) -> None:
        """Take from a paper what the table shows of it."""
        ...

    def table(self) -> Table:
        """Return the table of all papers that were added."""
        ...


MAKERS: Mapping[str, Callable[..., TableMaker]] = {
    "matrix": Matrix,
    "long": Long,
    "arguments": Arguments,
    "actors": ActorTable,
    "overview": Overview,
}


def tabulate(profile: Profile, study: Study, *, with_seeds: bool = False) -> Table:
    """Return the table that a profile describes.

    With `with_seeds` it also shows, marked as such, what rules found in papers
    that nobody annotated.

    Raises:
        InputError: the profile asks for a label or a row key that is not there.
    """
    return tabulate_all([profile], study, with_seeds=with_seeds)[profile.id]


def tabulate_all(profiles: Sequence[Profile], study: Study, *, with_seeds: bool = False) -> dict[str, Table]:
    """Return profile id -> its table; the papers are gone through once for all of them.

    Raises:
        InputError, ProblemsError: a profile asks for a label or a key that is not there; those of all profiles.
    """
    _refuse_unknown(profiles, study)
    makers: dict[str, TableMaker] = {p.id: MAKERS[p.kind](p, study, with_seeds=with_seeds) for p in profiles}
    for paper in papers(study):
        for maker in makers.values():
            maker.add(paper)
    return {name: maker.table() for name, maker in makers.items()}


def _refuse_unknown(profiles: Sequence[Profile], study: Study) -> None:
    problems: list[AnnotateError] = []
    for profile in profiles:
        try:
            checked(profile, study)
        except AnnotateError as error:
            problems.append(error)
    raise_problems(problems)


def refer(study: Study, label: str) -> Study:
    """Return the study with a reference for every span of a label that people found."""

    def found() -> Iterator[tuple[Document, list[Span]]]:
        for document, consensus in consensus_of(study):
            yield document, [span for span in consensus.spans if span.label == label]

    return replace(study, references=study.references.extended_by(found(), label))
