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
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.ingest.cleaning import step_of
from annotate.ingest.readers import read_again
from annotate.model import Document

# By step: one colour for what one step takes out.
_COLOURS = {
    "reader": "#6b7280", "invisible": "#6b7280", "markup": "#7c5c00", "navigation": "#6b7280", "pages": "#0f766e",
    "notes": "#1d4ed8", "matter": "#7e22ce", "title": "#be185d", "figures": "#b45309", "joining": "#4d7c0f",
    "spaces": "#6b7280",
}  # fmt: skip
_STYLE = """
body{font:16px/1.75 "Noto Serif CJK SC","Songti SC",SimSun,serif;margin:0 auto;max-width:50em;padding:1em;
color:#1f2937;background:#fff}
h1{font-size:1.3em}h2{font-size:1.1em;border-top:1px solid #d1d5db;padding-top:1em}
.source{white-space:pre-wrap;overflow-wrap:anywhere}
del{text-decoration:line-through;opacity:.75}
del.s-spaces{text-decoration:none;border-bottom:1px dotted}
.join{color:#4d7c0f;font-size:.8em;user-select:none}
.escape{background:#fee2e2;font:.75em monospace}
.legend{font:14px/1.9 sans-serif;padding:0}.legend li{display:inline-block;margin-right:1.2em;list-style:none}
.fact{font:14px/1.6 sans-serif;color:#4b5563}
@media(prefers-color-scheme:dark){body{color:#e5e7eb;background:#111827}del,.legend li{filter:brightness(1.6)}}
"""
_BREAK = re.compile("[\n\r\f\v\x85\u2028\u2029]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_JOIN = '<span class="join" title="joined">⏎</span>'


def review_page(documents: Iterable[Document], papers: Path) -> str:
    """Return the page for some documents.

    Raises:
        AnnotateError: a source cannot be read any more, or has changed.
    """
    parts = list(documents)
    body = "".join(_section(document, papers) for document in parts)
    links = "".join(f'<li><a href="#{_id(d)}">{html.escape(_shown(d.id))}</a></li>' for d in parts)
    rules = "".join(f".s-{step}{{color:{colour}}}" for step, colour in _COLOURS.items())
    return (
        '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>annotate ingest --review</title><style>{_STYLE}{rules}</style></head><body>"
        "<h1>What ingest kept and removed · 保留与删去的文字</h1>"
        f'<p class="fact">Struck through: removed · 删除线：删去。 {_JOIN} two printed lines joined · 两行相接。</p>'
        f'<ul class="legend">{links}</ul>{body}</body></html>\n'
    )


def _section(document: Document, papers: Path) -> str:
    source = read_again(document.source, papers).text
    counts = Counter(removal.reason for removal in document.removals)
    legend = "".join(
        f'<li class="s-{step_of(reason)}">{html.escape(reason)} {count}</li>'
        for reason, count in sorted(counts.items())
    )
    notices = "".join(f'<p class="fact">{html.escape(_shown(notice))}</p>' for notice in document.notices)
    return (
        f'<h2 id="{_id(document)}">{html.escape(_shown(document.source.path))}</h2>'
        f'<p class="fact">{len(document.text)} / {len(source)}</p>{notices}'
        f'<ul class="legend">{legend}</ul><div class="source">{"".join(_pieces(document, source))}</div>'
    )


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
            yield f'<del class="s-{step_of(reason)}" title="{html.escape(reason)}">{_escaped(words)}</del>'


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


def _id(document: Document) -> str:
    """Return the name of the document's place in the page: two papers may hold the same bytes, none bear one id."""
    return f"d-{hashlib.sha256(document.id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
