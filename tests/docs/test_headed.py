"""On a phone each cell of a table stands below the others, with the head of its column before it."""

from __future__ import annotations

import re

from docs_site.headed import headed, on_page_content

TABLE = (
    '<table>\n<thead>\n<tr>\n<th style="text-align: right;">a &amp; <code>b</code></th>\n'
    '<th>"holds"</th>\n<th></th>\n</tr>\n'
    '</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td style="text-align: right;">2</td>\n<td>3</td>\n</tr>\n</tbody>\n</table>'
)


def test_a_cell_gets_the_words_of_its_head_and_keeps_its_attributes() -> None:
    """Marks and quotation marks of a head do not break the attribute; the first column and nameless ones get none."""
    assert headed(TABLE) == TABLE.replace(
        '<td style="text-align: right;">2', '<td data-head="&quot;holds&quot;" style="text-align: right;">2'
    )


def test_each_table_has_its_own_heads() -> None:
    """Two tables of a page do not lend each other their heads, and rows longer than the heads stay."""
    one, two = (
        f"<table><tr><th>k</th><th>{name}</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>" for name in "AB"
    )

    assert re.findall('data-head="(.)"', headed(f"{one}<p>between</p>{two}")) == ["A", "B"]


def test_what_is_no_table_of_markdown_stays() -> None:
    """Tables of other makers, which carry a class, and all else are not touched."""
    html = '<p>td</p><table class="highlighttable"><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>'

    assert on_page_content(html, page=None) == html
