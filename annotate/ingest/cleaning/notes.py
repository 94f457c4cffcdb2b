"""Set footnotes aside, each anchored to the place of its mark.

A note begins with a mark that stands in the text above it. Numbers may start
again on every page; notes may stand between the halves of a paragraph, and run
over a page: then the next page's notes begin with words that bear no mark.

    …text of page 1①
    ① The first note, which runs ov
    text of page 2② …
    er the page.            <- no mark: belongs to ①
    ② The second note.
"""

from __future__ import annotations

import re
from itertools import pairwise

from annotate.ingest.characters import han_share, is_finished
from annotate.ingest.cleaning.draft import Draft, Line, Note
from annotate.ingest.cleaning.glued import find_glued
from annotate.ingest.cleaning.marks import (
    CITATION,
    Mark,
    extent_with_space,
    find_marks,
    is_mark_by_its_place,
    without_last_marks,
)
from annotate.ingest.scripts import both_scripts
from annotate.model import Extent

_REFERENCES = re.compile(
    both_scripts(
        r"[#*【\[\s]*(?:主要)?(?:参\s*考\s*文\s*献|参考资料|引\s*用\s*书\s*目|References|Bibliography|Works Cited)"
        r"[】\]*:：\s]*"
    ),
    re.IGNORECASE,
)
_NOTES = re.compile(
    both_scripts(r"[【\[]?(?:注\s*释|尾\s*注|脚\s*注|附\s*注|Notes|Endnotes|Footnotes)[】\]]?[:：]?"), re.IGNORECASE
)
_URL_END = re.compile(r"https?://\S{1,500}$")
_LONGEST_REST = 200
_LONGEST_HEADING = 40
_LONGEST_MARK = 16
_OPENED = re.compile(r"\s?[\[［〔][\d,，、;；~～–—-]{0,12}$")
_CLOSED = re.compile(r"[\d,，、;；~～–—-]{0,12}[\]］〕]")
_MOST_REST = 8
_FOREIGN = 0.2
_MARKDOWN_DEFINITION = re.compile(r"\s*:\s*")


def set_notes_aside(draft: Draft) -> None:
    """Take notes out of the text, then the marks that they belong to and citation numbers."""
    if not draft.raised:
        draft.raised = find_glued(draft)
    marks = find_marks(draft)
    collector = _Collector(draft, marks)
    limit = len(draft.text)
    for line in draft.running():
        if limit == len(draft.text) and len(line.text) <= _LONGEST_HEADING and _REFERENCES.fullmatch(line.text):
            limit = line.start
        # In a list of references a number is an entry's; a definition by name is a note wherever it stands.
        if line.start < limit or line.text.startswith("[^"):
            collector.take(line)
    _drop_empty_headings(draft)
    _cut_broken_marks(draft, limit)
    families = {note.family for note in draft.notes}
    for mark in marks:
        if mark.line.removed or (mark.start >= limit and not (mark.used and mark.family == "named")):
            continue
        if mark.end == mark.line.end:
            mark.line.marked = True
        if mark.first and mark.family == "circled" and not mark.used and not mark.raised:
            continue  # it numbers a point of the author's own
        # What begins a printed line may be a citation; what begins a paragraph numbers it.
        wrapped_to_start = mark.first and mark.family == "square" and draft.wrapped
        if mark.used or wrapped_to_start or is_mark_by_its_place(mark, draft.text, families):
            start, end = extent_with_space(mark, draft.text)
            numbered = not mark.used and mark.family == "square"
            draft.cut(mark.line, start, end, "citation-mark" if numbered else "footnote-mark")


def _cut_broken_marks(draft: Draft, limit: int) -> None:
    """Cut the citation numbers that a printed line's end breaks: `…写清楚[` and `5]。…` below it."""
    for line, after in pairwise(draft.running() if draft.wrapped else ()):
        if after.start >= limit:
            break
        opened = _OPENED.search(line.text[-_LONGEST_MARK:])
        closed = _CLOSED.match(after.text) if opened and line.cuts == [] and after.start == after.raw else None
        if opened and closed and any(map(str.isdecimal, opened[0] + closed[0])):
            draft.cut(line, line.end - len(opened[0]), line.end, "citation-mark")
            draft.cut(after, after.start, after.start + closed.end(), "citation-mark")


def _drop_empty_headings(draft: Draft) -> None:
    """Drop the heading of endnotes, below which nothing is left."""
    for line, after in pairwise(draft.lines):
        if after.removed == "footnote" and not line.removed and _NOTES.fullmatch(line.visible):
            draft.drop(line, "footnote")


class _Waiting:
    """The marks that wait for their note, by family and label."""

    def __init__(self) -> None:
        self.marks: dict[str, dict[int | str, list[Mark]]] = {}

    def add(self, mark: Mark) -> None:
        """Let a mark wait, under each of its labels."""
        family = self.marks.setdefault(mark.family, {})
        for label in mark.labels:
            family.setdefault(label, []).append(mark)

    def has(self, mark: Mark) -> bool:
        """True if a mark of the same family and label waits."""
        return mark.label in self.marks.get(mark.family, {})

    def is_first(self, mark: Mark) -> bool:
        """True if no smaller label of the family waits."""
        labels = self.marks.get(mark.family, {})
        return all(label >= mark.label for label in labels if isinstance(label, int) and isinstance(mark.label, int))

    def claim(self, mark: Mark, text: str) -> Mark | None:
        """Return the mark in the text that a note's mark answers, and let it wait no longer."""
        waiting = self.marks.get(mark.family, {}).pop(mark.label, [])
        # The author's own ①②③ in the text are not raised and follow no full stop.
        best = max(waiting, key=lambda m: (m.raised, is_mark_by_its_place(m, text, {m.family})), default=None)
        if best:
            best.used = True
        return best

    def next_page(self) -> _Waiting:
        """Return what still waits on the next page: the star of the title."""
        later = _Waiting()
        later.marks = {family: labels for family, labels in self.marks.items() if family in {"star", "named"}}
        return later


class _Collector:
    """Goes through the lines once and knows which marks still wait for their note."""

    def __init__(self, draft: Draft, marks: list[Mark]) -> None:
        self.draft = draft
        self.by_line: dict[int, list[Mark]] = {}
        for mark in marks:
            self.by_line.setdefault(id(mark.line), []).append(mark)
        self.waiting, self.before = _Waiting(), _Waiting()
        self.last: Note | None = None
        self.last_label: int | str = 0
        self.inside = False
        self.page: list[Line] = []

    def take(self, line: Line) -> None:
        """Take one running line: a note's beginning, its continuation, or text."""
        marks = self.by_line.get(id(line), [])
        first = marks[0] if marks and marks[0].first else None
        if first and self._begins_note(first, line):
            self._begin(first, line)
        elif self.inside and self._continues(line):
            self._add(line, line.start)
        else:
            if self.inside:
                self.inside, self.before, self.waiting = False, self.waiting, self.waiting.next_page()
            self.page.append(line)
            for mark in marks:
                if not (mark.first and mark.family == "star"):
                    self.waiting.add(mark)

    def _begins_note(self, mark: Mark, line: Line) -> bool:
        if mark.family == "named":
            return self.draft.text.startswith(":", mark.end)
        if mark.family == "star":
            return self.waiting.has(mark)
        follows = self.last is not None and self.last.family == mark.family and mark.label == _next(self.last_label)
        if not self.waiting.has(mark) or len(mark.labels) > 1:
            return follows and (self.inside or self.before.has(mark)) and len(mark.labels) == 1
        if self.inside:
            return True
        # In a hard-wrapped text a citation may happen to begin a line.
        cited = not (self.draft.wrapped and mark.family == "square") or self._cites(line)
        return cited and self.waiting.is_first(mark)

    def _cites(self, line: Line) -> bool:
        at = self.draft.text[line.start : line.start + 4 * max(self.draft.full, 40)]
        return bool(CITATION.search(at))

    def _begin(self, mark: Mark, line: Line) -> None:
        if not self.inside:
            self._fetch_rest()
        anchor = self.waiting.claim(mark, self.draft.text) or self.before.claim(mark, self.draft.text)
        self.last = Note(mark.printed, anchor.start if anchor else None, [], [], mark.family)
        self.last_label = mark.label
        self.draft.notes.append(self.last)
        self.inside = True
        at = mark.end
        if mark.family == "named":
            match = _MARKDOWN_DEFINITION.match(self.draft.text, at, line.end)
            at = match.end() if match else at
        elif mark.family == "digit" and self.draft.text.startswith((".", "．"), at):
            at += 1
        self._add(line, at)

    def _add(self, line: Line, at: int) -> None:
        if self.last is not None:
            self.last.texts.append(self.draft.text[at : line.end].strip())
            self.last.extents.append(Extent(line.start, line.end))
        self.draft.drop(line, "footnote")

    def _continues(self, line: Line) -> bool:
        if not self.draft.wrapped or self.last is None:
            return False
        if line.page and self.draft.paged:
            # A space may also begin a line of a foreign title inside a note.
            return self.draft.han and han_share(line.text) < _FOREIGN and _open_end(self.last.texts[-1])
        return self.draft.paged or not (line.blank and (not self.draft.spaced or not _open_end(self.last.texts[-1])))

    def _fetch_rest(self) -> None:
        """Give an unfinished note the words that stand before the first note of this page."""
        page, last = self.page, self.last
        self.page = []
        if last is None or last.family == "star" or not _open_end(last.texts[-1]):
            return
        rest: list[Line] = []
        for line in reversed(page[1:]):
            if id(line) in self.by_line or (rest and rest[-1].page):
                break
            foreign = self.draft.han and han_share(line.text) < _FOREIGN
            if not CITATION.search(line.text) and not foreign:
                if not rest and len(line.text) <= _LONGEST_REST and line.finished:
                    before = page[page.index(line) - 1]
                    if is_finished(without_last_marks(before.text)) or not self.draft.wrapped:
                        rest.append(line)
                break
            rest.append(line)
            if not self.draft.wrapped or len(rest) == _MOST_REST:
                break
        for line in reversed(rest):
            last.texts.append(line.text)
            last.extents.append(Extent(line.start, line.end))
            self.draft.drop(line, "footnote")


def _next(label: int | str) -> int | str:
    return label + 1 if isinstance(label, int) else label


def _open_end(text: str) -> bool:
    words = text.rstrip("* ")
    return bool(words) and words[-1] not in '.。？！?!>”"）)/;；' and not _URL_END.search(words[-600:])
