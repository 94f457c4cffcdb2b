"""Findings about data: problems are values with codes, not exceptions.

Codes: E1xx spans, E2xx relations, E3xx attributes, E4xx tasks and annotations,
W for doubts. An `Issue` is reported and kept; it never stops the other data.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One finding: what, where, and both sides of what does not fit.

    Args:
        code: `E101`, `W102`, …
        message: one sentence that says what is wrong and what becomes of it.
        where: document, task, annotator, region: whatever places it.
        expected: what should stand there, if that can be said.
        found: what stands there.
    """

    code: str
    message: str
    where: str = ""
    expected: str = ""
    found: str = ""

    @property
    def is_error(self) -> bool:
        """True for E codes; W codes are doubts."""
        return self.code.startswith("E")

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.code} {self.where}: {self.message}" if self.where else f"{self.code} {self.message}"
