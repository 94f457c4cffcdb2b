"""Find a plug-in by name: a built-in dotted path or an entry point, loaded on first use.

A plug-in is a plain callable typed by a Protocol of its stage. Another package
adds one with an entry point in the group `annotate.GROUP`. A built-in name
cannot be taken over silently: an entry point of the same name is an error.

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
            InputError: an entry point takes the name of a built-in.
        """
        installed = _installed(self.group)
        if name in self.builtin and name in installed:
            raise InputError(
                f"{self.group}: {name}",
                f"the entry point {installed[name].value} takes the name of a built-in",
                "Uninstall that package or rename its entry point.",
            )
        if name not in self.builtin and name not in installed:
            raise NotFoundError(self.group, f"{name!r} is not known", nearest(name, self.names()))
        try:
            if name in installed:
                return installed[name].load()
            module, _, attribute = self.builtin[name].partition(":")
            return getattr(import_module(module), attribute)
        except ImportError as error:
            extra = (self.extras or {}).get(name)
            if extra is None:
                raise
            raise MissingExtraError(
                f"{self.group}: {name}",
                f"needs the package {error.name}, which is not installed",
                extra,
            ) from error


@cache
def _installed(group: str) -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"annotate.{group}")}
