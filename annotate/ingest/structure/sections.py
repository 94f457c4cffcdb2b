"""From paragraphs to sections: a flat partition of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotate.ingest.cleaning.joining import Paragraph
from annotate.ingest.scripts import both_scripts
from annotate.ingest.structure.numbering import number_of
from annotate.model import Extent, Section

_KINDS = (
    ("conclusion", re.compile(both_scripts(r"结语|结论|结束语|余论|小结|总结|Conclu(?:sions?|ding)\b"), re.IGNORECASE)),
    ("abstract", re.compile(r"内容摘要|内容提要|摘要|提要|Abstract\b|Summary$", re.IGNORECASE)),
    (
        "references",
        re.compile(
            # A chapter may speak of literature (参考文献综述): a list's heading ends here, or names what else is in it.
            both_scripts(
                r"(?:主要)?(?:参考文献|参考资料|引用书目)(?:[:：（(]|目录|列表|[及与和、](?:其他)?(?:注释|尾注|资料|引文)|$)"
                r"|注释[:：]?$|尾注[:：]?$"
            )
            + r"|References(?: and notes| cited)?[:：]?$|Bibliography[:：]?$|Works Cited[:：]?$|(?:End)?notes[:：]?$",
            re.IGNORECASE,
        ),
    ),
    (
        "other",
        re.compile(
            both_scripts(r"致谢|附录|后记|作者简介|Acknowledge?ments?\b|Appendix|Appendices|About the Authors?"),
            re.IGNORECASE,
        ),
    ),
)
_WHITE = re.compile(r"[\s\u3000]+")


def make_sections(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Section, ...]:
    """Return the sections of a text: a new one at each heading and around the abstract."""
    if not paragraphs:
        return (Section(id="s1", path=(), level=0, extent=Extent(0, len(text))),)
    starts = [
        at
        for at, (before, here) in enumerate(zip([None, *paragraphs], paragraphs, strict=False))
        if before is None or here.level or here.kind != before.kind
    ]
    sections: list[Section] = []
    path: list[tuple[int, str, str]] = []
    for number, (first, after) in enumerate(zip(starts, [*starts[1:], len(paragraphs)], strict=True), 1):
        here = paragraphs[first]
        extent = Extent(here.start, paragraphs[after].start if after < len(paragraphs) else len(text))
        sections.append(_section(f"s{number}", text, here, extent, path))
    return tuple(sections)


def _section(name: str, text: str, first: Paragraph, extent: Extent, path: list[tuple[int, str, str]]) -> Section:
    if first.kind:
        label = _WHITE.sub("", first.kind) if not first.kind.isascii() else first.kind
        return Section(id=name, path=(label,), level=1, extent=extent, kind="abstract")
    if not first.level:
        # Text behind an abstract at the paper's beginning belongs to no heading.
        titles = tuple(title for _, title, _ in path)
        kind = path[-1][2] if path else "body"
        return Section(id=name, path=titles, level=path[-1][0] if path else 0, extent=extent, kind=kind)
    title = text[first.start : first.end]
    while path and path[-1][0] >= first.level:
        path.pop()
    kind = _kind(title) or (path[-1][2] if path else "body")
    path.append((first.level, title, kind))
    titles = tuple(title for _, title, _ in path)
    heading = Extent(first.start, first.end)
    return Section(id=name, path=titles, level=first.level, extent=extent, heading=heading, kind=kind)


def _kind(title: str) -> str:
    number = number_of(title)
    words = (
        _WHITE.sub("", title[number.end :] if number else title)
        if not title.isascii()
        else title[number.end if number else 0 :]
    )
    return next((kind for kind, pattern in _KINDS if pattern.match(words.strip())), "")
