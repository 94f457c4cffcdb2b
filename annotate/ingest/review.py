"""One page that shows each source with what was removed struck through and joins marked.

A scholar should see at a glance that nothing of the author's was lost. The page
needs no network and runs no script; people's text is escaped, and control and
direction characters are shown as what they are.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from annotate.errors import InputError
from annotate.ingest.cleaning import step_of
from annotate.ingest.readers import read_again
from annotate.ingest.reasons import titled
from annotate.language import chinese
from annotate.model import Document
from annotate.pages import pieces

MOST = 10_000_000
"""Characters of sources that a page holds: Chromium lays out no more than 33.5 million pixels, and a character takes
1.3 of them where lines are short, 2.9 in letters half as large again. Such a page was there in two seconds, with 0.3 GB
on top of an empty one's memory."""
# By step: one colour for what one step takes out.
_COLOURS = {
    "reader": "#6b7280", "invisible": "#6b7280", "markup": "#7c5c00", "navigation": "#6b7280", "pages": "#0f766e",
    "contents": "#0f766e", "notes": "#1d4ed8", "matter": "#7e22ce", "title": "#be185d", "figures": "#b45309",
    "joining": "#4d7c0f", "spaces": "#6b7280",
}  # fmt: skip
_BREAK = re.compile("[\n\r\f\v\x85\u2028\u2029]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_JOIN = '<span class="join" title="joined">⏎</span>'


def review_page(documents: Iterable[Document], papers: Path, lang: str = "en") -> str:
    """Return the page for some documents, in Chinese and English; see `review_pieces`."""
    held = tuple(documents)
    return "".join(review_pieces(lambda: held, papers, lang))


def review_pieces(documents: Callable[[], Iterable[Document]], papers: Path, lang: str = "en") -> Iterator[str]:
    """Yield the page piece by piece: of the papers but one is held.

    Args:
        documents: reads them, with their removals; once for the list of all, once for their texts.
        papers: the folder of their sources.
        lang: the language that is seen first: `en` or `zh`.

    Raises:
        InputError: they are more than a page holds; nothing was made of them then.
        AnnotateError: a source cannot be read any more, or has changed.
    """
    links: list[tuple[str, str]] = []
    lengths: list[int] = []
    for document in documents():
        links.append((_id(document), _title(document)))
        lengths.append(document.source.length)
    _refuse_too_many(lengths)
    parts = (_section(document, papers) for document in documents())
    folder = Path(__file__).parent / "templates"
    known: dict[str, Any] = {"colours": _COLOURS, "titled": titled, "lang": lang}
    return pieces(folder, "review.html", {"chinese": chinese}, links=links, parts=parts, **known)


def _refuse_too_many(lengths: Sequence[int]) -> None:
    # One paper alone cannot be shown in parts.
    if len(lengths) > 1 and sum(lengths) > MOST:
        fit = sum(1 for so_far in accumulate(lengths) if so_far <= MOST)
        what = (
            f"a page holds {MOST} characters of papers, these {len(lengths)} have {sum(lengths)}; the first {fit} fit"
        )
        raise InputError("--review", what, "Name some of them: annotate ingest PATH… --review FILE.html")


def _section(document: Document, papers: Path) -> dict[str, Any]:
    from markupsafe import Markup

    source = read_again(document.source, papers).text
    counts = Counter(removal.reason for removal in document.removals)
    return {
        "anchor": _id(document),
        "title": _title(document),
        "path": _shown(document.source.path),
        "kept": len(document.text),
        "whole": len(source),
        "notices": [_shown(notice) for notice in document.notices],
        "reasons": [(reason, step_of(reason), count) for reason, count in sorted(counts.items())],
        # Each piece is escaped where it is made.
        "source": Markup("".join(_pieces(document, source))),  # noqa: S704
    }


def _pieces(document: Document, source: str) -> Iterator[str]:
    """Yield the source's stretches in order, each as kept, removed or joined."""
    kept = [(start, start + length, clean, "") for clean, start, length in document.runs]
    cut = [(removal.extent.start, removal.extent.end, -1, removal.reason) for removal in document.removals]
    ordered = sorted(kept + cut)
    after_break = True
    for at, (start, end, clean, reason) in enumerate(ordered):
        words = source[start:end]
        if not reason:
            shown = _kept(words, document.text[clean : clean + end - start])
            after_break = shown.endswith("\n")
            yield shown
        elif reason == "line-break":
            after = ordered[at + 1] if at + 1 < len(ordered) else None
            # Beside what was removed the break is only one of the source's.
            joined = at and not ordered[at - 1][3] and not after_break
            joined = joined and after is not None and not after[3] and document.text[after[2]] != "\n"
            yield _JOIN if joined else "\n" * min(2, words.count("\n"))
        else:
            called = " · ".join(dict.fromkeys((titled(reason)["zh"], titled(reason)["en"])))
            yield f'<del class="s-{step_of(reason)}" title="{html.escape(called)}">{_escaped(words)}</del>'


def _kept(words: str, clean: str) -> str:
    """Return kept words; a line break that became a space is a join."""
    if not _BREAK.search(words):
        return _escaped(words)
    return "".join(
        _JOIN + " " if now == " " and _BREAK.match(was) else "\n" if now == "\n" else _escaped(was)
        for was, now in zip(words, clean, strict=True)
    )


def _escaped(words: str) -> str:
    return _ODD.sub(_named, html.escape(words))


def _named(match: re.Match[str]) -> str:
    return f'<span class="escape">U+{ord(match[0]):04X}</span>'


def _shown(words: str) -> str:
    return _ODD.sub(lambda match: f"U+{ord(match[0]):04X}", words)


def _title(document: Document) -> str:
    return _shown(document.metadata.title or document.source.path)


def _id(document: Document) -> str:
    """Return the name of the document's place in the page: two papers may hold the same bytes, none bear one id."""
    return f"d-{hashlib.sha256(document.id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
