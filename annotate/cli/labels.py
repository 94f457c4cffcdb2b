"""Labels that people name on the command line: those of the study's schema, and no others."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.errors import NotFoundError, nearest, raise_problems


def refuse_unknown(labels: Sequence[str], known: Sequence[str]) -> None:
    """Refuse labels that the schema does not have: nothing of them would look like nothing to do.

    Raises:
        NotFoundError, ProblemsError: each with the nearest that there is.
    """
    unknown = [label for label in dict.fromkeys(labels) if label not in known]
    raise_problems(
        [NotFoundError("--label", f"there is no label {label!r}", nearest(label, known)) for label in unknown]
    )
