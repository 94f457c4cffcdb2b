"""What a study is before anything is compared: who, which documents, labels, kinds of tasks; and what to be warned of.

Warnings: W602 two annotators share no passage, W603 only one of them uses a label,
W604 nearly nothing is marked, W605 the work began from pre-marks, W606 nobody uses a
label, W608 submitted tasks are in no round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from annotate.agreement.counting import PAIR, Plan
from annotate.agreement.intervals import blocks
from annotate.agreement.metric import Count
from annotate.agreement.passages import BEGUN, STATUSES, Chosen, Rounds, kinds_of, submitted
from annotate.agreement.portions import Portions
from annotate.model import Issue

FEW = 0.01
"""Below this share of marked characters a figure rests on very little text."""
SHOWN = 3


@dataclass(slots=True)
class Outline:
    """A study counted.

    Args:
        documents: ids of those on which something was asked, sorted.
        rounds: of submitted tasks, where the study has several; "" for none.
        statuses: of submitted tasks.
        n_submitted: tasks of all annotators; `n_seeded` of them were pre-marked.
        begun: somebody's span comes from a pre-mark, kept or changed; without any, people did not begin with them.
        n_tasks: tasks that somebody submitted; `n_left` of them are in no round, the first of which are `left`.
        n_blocks: sections that may be drawn.
    """

    annotators: tuple[str, ...] = ()
    documents: list[str] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    rounds: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    n_submitted: int = 0
    n_seeded: int = 0
    begun: bool = False
    n_tasks: int = 0
    n_left: int = 0
    left: list[str] = field(default_factory=list)
    n_blocks: int = 0

    def kinds(self, round_of: Rounds) -> dict[str, Chosen]:
        """Return the kinds of tasks that are told apart; none where all are of one kind."""
        rounds = set(round_of.values()) if len(self.rounds) > 1 else ()
        return kinds_of(rounds, STATUSES if self.statuses >= set(STATUSES) else (), round_of)

    def warnings(self) -> Iterator[Issue]:
        """Yield what is to be said before anything is compared."""
        if self.n_seeded and self.begun:
            message = (
                "annotators saw the same pre-marks: agreement on pre-marked text is inflated; quote it with this word"
            )
            found = f"{self.n_seeded} of {self.n_submitted} submitted tasks were pre-marked"
            yield Issue(code="W605", message=message, found=found)
        if self.n_left:
            message = "submitted tasks are in no round; they count in the figures of all tasks only"
            found = f"{self.n_left} of {self.n_tasks} tasks: {', '.join(self.left)}"
            yield Issue(code="W608", message=message, found=found)


def outline(portions: Portions, round_of: Rounds, *, with_blocks: bool) -> Outline:
    """Pass over a study once, holding no work."""
    found = Outline()
    annotators: set[str] = set()
    labels: set[str] = set()
    several = len(set(round_of.values())) > 1
    for portion in portions:
        works = portion.works()
        annotators |= {work.annotator for work in works if work.asked}
        labels |= {label for work in works for asked in work.asked for label in asked.labels}
        if any(work.asked for work in works):
            found.documents.append(portion.document)
        answers = [answer for work in works for answer in submitted(work)]
        found.statuses |= {answer.status for answer in answers}
        found.n_submitted += len(answers)
        found.n_seeded += sum(answer.status == "seeded" for answer in answers)
        found.begun = found.begun or any(span.origin in BEGUN for work in works for span in work.spans)
        if several:
            starts = sorted({answer.extent.start for answer in answers})
            found.rounds |= {round_of.get((portion.document, start), "") for start in starts}
            left = [start for start in starts if (portion.document, start) not in round_of]
            found.n_tasks, found.n_left = found.n_tasks + len(starts), found.n_left + len(left)
            found.left += [f"{portion.document} at {start}" for start in left[: SHOWN - len(found.left)]]
        if with_blocks:
            found.n_blocks += len(blocks(works))
    found.annotators, found.labels = tuple(sorted(annotators)), tuple(sorted(labels))
    return found


def warnings_of_use(used: Count, plan: Plan) -> Iterator[Issue]:
    """Yield what is to be said of who met, and of each label, from what `counting.usage` counted."""
    for one, other in combinations(plan.annotators, PAIR):
        if not used.get(("meet", one, other)):
            message = "they share no passage, so that they cannot be compared"
            yield Issue(code="W602", where=f"{one} and {other}", message=message)
    for label in plan.labels:
        yield from _warnings_of_label(label, used, plan)


def _warnings_of_label(label: str, used: Count, plan: Plan) -> Iterator[Issue]:
    users = {who: int(n) for who in plan.annotators if (n := used.get(("used", label, who)))}
    if not used.get(("passages", label)):
        message = "no passage was asked of two annotators for it"
        yield Issue(code="W602", where=label, message=message)
    elif not users:
        yield Issue(code="W606", where=label, message="nobody used it where two were asked for it")
    elif len(users) == 1:
        (annotator, n), *_ = users.items()
        message = "only one annotator used it; its figures say nothing about how it is understood"
        yield Issue(code="W603", where=label, message=message, found=f"{annotator}: {n} spans")
    else:
        marked, asked = used.get(("marked", label), 0), used["asked", label]
        if marked < FEW * asked:
            message = "nearly nothing of the text is marked with it; its figures rest on very little"
            yield Issue(code="W604", where=label, message=message, found=f"{marked / asked:.2%} of the characters")
