"""Under which themes an entry stands.

The scholar's file stands first (`members` of themes.yaml), then the `theme`
attribute, then a free `theme_note` that the codebook knows. What is covered by
none has no theme and stands in the row "not grouped".
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.codebook import Codebook
from annotate.model import Reading, Span
from annotate.tables.readings import votes


class Themes:
    """The codebook's look-ups, made once."""

    def __init__(self, codebook: Codebook) -> None:
        """Index members and notes."""
        self._members = codebook.by_member()
        self._notes = codebook.by_note()
        self._order = {theme.id: n for n, theme in enumerate(codebook.themes)}

    def of(self, reference: str, span: Span, readings: Sequence[Reading] = ()) -> tuple[str, ...]:
        """Return the ids of the themes of an entry, in the codebook's order."""
        if reference in self._members:
            return (self._members[reference],)
        # A chosen theme that the codebook does not hold is still the annotators' choice: a row by its own id.
        chosen = {self._known(value) or value for value in span.values("theme")}
        if chosen:
            return tuple(sorted(chosen, key=lambda theme: (self._order.get(theme, len(self._order)), theme)))
        noted = [self._known(value) for value in span.values("theme_note")]
        # Annotators word their notes differently, so that a consensus may hold none of them.
        noted = [n for n in noted if n] or self._noted_by_most(readings)
        return (noted[0],) if noted else ()

    def _known(self, value: str) -> str:
        return value if value in self._order else self._notes.get(value.strip(), "")

    def _noted_by_most(self, readings: Sequence[Reading]) -> list[str]:
        counted: dict[str, int] = {}
        for note, count in votes(readings, "theme_note").items():
            theme = self._known(note)
            if theme:
                counted[theme] = counted.get(theme, 0) + count
        return sorted(counted, key=lambda theme: (-counted[theme], self._order[theme]))[:1]
