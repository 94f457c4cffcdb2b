"""The canonical names of those who are named and advised.

Two files of one shape join names: `work/actors.csv`, which `annotate seed` writes
from the packs' aliases and from what the papers themselves define, and above it
the project's own `actors.csv`. Columns: `name`, `aliases` (parted by ;), `type`,
and `document`, the one paper in which a row holds (all papers where it is empty).
A name with ； in it is several actors (中美 → 中国；美国). What neither file names
keeps the author's own words.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.edited import edited_rows
from annotate.errors import AnnotateError, InputError, raise_problems

PARTED = re.compile(r"\s*[;；/、\n]\s*")
BETWEEN = "；"
COLUMNS = ("name", "aliases", "type", "document")
SEVERAL = re.compile(r"\s*[;；]\s*")


@dataclass(frozen=True, slots=True)
class Actors:
    """Alias -> canonical name, and canonical name -> type.

    Args:
        own: document -> alias -> canonical name, for names that one paper defines.
        found: what the rules joined; asked where this has no answer.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    found: Actors | None = None

    def canonical(self, mention: str) -> tuple[str, ...]:
        """Return whom a mention names: the whole if it is known, else its parts.

        >>> Actors({"中方": "中国", "中美": "中国；美国"}).canonical("中方、欧盟、中美")
        ('中国', '欧盟', '美国')
        """
        known = self.known(mention)
        if known:
            return known
        parts = [part for part in PARTED.split(mention.strip()) if part]
        return tuple(dict.fromkeys(name for part in parts for name in self.known(part) or (part,)))

    def all_of(self, mentions: Iterable[str]) -> tuple[str, ...]:
        """Return the canonical names of several mentions, each once."""
        return tuple(dict.fromkeys(name for mention in mentions for name in self.canonical(mention)))

    def type(self, name: str) -> str:
        """Return the type of a canonical name, empty where no file gives it."""
        return self.types.get(name) or (self.found.type(name) if self.found else "")

    def within(self, document: str) -> Actors:
        """Return what holds in one paper: its own names stand before those of all papers."""
        own, found = self.own.get(document), self.found.within(document) if self.found else None
        if own is None and found is self.found:
            return self
        return replace(self, names=ChainMap(dict(own or {}), dict(self.names)), found=found)

    def known(self, words: str) -> tuple[str, ...]:
        """Return whom an alias names, nobody if no file has it: as the project says, else as the rules joined it."""
        if name := self.names.get(_key(words)):
            return tuple(SEVERAL.split(name))
        joined = self.found.known(words) if self.found else ()
        renamed = (each for name in joined for each in SEVERAL.split(self.names.get(_key(name), name)))
        return tuple(dict.fromkeys(renamed))


def _key(mention: str) -> str:
    return " ".join(mention.split()).casefold()


def load_actors(path: Path, found: Path | None = None) -> Actors:
    """Read `actors.csv`, and beneath it what the rules joined; without either, names keep the authors' words.

    Args:
        path: the project's own file.
        found: the file of the same shape that `annotate seed` wrote.

    Raises:
        InputError, ProblemsError: the file cannot be read, the column `name` is missing, or an alias names two actors.
    """
    beneath = load_actors(found) if found is not None and found.exists() else None
    if not path.exists():
        return Actors(found=beneath)
    names: dict[str, str] = {}
    types: dict[str, str] = {}
    own: dict[str, dict[str, str]] = {}
    problems: list[AnnotateError] = []
    for line, row in edited_rows(path, COLUMNS[:1], COLUMNS):
        name = row["name"].strip()
        if not name:
            problems.append(InputError(f"{path}:{line}", "has no name", "Fill in the column `name`, or drop the line."))
            continue
        itself = () if SEVERAL.search(name) else (name,)
        kind = row.get("type", "").strip()
        types |= {one: kind or types.get(one, "") for one in itself}
        document = row.get("document", "").strip()
        known = own.setdefault(document, {}) if document else names
        for alias in (*itself, *map(str.strip, SEVERAL.split(row.get("aliases", "")))):
            if alias and known.setdefault(_key(alias), name) != name:
                what = f"{alias!r} stands for {known[_key(alias)]!r} and for {name!r}"
                problems.append(InputError(f"{path}:{line}", what, "Keep it with one of the two."))
    raise_problems(problems)
    return Actors(names, types, own, beneath)


def joined_actors(joined: Iterable[tuple[str, Sequence[str], str, str]]) -> Actors:
    """Return the actors that rules joined, as `work/actors.csv` would give them; the first to name an alias is right.

    Args:
        joined: for each alias its document (empty where it holds everywhere),
            canonical names, the alias, and the type.
    """
    names: dict[str, str] = {}
    types: dict[str, str] = {}
    own: dict[str, dict[str, str]] = {}
    for document, several, alias, kind in joined:
        known = own.setdefault(document, {}) if document else names
        name = BETWEEN.join(several)
        if len(several) == 1:
            if kind:
                types.setdefault(name, kind)
            known.setdefault(_key(name), name)
        known.setdefault(_key(alias), name)
    return Actors(names, types, own)
