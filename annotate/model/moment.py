"""When something was done, as people and servers write it: one instant has many spellings."""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Stands for a moment that nobody gave, or that cannot be read: anything else is later."""


def moment_of(text: str) -> datetime | None:
    """Return the instant that a text in ISO 8601 names, None if it names none; without a zone it is UTC.

    >>> moment_of("2026-03-01T08:00:00+08:00") == moment_of("2026-03-01 00:00Z")
    True
    >>> moment_of("1 March") is None
    True
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
