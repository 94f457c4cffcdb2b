"""Find a plug-in by name: a built-in dotted path or an entry point, loaded on first use.

A plug-in is a plain callable typed by a Protocol of its stage. Another package
adds one with an entry point in the group `annotate.GROUP`. A name cannot be taken
over silently: an entry point under a built-in's name, or two under one, are an error.

>>> Registry("demo", {"join": "os.path:join"}).load("join")("a", "b")
'a/b'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from annotate.errors import InputError, MissingExtraError, NotFoundError, nearest


@dataclass(frozen=True)
class Registry:
    """The plug-ins of one group.

    Args:
        group: `readers`, `metrics`, `reconcilers`, `exporters`, `rule_kinds`.
        builtin: name -> `package.module:attribute`.
        extras: name -> the extra that brings the packages it needs.
    """

    group: str
    builtin: Mapping[str, str]
    extras: Mapping[str, str] | None = None

    def names(self) -> tuple[str, ...]:
        """Return all known names, sorted."""
        return tuple(sorted({*self.builtin, *_installed(self.group)}))

    def load(self, name: str) -> Any:  # noqa: ANN401 - the group's Protocol is known to the caller
        """Import and return the plug-in of that name.

        Raises:
            NotFoundError: no plug-in has that name.
            MissingExtraError: its packages are not installed.
            InputError: an entry point takes the name of a built-in, or several have the name.
        """
        points = _installed(self.group).get(name, {})
        where = f"{self.group}: {name}"
        if points and name in self.builtin:
            what = f"the entry point {', '.join(points)} takes the name of a built-in"
            raise InputError(where, what, "Uninstall that package or rename its entry point.")
        if len(points) > 1:
            what = f"several packages bring a plug-in of this name: {', '.join(points)}"
            raise InputError(where, what, "Uninstall all but one.")
        if not points and name not in self.builtin:
            raise NotFoundError(self.group, f"{name!r} is not known", nearest(name, self.names()))
        try:
            if points:
                return next(iter(points.values())).load()
            module, _, attribute = self.builtin[name].partition(":")
            return getattr(import_module(module), attribute)
        except ImportError as error:
            extra = (self.extras or {}).get(name)
            if extra is None:
                raise
            what = f"needs the package {error.name}, which is not installed"
            raise MissingExtraError(where, what, extra) from error


@cache
def _installed(group: str) -> Mapping[str, Mapping[str, EntryPoint]]:
    """Return name -> what it leads to -> the entry point; a package that is found twice says the same twice."""
    found: dict[str, dict[str, EntryPoint]] = {}
    for point in sorted(entry_points(group=f"annotate.{group}"), key=lambda point: (point.name, point.value)):
        found.setdefault(point.name, {})[point.value] = point
    return found
