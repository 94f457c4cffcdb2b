"""What all tables but the matrix share: cells of text under titled columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from annotate.model import Cell, Column, Place, Row, Table, Texts
from annotate.tables.filtering import notes
from annotate.tables.profile import Profile, vocabulary
from annotate.tables.study import Study


def listed(
    profile: Profile, study: Study, columns: Sequence[Column], rows: Sequence[Row], *, with_seeds: bool = False
) -> Table:
    """Return a table whose cells hold text."""
    return Table(
        id=profile.id,
        kind="long",
        title=profile.title,
        study=study.title,
        columns=tuple(columns),
        rows=tuple(rows),
        annotators=study.annotators(),
        works=study.works(),
        vocabulary=vocabulary(study.schema, profile.label),
        with_seeds=with_seeds,
        notes=notes(profile, study),
    )


def cell(found: Texts | str | int) -> Cell:
    """Return a cell of words in each language, or of text that is the same in all.

    Cells of the same few words are one value: a long table has millions.
    """
    if isinstance(found, str | int):
        return _cell(str(found))
    said = set(found.values())
    return _cell(said.pop()) if len(said) == 1 else Cell(texts=found)


@lru_cache(maxsize=1 << 14)
def _cell(text: str) -> Cell:
    return Cell(text=text)


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
