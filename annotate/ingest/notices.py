"""What people are told of a paper besides errors; kept in English with the document, translated when it is told."""

from __future__ import annotations


def notice(text: str) -> str:
    """Return the text: marks it as a message for the catalogue, as gettext's `N_` does."""
    return text
