"""Each round of a study has figures of its own, as has each kind of task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from annotate.agreement import METRICS, agree
from annotate.agreement.methods_text import Counts, methods
from annotate.agreement.page import page
from annotate.errors import InputError
from annotate.model import Annotation, Answer, Asked, Document, Extent, Metadata, Source, Span

TASK = 100
TEXT = "甲方应加强合作。乙方应开放数据。" * 25
ROUNDS = {("d", 0): "pilot", ("d", 100): "pilot", ("d", 200): "main", ("d", 300): "main"}
MADE = {"A": [(10, 20), (110, 120), (210, 220), (310, 320)], "B": [(10, 20), (150, 160), (210, 220), (310, 320)]}
"""In the first task of the pilot they agree, in its second not; of the main round they agree on both."""


def work(
    annotator: str, marks: Sequence[tuple[int, int]], states: Sequence[str] = ("submitted",) * 4, seeded: int = 0
) -> Annotation:
    """An annotator's work on four tasks; the first ones may be pre-marked."""
    return Annotation(
        document="d",
        annotator=annotator,
        spans=tuple(Span(id=f"d:{annotator}:{s}", label="claim", extent=Extent(s, e)) for s, e in marks),
        asked=tuple(Asked(extent=Extent(n * TASK, (n + 1) * TASK), labels=("claim",)) for n in range(4)),
        answers=tuple(
            Answer(
                task=str(n), annotation=f"{annotator}{n}", extent=Extent(n * TASK, (n + 1) * TASK), state=state,
                status="seeded" if n < seeded else "blank",
            )
            for n, state in enumerate(states)
        ),
    )  # fmt: skip


def study() -> list[Annotation]:
    """What both made."""
    return [work(name, marks) for name, marks in MADE.items()]


def f1(works: Sequence[Annotation], round_of: Mapping[tuple[str, int], str]) -> dict[str, tuple[float | None, int]]:
    """By place, the exact F1 and its units."""
    scores = agree(works, ["pairwise_f1_exact"], round_of=round_of).scores
    return {score.document: (score.value, score.n_units) for score in scores if score.label == "*"}


def test_each_round_by_itself() -> None:
    """Half of the pilot's spans match and all of the main round's; together three of four."""
    assert f1(study(), ROUNDS) == {"*": (0.75, 8), "*pilot": (0.5, 4), "*main": (1.0, 4)}


def test_one_round_is_not_told_apart() -> None:
    """Where there is one round, or none, its figures are those of all."""
    assert f1(study(), {}).keys() == f1(study(), dict.fromkeys(ROUNDS, "main")).keys() == {"*"}


def test_a_round_that_nobody_has_begun_has_no_figures() -> None:
    """Only the pilot is submitted: all there is, is the pilot."""
    begun = [work(name, marks[:2], ("submitted", "submitted", "draft", "skipped")) for name, marks in MADE.items()]

    assert f1(begun, ROUNDS).keys() == {"*"}


def test_rounds_come_in_their_order_before_kinds_of_tasks() -> None:
    """The pilot, the main round, others by name; then pre-marked and blank tasks, by their own rule."""
    named = {**ROUNDS, ("d", 300): "a third"}
    works = [work(name, marks, seeded=1) for name, marks in MADE.items()]

    assert list(f1(works, named)) == ["*", "*pilot", "*main", "*a third", "*seeded", "*blank"]


def test_tasks_in_no_round_are_told() -> None:
    """They count for all tasks and in no round; the warning says how many, and where the first are."""
    known = {place: name for place, name in ROUNDS.items() if place != ("d", 300)}
    result = agree(study(), ["pairwise_f1_exact"], round_of=known)
    (warning,) = (warning for warning in result.warnings if warning.code == "W608")

    assert warning.found == "1 of 4 tasks: d at 300"
    assert f1(study(), known)["*main"] == (1.0, 2)
    assert "W608" not in {issue.code for issue in agree(study(), ["alpha_u"], round_of=ROUNDS).warnings}


def test_a_round_is_not_named_as_a_kind_of_task() -> None:
    """Its figures could not be told from those of the blank tasks."""
    with pytest.raises(InputError, match="blank: names a kind of task, not a round"):
        agree(study(), round_of={**ROUNDS, ("d", 0): "blank"})


def test_the_page_has_a_row_for_each_round() -> None:
    """With their figures, and a hostile name as text."""
    evil = '<b onclick="x">'
    named = {place: evil if name == "main" else name for place, name in ROUNDS.items()}
    source = Source(path="d.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    paper = Document(
        id="d", source=source, metadata=Metadata(title="合作"), text=TEXT, sections=(), sentences=(), footnotes=(),
        runs=(), removals=(),
    )  # fmt: skip
    made = page(agree(study(), METRICS.names(), documents=[paper], round_of=named), study(), [paper], "两轮")

    pilot = made[made.index("round: pilot") :]
    assert "0.500" in pilot[: pilot.index("</tr>")]
    assert "round: &lt;b onclick=" in made
    assert evil not in made


def test_the_paragraph_tells_rounds_and_blank_tasks_apart() -> None:
    """In both languages, with the figure of each; a study of one kind of task says nothing of kinds."""
    made = [work(name, marks, seeded=1) for name, marks in MADE.items()]
    counts = Counts(documents=1, annotators=2, spans=8, seeded=2, tasks=8)
    result = agree(made, ["pairwise_f1_overlap"], round_of=ROUNDS)
    english, chinese = methods(result, counts, "en"), methods(result, counts, "zh")

    name = "mean pairwise F1 of spans matched at an intersection over union of at least 0.5"
    for kind, value in (("round: pilot", 0.5), ("round: main", 1), ("pre-marked tasks", 1), ("blank tasks", 2 / 3)):
        assert f"{kind} ({name} = {value:.3f})" in english
    for kind, value in (("轮次：试标", 0.5), ("轮次：正式", 1), ("带预标的任务", 1), ("空白任务", 2 / 3)):
        assert f"{kind}（两两标注者片段的平均F1（交并比不低于0.5即视为匹配）＝{value:.3f}）" in chinese
    assert "Apart" not in methods(agree(study(), ["pairwise_f1_overlap"]), counts, "en")
