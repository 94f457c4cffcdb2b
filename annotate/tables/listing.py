"""What all tables but the matrix share: cells of text under titled columns.

A row is kept as plain words until somebody asks for it, and goes to disk where
there are many:

    ("秦5", "秦5", ["秦5", "秦渝", {"zh": "应当", "en": "should"}, …])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast, overload

from annotate.model import Cell, Column, Document, Place, Row, Rows, Table, Texts, Work
from annotate.spool import Spool
from annotate.tables.filtering import notes
from annotate.tables.keys import metadata
from annotate.tables.papers import Paper
from annotate.tables.profile import DATES, Profile, vocabulary
from annotate.tables.study import Study

Words = str | dict[str, str]
Line = tuple[str, str, list[Words]]
"""Id, title (the same in both languages; empty: none), and cells."""
OF_PAPER: Mapping[str, Texts] = {
    "paper": {"zh": "文件", "en": "File"},
    "authors": {"zh": "作者", "en": "Authors"},
    "year": {"zh": "年份", "en": "Year"},
    "title": {"zh": "题名", "en": "Title"},
    "venue": {"zh": "刊物", "en": "Venue"},
    **DATES,
}
"""Fields that say of which paper a row is, with their titles; `of_paper` writes them."""
OF_PLACE: Mapping[str, Texts] = {
    "reference": {"zh": "编号", "en": "Reference"},
    "place": {"zh": "出处", "en": "Place"},
    "machine": {"zh": "机器预标", "en": "Machine mark"},
    "start": {"zh": "起", "en": "Start"},
    "end": {"zh": "止", "en": "End"},
}
"""Fields of every table whose rows are of words in a paper, with their titles."""
YES_NO: Mapping[bool, Texts] = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}


class Listing:
    """Takes the rows of a table whose cells hold text, and its papers; gives the table.

    Args:
        words: of the schema, as `vocabulary` gives them for the profile's label.
    """

    def __init__(
        self, profile: Profile, study: Study, columns: Sequence[Column] = (), *, with_seeds: bool = False
    ) -> None:
        """Begin without rows."""
        self.profile = profile
        self.study = study
        self.with_seeds = with_seeds
        self.words = vocabulary(study.schema, profile.label)
        self.columns = tuple(columns)
        self.lines: Spool[Line] = Spool(folder=study.folder)
        self.works: list[Work] = []

    def paper(self, paper: Paper) -> None:
        """Take a paper into the list of sources."""
        self.works.append(paper.work)

    def row(self, name: str, title: str, cells: list[Words]) -> None:
        """Take a row."""
        self.lines.append((name, title, cells))

    def table(self) -> Table:
        """Return the table."""
        rows: Sequence[Row] = Listed(self.lines) if self.lines.on_disk else tuple(map(_row, self.lines))
        return Table(
            id=self.profile.id,
            kind="long",
            title=self.profile.title,
            study=self.study.title,
            columns=self.columns,
            rows=cast("tuple[Row, ...]", rows),
            annotators=self.study.annotators(),
            works=tuple(self.works),
            vocabulary=self.words,
            with_seeds=self.with_seeds,
            notes=notes(self.profile, self.study),
        )


class Listed(Rows):
    """Rows that are read anew each time they are asked for."""

    def __init__(self, lines: Spool[Line]) -> None:
        """Take the lines; nothing is read yet."""
        self._lines = lines

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._lines)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        return map(_row, self._lines)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        """Return one row or several."""
        if isinstance(place, slice):
            return tuple(map(_row, self._lines[place]))
        return _row(self._lines[place])

    def lines(self) -> Iterator[Line]:
        """Yield the rows as they lie on disk."""
        return iter(self._lines)


def _row(line: Line) -> Row:
    name, title, cells = line
    return Row(id=name, title={"zh": title, "en": title} if title else {}, cells=tuple(map(_cell, cells)))


def _cell(words: Words) -> Cell:
    return Cell(text=words) if isinstance(words, str) else Cell(texts=words)


def told(found: Texts | str | int) -> Words:
    """Return a cell's words in each language, or a text that is the same in all."""
    if type(found) is str:
        return found
    if isinstance(found, str | int):
        return str(found)
    said = set(found.values())
    return said.pop() if len(said) == 1 else dict(found)


def titled(fields: Sequence[str], titles: Mapping[str, Texts]) -> list[Column]:
    """Return a column for each field."""
    return [Column(id=name, title=titles[name]) for name in fields]


def of_paper(name: str, document: Document) -> str:
    """Return the cell of a field of `OF_PAPER`."""
    return document.source.path if name == "paper" else metadata(document, name)


def place_words(place: Place) -> Texts:
    """Return section path, paragraph and page in words."""
    path, number, page = " › ".join(place.section), place.paragraph, place.page
    tails = {"zh": f"第 {number} 段", "en": f"para. {number}"} if number else {"zh": "标题", "en": "heading"}
    pages = {"zh": f"第 {page} 页", "en": f"p. {page}"} if page else {}
    return {
        lang: " › ".join(part for part in (path, tail, pages.get(lang, "")) if part) for lang, tail in tails.items()
    }


def joined(parts: Sequence[str]) -> Texts:
    """Return parts as a list in the manner of each language."""
    return {"zh": "、".join(parts), "en": ", ".join(parts)}
