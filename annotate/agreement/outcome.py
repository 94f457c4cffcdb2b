"""All figures of a study; those of single documents, which are most of them, wait on disk.

    whole.scores   * * * │ *pilot *main │ pre_marks_kept …     in memory
    own            d1 d1 d1, d2 d2 d2, …                       each document's on disk, in their place after the first

Of 100,000 papers their figures are some 300 MB; whoever wants them takes one document after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from annotate.files import dump_part, dump_record
from annotate.model import Agreement, Score
from annotate.spool import Spool

HELD = 20
"""Documents whose figures are held before they go to disk: of few documents each may have ten thousand."""
EMPTY = '"scores":[]'
Own = tuple[Score, ...]
"""The figures of one document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All figures of a study that need not fit into memory.

    Args:
        whole: what is known of it, with all figures but those of single documents.
        n_first: how many of these come before those of single documents.
        own: of each document that has any, in their order.
    """

    whole: Agreement
    n_first: int = 0
    own: Sequence[Own] = ()

    @classmethod
    def of(cls, agreement: Agreement) -> Outcome:
        """Tell apart what is held."""
        known, scores = set(agreement.documents), agreement.scores
        rest = tuple(score for score in scores if score.document not in known)
        n_first = next((place for place, score in enumerate(scores) if score.document in known), len(scores))
        by_place = groupby(scores, lambda score: score.document)
        own = [tuple(found) for document, found in by_place if document in known]
        return cls(whole=replace(agreement, scores=rest), n_first=n_first, own=own)

    def agreement(self) -> Agreement:
        """Return all of them as one value, which is held."""
        return replace(self.whole, scores=tuple(chain.from_iterable(self._groups())))

    def record(self) -> Iterator[str]:
        """Yield the line of JSON that `files.dump_record` makes of all of them, piece by piece."""
        # Within JSON no text holds a quotation mark without a backslash before it, so that this stands there once.
        before, after = dump_record(replace(self.whole, scores=())).split(EMPTY, 1)
        yield f"{before}{EMPTY[:-1]}"
        comma = ""
        for scores in self._groups():
            if scores:
                yield comma + dump_part(scores, tuple[Score, ...])[1:-1]
                comma = ","
        yield f"]{after}"

    def _groups(self) -> Iterator[Own]:
        yield self.whole.scores[: self.n_first]
        yield from self.own
        yield self.whole.scores[self.n_first :]


def spooled(folder: Path | None = None) -> Spool[Own]:
    """Return an empty list for the figures of each document that has any.

    Args:
        folder: where its file lies; without it, where the system keeps what is temporary.
    """
    return Spool(_packed, _unpacked, folder, HELD)


def _packed(scores: Own) -> tuple[Any, ...]:
    return scores[0].document, [
        (
            score.metric, score.unit, score.label, score.annotators, _plain(score.value), _plain(score.n_units),
            score.reason, _plain(score.low), _plain(score.high),
        )
        for score in scores
    ]  # fmt: skip


def _plain(number: float | None) -> float | None:
    """Return a number of Python's own; those of numpy would be packed as bytes."""
    if number is None or type(number) in {int, float}:
        return number
    return float(number) if isinstance(number, float) else int(number)


def _unpacked(packed: tuple[str, Iterable[tuple[Any, ...]]]) -> Own:
    document, rows = packed
    return tuple(
        Score(
            metric=metric, unit=unit, label=label, annotators=annotators, document=document, value=value,
            n_units=n_units, reason=reason, low=low, high=high,
        )
        for metric, unit, label, annotators, value, n_units, reason, low, high in rows
    )  # fmt: skip
