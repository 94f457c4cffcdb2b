"""Find the article in a web page: where its long paragraphs are, and the title above them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from annotate.ingest.readers.writing import Block

_FURNITURE_TAGS = {"nav", "footer", "aside", "form", "header"}
_AROUND = {"article", "main", "body", "html"}
_FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "dialog", "alert"}
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|share|sharing|social|sidebar|side|comments?|footer"
    r"|related|recommend(?:ed|ation)?s?|advert(?:isement)?|ads?|banner|copyright|cookie|consent|pagination|pager|toolbar"
    r"|login|subscribe|newsletter|qrcode|hot|rank(?:ing)?|toplist|bdshare\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONG = 30
_MOST_LINKED = 0.4
_ENOUGH = 0.85
_NEAR_TITLE = 0.5
_SHORTEST_TITLE = 4
_LONGEST_TITLE = 100


def mark_boilerplate(root: Any, blocks: Sequence[Block], elements: Sequence[Any]) -> int:  # noqa: ANN401
    """Give every block that is no part of the article the reason `boilerplate`, every table's `table`.

    Returns:
        How many tables of the article were left out.
    """
    look = _Look()
    linked = [look.linked(element) for element in elements]
    long = [
        len(block.text) if len(block.text) >= _LONG and share < _MOST_LINKED else 0
        for block, share in zip(blocks, linked, strict=True)
    ]
    furniture = _furniture(look, elements, long)
    good = [0 if aside else length for length, aside in zip(long, furniture, strict=True)]
    core = _core(root, elements, good)
    title = _title(root, blocks, elements)
    article = _around(core, title)
    for at, (block, element) in enumerate(zip(blocks, elements, strict=True)):
        within = set(_ancestors(element))
        outside = core not in within and not block.level and linked[at] > _NEAR_TITLE
        if article not in within or outside or (furniture[at] and element is not title):
            block.reason = "boilerplate"
        elif look.is_table(element):
            block.reason = "table"
            look.left_out.update(element.iterancestors("table"))
    return len(look.left_out)


def _furniture(look: _Look, elements: Sequence[Any], long: Sequence[int]) -> list[bool]:
    """Return which blocks stand in menus and the like.

    A page may call its whole body `no-sidebar`: names and tags that would take
    most of the long paragraphs away say nothing.
    """
    found = [look.is_furniture(element) for element in elements]
    taken = sum(length for length, aside in zip(long, found, strict=True) if aside)
    return found if 2 * taken <= sum(long) else [False] * len(found)


def _title(root: Any, blocks: Sequence[Block], elements: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return the element of the article's title: what the page's own title begins with, else the first h1."""
    whole = "".join("".join(root.xpath("//head/title//text()")).split())
    for block, element in zip(blocks, elements, strict=True):
        words = "".join(block.text.split())
        if _SHORTEST_TITLE <= len(words) <= _LONGEST_TITLE and whole.startswith(words):
            block.level = 1
            return element
    return next((element for element in elements if any(outer.tag == "h1" for outer in _ancestors(element))), None)


def _core(root: Any, elements: Sequence[Any], good: Sequence[int]) -> Any:  # noqa: ANN401
    """Return the innermost element that holds nearly all long paragraphs."""
    total = sum(good)
    held: Counter[Any] = Counter()
    for element, length in zip(elements, good, strict=True):
        if length:
            for outer in _ancestors(element):
                held[outer] += length
    core = root
    while total:
        inner = [child for child in core if held.get(child, 0) >= _ENOUGH * total]
        if not inner:
            break
        core = inner[0]
    if core is not root and core.tag in {"p", "h1", "h2", "h3", "blockquote", "li"}:
        return core.getparent()
    return core


def _around(core: Any, title: Any) -> Any:  # noqa: ANN401
    """Return the innermost element around the core that also holds the title."""
    if title is None:
        return core
    above = set(_ancestors(title))
    return next((outer for outer in _ancestors(core) if outer in above), core)


def _ancestors(element: Any) -> list[Any]:  # noqa: ANN401
    return [element, *element.iterancestors()]


def _is_named_furniture(element: Any) -> bool:  # noqa: ANN401
    names = f"{element.get('class', '')} {element.get('id', '')}"
    tagged = element.tag in _FURNITURE_TAGS or element.get("role") in _FURNITURE_ROLES
    return tagged or bool(_FURNITURE_NAMES.search(names))


class _Look:
    """What an element looks like; each is looked at once, for many blocks may stand in one."""

    def __init__(self) -> None:
        self.shares: dict[Any, float] = {}
        self.asides: dict[Any, bool] = {}
        self.grids: dict[Any, bool] = {}
        self.left_out: set[Any] = set()

    def linked(self, element: Any) -> float:  # noqa: ANN401
        """Return the share of an element's words that are links."""
        if element not in self.shares:
            length = _length(element)
            inside = element.tag == "a" or next(element.iterancestors("a"), None) is not None
            words = 0 if inside else sum(map(_length, element.iter("a")))
            self.shares[element] = 1.0 if inside else min(1.0, words / length) if length else 0.0
        return self.shares[element]

    def is_furniture(self, element: Any) -> bool:  # noqa: ANN401
        """True within menus, share bars, comments and the like, unless the article is around them."""
        passed, found = [], False
        for outer in _ancestors(element):
            if outer in self.asides or outer.tag in _AROUND:
                found = self.asides.get(outer, False)
                break
            passed.append(outer)
            if _is_named_furniture(outer):
                found = True
                break
        self.asides.update(dict.fromkeys(passed, found))
        return found

    def is_table(self, element: Any) -> bool:  # noqa: ANN401
        """True within a table of several columns: one of a single column only lays the page out."""
        return any(self._is_grid(outer) for outer in element.iterancestors("table"))

    def _is_grid(self, table: Any) -> bool:  # noqa: ANN401
        if table not in self.grids:
            several = max((len(row) for row in table.iter("tr")), default=0) > 1
            self.grids[table] = several and not _lays_out(table)
        return self.grids[table]


def _length(element: Any) -> int:  # noqa: ANN401
    return len("".join(element.itertext()).strip())


def _lays_out(table: Any) -> bool:  # noqa: ANN401
    paragraphs = [p for p in table.iter("p") if _length(p) >= _LONG]
    return len(paragraphs) > 2 or next(table.iter("h1", "h2", "article"), None) is not None  # noqa: PLR2004
