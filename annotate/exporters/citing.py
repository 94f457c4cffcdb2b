"""The papers as a list of references, in the manner of GB/T 7714 for journal articles.

    作者甲, 作者乙. 题名[J]. 刊名, 年, 卷(期): 页码. DOI: ….

What is not known is marked in 〔〕, never left out in silence or guessed. What
is known comes from the papers and from `papers/metadata.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.han import has_han
from annotate.model import Table, Work

MOST_AUTHORS = 3
MISSING: Mapping[str, tuple[str, str]] = {
    "authors": ("作者", "author"),
    "title": ("题名", "title"),
    "venue": ("刊名", "journal"),
    "year": ("年份", "year"),
    "issue": ("卷期", "volume, issue"),
    "pages": ("页码", "pages"),
}


def references(table: Table, lang: str) -> list[tuple[Work, str]]:
    """Return the papers of a table with their references, in the order of the columns."""
    return [(work, reference(work, lang)) for work in table.works]


def reference(work: Work, lang: str) -> str:
    """Return one paper as a list of references names it.

    >>> reference(Work(document="a", sign="甲", authors=("作者甲",), title="潮水", source="a.txt", year=2024), "zh")
    '作者甲. 潮水[J]. 〔缺刊名〕, 2024, 〔缺卷期〕: 〔缺页码〕.'
    """
    issue = f"{work.volume}({work.issue})" if work.volume and work.issue else work.volume or _bracketed(work.issue)
    parts = {
        "authors": _authors(work.authors),
        "title": work.title,
        "venue": work.venue,
        "year": str(work.year or ""),
        "issue": issue,
        "pages": work.pages,
    }
    said = {name: text or _missing(name, lang) for name, text in parts.items()}
    line = "{authors}. {title}[J]. {venue}, {year}, {issue}: {pages}.".format_map(said)
    return f"{line} DOI: {work.doi}." if work.doi else line


def _bracketed(issue: str) -> str:
    return f"({issue})" if issue else ""


def _authors(authors: Sequence[str]) -> str:
    shown = ", ".join(authors[:MOST_AUTHORS])
    if len(authors) <= MOST_AUTHORS:
        return shown
    return f"{shown}, {'等' if has_han(shown) else 'et al'}"


def _missing(name: str, lang: str) -> str:
    zh, en = MISSING[name]
    return f"〔缺{zh}〕" if lang == "zh" else f"〔no {en}〕"
