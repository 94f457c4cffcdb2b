"""Every package that the toolkit brings with it, with its licence, from what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

OURS = "annotate-arguments"
NOT_FOR_USERS = {"all", "bench", "dev", "docs", "lint", "test"}


@dataclass(frozen=True)
class Dependency:
    """An installed package that ours needs.

    Args:
        name: as the package index writes it, small letters and `-`.
        licence: as its own metadata states it; empty where they do not.
        extra: the first of our extras that brings it; empty for the core.
    """

    name: str
    version: str
    licence: str
    extra: str


def dependencies() -> list[Dependency]:
    """Return all that the core and each extra for users bring, by name; what is not installed here is left out."""
    core = _reached({""})
    extras = set(distribution(OURS).metadata.get_all("Provides-Extra") or ()) - NOT_FOR_USERS
    found = {name: Dependency(name, one.version, licence(one), "") for name, one in core.items()}
    for extra in sorted(extras):
        for name, one in _reached({extra}).items():
            found.setdefault(name, Dependency(name, one.version, licence(one), extra))
    return [found[name] for name in sorted(found)]


def licence(one: Distribution) -> str:
    """Return a package's licence: the expression, the classifiers, the old field, or the head of the file it brings."""
    meta = one.metadata
    if "License-Expression" in meta:
        return str(meta["License-Expression"])
    classified = [name.rpartition(" :: ")[2] for name in meta.get_all("Classifier") or () if name.startswith("License")]
    field = (str(meta["License"]) if "License" in meta else "").partition("\n")[0][:60]
    return "; ".join(classified) or field or _head_of_file(one)


def _head_of_file(one: Distribution) -> str:
    """Return the title of the licence file that a package installs, with the line of its version."""
    for file in one.files or ():
        if re.fullmatch(r"(?i)(licen[sc]e|copying)(\.\w+)?", file.name):
            lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
            return ", ".join(lines[: 2 if len(lines) > 1 and lines[1].startswith("Version") else 1])[:60]
    return ""


def _reached(extras: set[str]) -> dict[str, Distribution]:
    """Return name -> package for all that ours reaches with these extras."""
    found: dict[str, Distribution] = {}
    waiting = list(_needs(distribution(OURS), extras))
    while waiting:
        name, wanted = waiting.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        if name not in found:
            found[name] = one
            waiting += _needs(one, wanted or {""})
    return found


def _needs(one: Distribution, extras: set[str]) -> Iterator[tuple[str, set[str]]]:
    for line in one.requires or ():
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
            yield re.sub(r"[-_.]+", "-", need.name).lower(), set(need.extras)
