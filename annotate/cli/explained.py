"""What `rules explain` says, in the language spoken: its heads, verbs and fixed words.

What the paper says, and what rules name (labels, families, facts and their values), stands as it is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from annotate.language import Message, current, message, translate

LINES = (
    "  pack {pack}; section {section}, place {place}, course {course}, previous {previous}",
    "  actor {words}: {type} ({rule}, {score})",
    "  → {label} (part {number} of {total}), score {score} = logistic({a} + {b} * margin {margin})",
    "  → {label}, score {score} = logistic({a} + {b} * margin {margin})",
    "    none (nothing to mark) {weight} (alone {alone}; begins at {bias})",
    "    {label} {weight} (alone {alone}; begins at {bias})",
    "      {rule} (and {again} more, counted once)",
    "    clause {words}: advice {weight} (no facts of its own)",
    "    clause {words}: advice {weight} ({facts})",
    "    without the family {family} it would be a recommendation",
    "    without the family {family} it would be a claim",
    "    without the family {family} it would be evidence",
    "    without the family {family} it would be left unmarked",
    "    {weight} less for advice would have made it a claim",
    "    {weight} less for advice would have made it evidence",
    "    {weight} less for advice would have left it unmarked",
    "    {weight} more for advice would have made it a recommendation",
    "    {weight} more for claim would have made it a claim",
    "    {weight} more for evidence would have made it evidence",
    "    {weight} more for none would have left it unmarked",
    "  marked {place} {label} by {rule}: {words}",
)
"""The lines of `annotate.seeding.explain` that have words of their own."""


def spoken(line: str) -> str:
    """Return a line in the language spoken; one without words of its own stays as it is."""
    if current() == "en":
        return line
    for known in _lines():
        if _indent(known.id) == _indent(line) and (values := known.recognise(line)) is not None:
            return replace(known, text=translate(known.id, 0)).fill(values)
    return line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


@cache
def _lines() -> tuple[Message, ...]:
    return tuple(map(message, LINES))
