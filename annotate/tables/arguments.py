"""The argument table: one link a row, a statement and what is given for or against it.

    甲1 应联网      ← supports  论点 分散的预警使人付出代价
      (same)        ← supports  论据 去年迟报两次            depth 2: behind the claim above

First what stands behind recommendations, then behind claims that lead to none.
A recommendation with no link has a row of its own that says why: nobody linked
a reason, or nobody was asked for one here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from annotate.model import Document, Entry, Place, Reason, Table, Texts
from annotate.tables.filtering import parted
from annotate.tables.listing import (
    OF_PAPER,
    OF_PLACE,
    YES_NO,
    Listing,
    Words,
    joined,
    of_paper,
    place_words,
    titled,
    told,
)
from annotate.tables.papers import Paper
from annotate.tables.profile import Profile
from annotate.tables.reasons import SUPPORTING, flatten
from annotate.tables.study import Study

CLAIM = "claim"
FIELDS: Mapping[str, Texts] = {
    **{name: OF_PAPER[name] for name in ("paper", "authors", "year")},
    **OF_PLACE,
    "target_label": {"zh": "所论者", "en": "What is argued for"},
    "target": {"zh": "所论之言", "en": "Its words"},
    "relation": {"zh": "关系", "en": "Relation"},
    "depth": {"zh": "层次", "en": "Depth"},
    "reason_label": {"zh": "理由类别", "en": "Reason"},
    "reason_type": {"zh": "论据类型", "en": "Type of evidence"},
    "reason": {"zh": "理由", "en": "Words of the reason"},
    "attributed_to": {"zh": "出自", "en": "Attributed to"},
    "linked_by": {"zh": "连线（n/m）", "en": "Linked by (n of m)"},
    "linked": {"zh": "有无理由", "en": "Reasons"},
}
LINKED: Mapping[str, Texts] = {
    "linked": {"zh": "有", "en": "linked"},
    "none": {"zh": "此处标注过理由，无人连出", "en": "asked for here, none linked"},
    "not-asked": {"zh": "此处未要求标注理由", "en": "not asked for here"},
    "machine": {"zh": "未标注", "en": "not examined"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One row: what is argued for, and one reason for or against it, or none."""

    document: Document
    root: Entry
    label: str
    quotation: str
    depth: int = 0
    reason: Reason | None = None

    @property
    def place(self) -> Place:
        """Return the place of the reason; without one, that of what is argued for."""
        return self.reason.place if self.reason else self.root.place


class Arguments:
    """Makes the argument table that a profile describes."""

    def __init__(self, profile: Profile, study: Study, *, with_seeds: bool = False) -> None:
        """Look the words up once."""
        self.profile = profile
        self.with_seeds = with_seeds
        self._listing = Listing(profile, study, titled(profile.fields, FIELDS), with_seeds=with_seeds)
        # Claims that lead to nothing of what the table is about; filters speak of what is argued for.
        filtered = bool(profile.filters or profile.min_support)
        self._any_loose = not filtered and profile.label != CLAIM and study.schema.label(CLAIM) is not None

    def add(self, paper: Paper) -> None:
        """Add the rows of a paper."""
        self._listing.paper(paper)
        for link in self._links(paper):
            span = link.reason.span if link.reason else link.root.span
            cells = [self._cell(name, link) for name in self.profile.fields]
            self._listing.row(f"{link.root.span}:{span}:{link.depth}", "", cells)

    def table(self) -> Table:
        """Return the table of all papers that were added."""
        return self._listing.table()

    def _cell(self, name: str, link: Link) -> Words:
        if name in OF_PAPER:
            return of_paper(name, link.document)
        return told(CELLS[name](link, self._listing.words, self.profile.label))

    def _links(self, paper: Paper) -> Iterator[Link]:
        """Yield a paper's links in the order of its text."""
        whole = paper.entries(self.profile.label, with_seeds=self.with_seeds)
        for entry in parted(self.profile, paper.document, whole)[0]:
            yield from _of(paper.document, entry)
        # What a claim of these rests on stands with the claim that it leads to, not a second time.
        loose = [claim for claim in self._loose(paper, whole) if claim.reasons]
        within = {reason.span for claim in loose for reason in flatten(claim.reasons) if reason.span != claim.span}
        for claim in loose:
            if claim.span not in within:
                yield from _of(paper.document, claim)

    def _loose(self, paper: Paper, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return the claims for or against which something is given, but which lead to no entry."""
        marked = paper.marked(with_seeds=self.with_seeds)
        if marked is None or not self._any_loose:
            return ()
        known = {reason.span for entry in entries for reason in flatten(entry.reasons)}
        wanted = {r.target for r in marked.relations if r.type in SUPPORTING and r.target not in known}
        return paper.some(CLAIM, wanted, with_seeds=self.with_seeds) if wanted else ()


def _of(document: Document, entry: Entry) -> Iterator[Link]:
    if not entry.reasons:
        yield Link(document=document, root=entry, label=entry.label, quotation=entry.quotation)
    yield from _below(document, entry, entry.label, entry.quotation, entry.reasons, 1)


def _below(
    document: Document, root: Entry, label: str, quotation: str, reasons: tuple[Reason, ...], depth: int
) -> Iterator[Link]:
    for reason in reasons:
        yield Link(document=document, root=root, label=label, quotation=quotation, depth=depth, reason=reason)
        yield from _below(document, root, reason.label, reason.quotation, reason.reasons, depth + 1)


def status(entry: Entry) -> str:
    """Say whether reasons were linked, and if not, why: a key of `LINKED`."""
    if entry.reasons:
        return "linked"
    return "machine" if entry.machine else "none" if entry.examined else "not-asked"


def _linked_by(link: Link) -> str:
    support = link.reason.support if link.reason and not link.root.machine else None
    return f"{len(support.by)}/{len(support.asked)}" if support else ""


CELLS: Mapping[str, Callable[[Link, Mapping[str, Texts], str], Texts | str]] = {
    # Only what the profile is about has references of its own.
    "reference": lambda k, _, label: k.root.reference if k.root.label == label else "",
    "target_label": lambda k, words, _: words.get(f"label.{k.label}", k.label),
    "target": lambda k, *_: k.quotation,
    "relation": lambda k, words, _: words.get(f"relation.{k.reason.relation}", k.reason.relation) if k.reason else "",
    "depth": lambda k, *_: str(k.depth or ""),
    "reason_label": lambda k, words, _: words.get(f"label.{k.reason.label}", k.reason.label) if k.reason else "",
    "reason_type": lambda k, words, _: (
        words.get(f"{k.reason.label}.type.{k.reason.type}", k.reason.type) if k.reason else ""
    ),
    "reason": lambda k, *_: k.reason.quotation if k.reason else "",
    "attributed_to": lambda k, *_: joined(k.reason.attributed_to) if k.reason and k.reason.attributed_to else "",
    "place": lambda k, *_: place_words(k.place),
    "linked_by": lambda k, *_: _linked_by(k),
    "linked": lambda k, *_: LINKED[status(k.root)],
    "machine": lambda k, *_: YES_NO[k.root.machine],
    "start": lambda k, *_: str(k.place.extent.start),
    "end": lambda k, *_: str(k.place.extent.end),
}
