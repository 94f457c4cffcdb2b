"""Whether a hyphen at a line's end belongs to the word (`bay-wide`) or to the line (`govern-ment`)."""

from __future__ import annotations

import re

from annotate.ingest.cleaning.draft import Draft

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_LAST = re.compile(r"[A-Za-z-]+-$")
_FIRST = re.compile(r"[A-Za-z-]+")
_AT_END = re.compile(r"[a-z]-[ \t]*$", re.MULTILINE)
# A text of that many lines that is hyphenated has more such ends than three in a hundred.
_FEWEST_LINES = 40
_RARE = 0.03


class Hyphens:
    """What a text's own words tell about its hyphens; looked at only where one ends a line."""

    def __init__(self, draft: Draft) -> None:
        """Remember the draft."""
        self.draft = draft
        self._words: set[str] | None = None
        self._rare = False

    def belongs(self, line: str, after: str) -> bool:
        """True if the hyphen that ends `line` stays when `after` is joined to it."""
        words = self._known()
        last, first = _LAST.search(line[-60:]), _FIRST.match(after)
        if last is None or first is None:
            return False
        left, right = last[0][:-1].lower(), first[0].lower()
        if f"{left}{right}" in words:
            return False
        # Nobody breaks well-known-to-all at another place than its hyphens.
        return f"{left}-{right}" in words or "-" in left or self._rare

    def _known(self) -> set[str]:
        if self._words is None:
            self._words = {word.lower() for word in _WORD.findall(self.draft.text)}
            lines = len(self.draft.lines)
            self._rare = lines >= _FEWEST_LINES and len(_AT_END.findall(self.draft.text)) < _RARE * lines
        return self._words
