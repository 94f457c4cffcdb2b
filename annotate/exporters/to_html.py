"""HTML: one offline page a table, which asks nothing of the network and runs only its own script.

The page is whole without its script: the table, and beneath it every entry's
passage, reasons and versions, to which the table's entries link. The script
adds filters, search, the panel, the other language. A content security policy
names each script by its hash, so that nothing in people's text can ever run.

A long table's script stands behind the library that sorts, searches and groups
its rows (`library`), in one program that the page keeps squeezed: as text it
would be the larger part of the page, and the library's own strings hold marks
that end or open a script for a reader of HTML.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from annotate import __version__
from annotate.exporters import Options
from annotate.exporters.citing import references
from annotate.exporters.library import library
from annotate.exporters.limits import refuse_too_large, size
from annotate.exporters.maps import maps
from annotate.exporters.packing import pressed
from annotate.exporters.view import View, text_language
from annotate.exporters.words import WORDS, say
from annotate.files import replacing
from annotate.inert import encodable, shown
from annotate.model import Table

if TYPE_CHECKING:
    from jinja2 import Environment

# Runs before the body is read: a browser then never lays out the details, of which there may be thousands.
EARLY = 'document.documentElement.classList.add("js")'
HERE = Path(__file__).parent
MATRIX = ("words.js", "search.js", "store.js", "filters.js", "panel.js", "page.js")
LONG = ("words.js", "search.js", "rows.js", "panes.js", "table.js", "page.js")
STYLES = {
    "matrix": ("base.css", "matrix.css", "panel.css", "maps.css", "narrow.css", "print.css"),
    "long": ("base.css", "long.css"),
}


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.html for each table.

    Raises:
        InputError, ProblemsError: a table is larger than a browser shows.
    """
    refuse_too_large([("html", map(size, tables))])
    # The page of a matrix goes to and fro in its rows; a list's are gone through.
    tables = [table.held() if table.kind == "matrix" else table for table in tables]
    written = []
    for table in tables:
        path = folder / f"{table.id}.html"
        with replacing(path) as file:
            file.write(page(table, options.lang, _beside(table, tables)))
        written.append(path)
    return written


def page(table: Table, lang: str, beside: str = "") -> str:
    """Return a table's page.

    Args:
        table: the table.
        lang: the language in which the page opens.
        beside: the page on which what this one names can be looked up by its reference, if there is one.
    """
    long = table.kind == "long"
    script = _joined(("starter.js",) if long else MATRIX)
    program, named = _program() if long else ("", "")
    allowed = " ".join(f"'sha256-{name}'" for name in (_digest(EARLY), _digest(script), named) if name)
    template = _environment().get_template(f"{table.kind}.html")
    return template.render(
        table=table,
        view=View(table, lang),
        references={} if long else {code: references(table, code) for code in ("zh", "en")},
        argument_maps=maps(table) if "reasons" in table.contents else [],
        lang=lang,
        words=WORDS[lang],
        other=WORDS["en" if lang == "zh" else "zh"],
        say=say,
        style=_joined(STYLES[table.kind]),
        early=EARLY,
        script=script,
        program=program,
        library=library() if long else None,
        beside=beside,
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        version=__version__,
    )


def _beside(table: Table, tables: Sequence[Table]) -> str:
    """Return the page on which whatever a table names can be looked up; empty if none of these holds it all.

    A long table's references are opened in a matrix; a matrix' entries are found
    again in a long table that has a row for each.
    """
    named = set(_references(table))
    for other in tables:
        held = _references(other)
        if other.kind != table.kind and named and named <= set(held) and len(held) == len(set(held)):
            return f"{other.id}.html"
    return ""


def _references(table: Table) -> list[str]:
    """Return the references that stand in a table, once for each row of a long one."""
    if table.kind == "matrix":
        return list(table.entries())
    column = next((n for n, own in enumerate(table.columns) if own.id == "reference"), None)
    return [] if column is None else [words[column] for words in table.said("zh") if words[column]]


@cache
def _program() -> tuple[str, str]:
    """Return what runs in every long page, squeezed, and the hash by which its policy names it."""
    whole = library().with_script(_joined(LONG))
    return pressed(whole), _digest(whole)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _joined(names: Sequence[str]) -> str:
    return "".join((HERE / "static" / name).read_text(encoding="utf-8") for name in names)


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # All that is printed passes here first, so that no direction mark or control acts.
        finalize=lambda value: shown(value) if type(value) is str else value,
    )
    environment.filters |= {"lang_of": text_language, "encodable": encodable}
    return environment
