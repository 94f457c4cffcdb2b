"""The themes under which recommendations are compared: `themes.yaml` of a project.

The rows of the comparison are the codebook's themes. The scholar edits the
file: row names, glosses, the verdict, and which recommendations belong where
(by reference, `秦5`, where annotators' own `theme` does not say it):

    format: themes/1
    themes:
      - id: self-reliance
        title: {en: Self-reliance, zh: 自立自强}
        gloss: {en: …, zh: …}
        verdict: converge
        members: [秦5, 吴3]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.loading import load_yaml
from annotate.schema import Choice, Titles

Verdict = Literal["", "converge", "diverge", "one-voice", "mixed"]
"""The scholar's word on a theme; empty: not judged."""
VERDICTS = ("diverge", "mixed", "converge", "one-voice")
"""In the order in which tables show them: what should be looked at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One row of the comparison.

    Args:
        id: its name in files; letters, digits, `-` and `_`.
        title: the row's name by language.
        gloss: one sentence by the scholar on what the authors say.
        verdict: the scholar's word; empty means not judged.
        members: references of recommendations that belong here.
        match: free theme notes of annotators that mean this theme.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: Titles
    gloss: Titles = field(default_factory=dict)
    verdict: Verdict = ""
    members: tuple[str, ...] = ()
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook:
    """All themes of a project, in the order in which rows shall stand.

    Args:
        format: the file's own format.
        themes: the rows.
    """

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["themes/1"] = "themes/1"
    themes: tuple[Theme, ...] = ()

    def choices(self) -> tuple[Choice, ...]:
        """Return the themes as the choices of a schema's theme attribute."""
        return tuple(Choice(id=theme.id, title=theme.title) for theme in self.themes)

    def by_member(self) -> Mapping[str, str]:
        """Return reference -> theme id, for the members the scholar listed."""
        return {member: theme.id for theme in self.themes for member in theme.members}

    def by_note(self) -> Mapping[str, str]:
        """Return an annotator's free theme note -> theme id: the theme's own titles and `match`."""
        notes: dict[str, str] = {}
        for theme in self.themes:
            for note in (theme.id, *theme.title.values(), *theme.match):
                notes.setdefault(note.strip(), theme.id)
        return notes


def load_codebook(path: Path) -> Codebook:
    """Read `themes.yaml`; a project without one has an empty codebook.

    Raises:
        InputError, ProblemsError: wrong keys, two themes of one id, one
            recommendation in two themes.
    """
    if not path.exists():
        return Codebook()
    book = load_yaml(path, Codebook)
    raise_problems(_problems(book, str(path)))
    return book


def _problems(book: Codebook, where: str) -> list[AnnotateError]:
    problems: list[AnnotateError] = []
    ids: set[str] = set()
    owner: dict[str, str] = {}
    for number, theme in enumerate(book.themes):
        place = f"{where} themes.{number}"
        if theme.id in ids:
            problems.append(InputError(f"{place}.id", f"two themes have the id {theme.id!r}", "Rename one."))
        ids.add(theme.id)
        for member in theme.members:
            if owner.setdefault(member, theme.id) != theme.id:
                what = f"{member} is also a member of {owner[member]}"
                problems.append(InputError(f"{place}.members", what, "Keep it in one theme."))
    return problems
