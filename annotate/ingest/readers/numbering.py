"""Word's automatic numbers: `一、`, `（二）`, `3.1`, which stand in no paragraph's text.

`numbering.xml` says how each level of a list counts and prints; the paragraphs,
or their styles, say which list and level they belong to. The number of a
paragraph follows from all numbered paragraphs before it.

    w:p ─numPr→ w:num ─abstractNumId→ w:abstractNum ─ilvl→ w:lvl (start, numFmt, lvlText)
     └─pStyle→ w:style ─numPr─┘  └─lvlOverride, startOverride
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from annotate.ingest.characters import is_wide
from annotate.ingest.readers.counting import counted

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_SILENT = {"none", "bullet"}
_MOST_BASES = 10
_LAST_LEVEL = 8


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts.

    Args:
        start: the first number.
        form: how a number is written, as `counting` names it.
        text: what is printed, with `%1` for the number of the first level.
        restart: the level, from 1, below which it starts again; 0 for never.
        plain: all numbers are Arabic, whatever their levels say.
        style: the paragraph style that belongs to the level.
        close: nothing stands between number and text.
    """

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    plain: bool = False
    style: str = ""
    close: bool = False


class Numbering:
    """Gives each numbered paragraph its number; to be asked for all, in order.

    Args:
        root: `w:numbering`, None where the file has none.
        styles: `w:style` elements by their ids.
    """

    def __init__(self, root: Any | None, styles: dict[str, Any]) -> None:  # noqa: ANN401 - lxml carries no types
        """Read how the lists count."""
        self.styles = styles
        self.lists: dict[str, dict[int, _Level]] = {}
        self.abstract: dict[str, str] = {}
        self.overrides: dict[str, dict[int, int]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def number_of(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return what Word prints before a paragraph, with the space behind it; empty where it prints no number."""
        number, level = self._place(paragraph)
        levels = self.lists.get(number)
        if not levels or level not in levels:
            return ""
        counts = self._count(number, level, levels)
        own = levels[level]
        if own.form in _SILENT:
            return ""
        words = _PLACE.sub(lambda match: _written(int(match[1]) - 1, counts, levels, plain=own.plain), own.text)
        apart = words and not own.close and not is_wide(words[-1])
        return f"{words} " if apart else words

    def _count(self, number: str, level: int, levels: dict[int, _Level]) -> dict[int, int]:
        """Count one on; return the list's numbers by level."""
        counts = self.counts.setdefault(self.abstract[number], {})
        start = self.overrides[number].get(level)
        if start is not None and (number, level) not in self.begun:
            counts[level] = start
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level].start
        self.begun.add((number, level))
        for below in [other for other in counts if other > level]:
            restart = levels[below].restart if below in levels else None
            if restart is None or level < restart:
                del counts[below]
        return counts

    def _place(self, paragraph: Any) -> tuple[str, int]:  # noqa: ANN401
        """Return the list and the level that a paragraph or its style names."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "", 0
        style = _value(properties, "pStyle")
        number, level = _own(properties)
        if number is None:
            for base in self._bases(style):
                inherited, at = _own(base.find(f"{_W}pPr"))
                if inherited is not None:
                    number = inherited
                    level = level if level is not None else at
                    if level is None:
                        level = self._level_of(inherited, base.get(f"{_W}styleId", ""))
                    break
        return number or "", min(level or 0, _LAST_LEVEL)

    def _bases(self, style: str) -> Iterator[Any]:
        for _ in range(_MOST_BASES):
            element = self.styles.get(style)
            if element is None:
                return
            yield element
            style = _value(element, "basedOn")

    def _level_of(self, number: str, style: str) -> int:
        levels = self.lists.get(number, {})
        return next((at for at, level in levels.items() if level.style == style), 0)

    def _read(self, root: Any) -> None:  # noqa: ANN401
        abstract = {element.get(f"{_W}abstractNumId", ""): element for element in root.iter(f"{_W}abstractNum")}
        styled = {link: element for element in abstract.values() if (link := _value(element, "styleLink"))}
        for element in root.iter(f"{_W}num"):
            name, number = _value(element, "abstractNumId"), element.get(f"{_W}numId", "")
            definition = abstract.get(name)
            if definition is None:
                continue
            # A list may only point to the list of a numbering style.
            linked = styled.get(_value(definition, "numStyleLink"), definition)
            self.abstract[number] = linked.get(f"{_W}abstractNumId", name)
            self.lists[number] = {_index(level): _level(level) for level in linked.iter(f"{_W}lvl")}
            self.overrides[number] = {}
            for override in element.iter(f"{_W}lvlOverride"):
                self._override(number, override)

    def _override(self, number: str, override: Any) -> None:  # noqa: ANN401
        at = _index(override)
        given = override.find(f"{_W}lvl")
        if given is not None:
            self.lists[number][at] = _level(given)
        start = _value(override, "startOverride")
        if start.isdecimal():
            self.overrides[number][at] = int(start)
            self.lists[number][at] = replace(self.lists[number].get(at, _Level()), start=int(start))


def _written(level: int, counts: dict[int, int], levels: dict[int, _Level], *, plain: bool) -> str:
    own = levels.get(level, _Level())
    return counted(counts.get(level, own.start), "decimal" if plain else own.form) if own.form != "none" else ""


def _own(properties: Any) -> tuple[str | None, int | None]:  # noqa: ANN401
    """Return the list and level that properties name, each None if they name none."""
    element = properties.find(f"{_W}numPr") if properties is not None else None
    if element is None:
        return None, None
    number, level = _value(element, "numId"), _value(element, "ilvl")
    return number or None, int(level) if level.isdecimal() else None


def _level(element: Any) -> _Level:  # noqa: ANN401
    start, restart = _value(element, "start"), _value(element, "lvlRestart")
    plain = element.find(f"{_W}isLgl")
    return _Level(
        start=int(start) if start.isdecimal() else 0,
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText"),
        restart=int(restart) if restart.isdecimal() else None,
        plain=plain is not None and plain.get(f"{_W}val", "1") not in {"0", "false", "off"},
        style=_value(element, "pStyle"),
        close=_value(element, "suff") == "nothing",
    )


def _index(element: Any) -> int:  # noqa: ANN401
    value = element.get(f"{_W}ilvl", "0")
    return int(value) if value.isdecimal() else 0


def _value(element: Any, name: str) -> str:  # noqa: ANN401
    child = element.find(f"{_W}{name}")
    return "" if child is None else str(child.get(f"{_W}val", ""))
