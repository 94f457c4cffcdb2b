"""Join the lines of a Chinese paragraph without a blank, which Markdown would put where a source line ends.

MkDocs calls `on_page_markdown` for every page before it is rendered.
"""

from __future__ import annotations

import re
from typing import Any

from annotate.han import HAN

_MARKS = r"\u3000-\u303f\uff00-\uffef“”‘’…—"
_FENCE = re.compile(r"(^ *```.*?^ *```[^\n]*$)", re.MULTILINE | re.DOTALL)
# What begins a block of its own is no continuation of the line before.
_NEXT = r"\n[ ]*(?!\Z|[ ]|\n|[-*+][ ]|\d+\.[ ]|[|#>`]{1}(?:[|#> `]|$)|```|<|!!!|\?\?\?|:[ ])"
_JOIN = re.compile(
    rf"(?<=[{_MARKS}]){_NEXT}|(?<=[{HAN}]){_NEXT}(?=[{HAN}{_MARKS}])|(?<=[^\s|]){_NEXT}(?=[{_MARKS}])", re.MULTILINE
)


def joined(markdown: str) -> str:
    r"""Return a page's Markdown with Chinese lines joined; code, lists and tables stay as they are.

    >>> joined("先读\n后标。\n`annotate` 说明\n- 一\n- 二\n\n```\n甲\n乙\n```")
    '先读后标。`annotate` 说明\n- 一\n- 二\n\n```\n甲\n乙\n```'
    """
    parts = _FENCE.split(markdown)
    return "".join(part if n % 2 else _JOIN.sub("", part) for n, part in enumerate(parts))


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:
    """Return what MkDocs shall render; English lines are parted by blanks, so only Chinese pages are joined."""
    return joined(markdown) if page.file.src_uri.endswith(".zh.md") else markdown
