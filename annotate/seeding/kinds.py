"""Facts about a clause that another package finds: rule kinds, added by an entry point.

A rule asks for one under `when`, by its name, as it asks for the built-in facts:

    [project.entry-points."annotate.rule_kinds"]
    tense = "my_package:TENSE"

    when: {tense: [future]}
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotate.errors import InputError
from annotate.registry import Registry

RULE_KINDS = Registry("rule_kinds", {})
"""The kinds by name; none is built in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """One kind of fact.

    Args:
        values: all that the fact may be.
        find: from a clause's folded text, without its connectives, one of them; a pure function.
    """

    values: tuple[str, ...]
    find: Callable[[str], str]


def load_kind(name: str) -> RuleKind:
    """Return the rule kind of that name.

    Raises:
        NotFoundError: no package adds it.
        InputError: what the entry point names is no rule kind.
    """
    kind = RULE_KINDS.load(name)
    if not isinstance(kind, RuleKind):
        raise InputError(f"rule_kinds: {name}", "is no RuleKind", "Give its entry point a RuleKind.")
    return kind


def fact_of(name: str, kind: RuleKind, text: str) -> str:
    """Return what a kind finds in a clause.

    Raises:
        InputError: it gives what is not among its values.
    """
    value = kind.find(text)
    if value not in kind.values:
        raise InputError(f"rule_kinds: {name}", f"found {value!r}, not among its values", "Mend the package.")
    return value
