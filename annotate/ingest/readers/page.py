"""Cut a web page into blocks: what a visitor sees as a paragraph each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from annotate.ingest.readers.writing import Block

_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_UNSEEN = {
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "button", "select",
    "option", "textarea", "input", "canvas", "audio", "video", "map", "rt", "rp",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[\[［〔(]?\s*(?:\d{1,3}|[①-⑳㉑-㊿]|[ivx]{1,4}|\*{1,3}|[a-z])\s*[\]］〕)]?")
_IN_TABLE = {"td", "th"}


def page_blocks(root: Any) -> tuple[list[Block], list[Any]]:  # noqa: ANN401 - lxml carries no types
    """Return the page's blocks and the element that each begins in."""
    walk = _Walk(root)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str):
            (walk.start if event == "start" else walk.end)(element)
        elif event == "end":
            walk.words(element.tail)
    walk.flush(root)
    return walk.blocks, walk.elements


class _Walk:
    """Goes through the tree once, without recursion: pages nest deeper than Python does."""

    def __init__(self, root: Any) -> None:  # noqa: ANN401
        self.blocks: list[Block] = []
        self.elements: list[Any] = []
        self.block = Block()
        self.inside: Any = root
        self.unseen = 0
        self.sup = 0
        self.refs, self.notes, self.skipped = _notes(root)

    def start(self, element: Any) -> None:  # noqa: ANN401
        if self.unseen or element.tag in _UNSEEN or element in self.skipped or _is_hidden(element):
            self.unseen += 1
            return
        if element.tag in _BLOCKS:
            self.flush(element)
            if element.tag[0] == "h" and element.tag[1:].isdecimal():
                self.block.level = int(element.tag[1])
        if element in self.notes:
            self.flush(element)
            self.block.add(f"[^{self.notes[element]}]: ")
        if element in self.refs:
            self.block.add(f"[^{self.refs[element]}]")
            self.unseen += 1
            return
        self.sup += element.tag == "sup"
        if element.tag == "br":
            level = self.block.level
            self.flush(element)
            self.block.level = level
        self.words(element.text)

    def end(self, element: Any) -> None:  # noqa: ANN401
        if self.unseen:
            self.unseen -= 1
        else:
            self.sup -= element.tag == "sup"
            if element.tag in _BLOCKS:
                self.flush(element.getparent())
        self.words(element.tail)

    def words(self, words: str | None) -> None:
        if words and not self.unseen:
            self.block.add(words, raised=self.sup > 0)

    def flush(self, element: Any) -> None:  # noqa: ANN401
        """End the block; what follows begins in `element`."""
        opened = len(self.block.parts) == 1 and self.block.parts[0][0].startswith("[^") and not self.sup
        if opened and self.block.parts[0][0].endswith(": "):
            return  # the note's words stand in a block of their own
        if self.block.text:
            self.blocks.append(self.block)
            self.elements.append(self.inside)
        self.block = Block()
        self.inside = element


def _is_hidden(element: Any) -> bool:  # noqa: ANN401
    return (
        "hidden" in element.attrib
        or bool(_HIDDEN.search(element.get("style", "")))
        or (element.get("aria-hidden") == "true" and element.tag not in {"sup", "a"})
    )


def _notes(root: Any) -> tuple[Mapping[Any, str], Mapping[Any, str], set[Any]]:  # noqa: ANN401
    """Return the links that are note marks, the elements that are their notes, and the links back.

    A link is a mark if it reads like one, leads within the page, and what it
    leads to stands below it and leads back or is a point of a list.
    """
    order = {element: at for at, element in enumerate(root.iter(etree.Element))}
    named = {name: element for element in order if (name := element.get("id") or element.get("name"))}
    refs: dict[Any, str] = {}
    notes: dict[Any, str] = {}
    for link in root.iter("a"):
        target = named.get(link.get("href", "#")[1:]) if link.get("href", "").startswith("#") else None
        words = "".join(link.itertext()).strip()
        if target is None or order[target] <= order[link] or not _NOTE_MARK.fullmatch(words):
            continue
        block = _block_of(target)
        if block is not None and (block.tag == "li" or block in notes or _leads_back(block)):
            refs[link] = notes.setdefault(block, str(len(notes) + 1))
    skipped = {
        link for block in notes for link in block.iter("a")
        if link.get("href", "").startswith("#") and order.get(named.get(link.get("href")[1:]), len(order)) < order[link]
    }  # fmt: skip
    return refs, notes, skipped


def _block_of(element: Any) -> Any:  # noqa: ANN401
    while element is not None and element.tag not in _BLOCKS:
        element = element.getparent()
    return None if element is None or element.tag in {"body", "article", "main", "section"} else element


def _leads_back(block: Any) -> bool:  # noqa: ANN401
    return any(link.get("href", "").startswith("#") for link in block.iter("a"))
