"""The canonical names of those who are advised: `actors.csv` of a project.

Columns: `name`, `aliases` (parted by ;), `type`. What the file does not name
keeps the author's own words.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import InputError

PARTED = re.compile(r"\s*[;；/、\n]\s*")


@dataclass(frozen=True, slots=True)
class Actors:
    """Alias -> canonical name, and canonical name -> type."""

    names: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    def canonical(self, mention: str) -> tuple[str, ...]:
        """Return whom a mention names: the whole if it is known, else its parts.

        >>> Actors({"中方": "中国"}).canonical("中方、欧盟")
        ('中国', '欧盟')
        """
        known = self.names.get(_key(mention))
        if known:
            return (known,)
        parts = [part for part in PARTED.split(mention.strip()) if part]
        return tuple(dict.fromkeys(self.names.get(_key(part), part) for part in parts))

    def all_of(self, mentions: Iterable[str]) -> tuple[str, ...]:
        """Return the canonical names of several mentions, each once."""
        return tuple(dict.fromkeys(name for mention in mentions for name in self.canonical(mention)))


def _key(mention: str) -> str:
    return " ".join(mention.split()).casefold()


def load_actors(path: Path) -> Actors:
    """Read `actors.csv`; a study without one keeps the authors' words.

    Raises:
        InputError: the column `name` is missing, or an alias names two actors.
    """
    if not path.exists():
        return Actors()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start})", "Save it as UTF-8.") from None
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "name" not in (rows.fieldnames or ()):
        raise InputError(str(path), "has no column 'name'", "Columns: name,aliases,type.")
    names: dict[str, str] = {}
    types: dict[str, str] = {}
    for row in rows:
        name = (row["name"] or "").strip()
        if not name:
            continue
        types[name] = (row.get("type") or "").strip()
        for alias in (name, *re.split(r"[;；]", row.get("aliases") or "")):
            if alias.strip() and names.setdefault(_key(alias), name) != name:
                what = f"{alias.strip()!r} stands for {names[_key(alias)]!r} and for {name!r}"
                raise InputError(f"{path}:{rows.line_num}", what, "Keep it with one of the two.")
    return Actors(names, types)
