"""One module a format; each turns tables into files below a folder.

An exporter is a plain callable (`Exporter`), found by name:

>>> EXPORTERS.names()
('csv', 'dna', 'docx', 'html', 'json', 'markdown', 'parquet', 'xlsx')
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotate.model import Document, Table
from annotate.registry import Registry

EXPORTERS = Registry(
    "exporters",
    {
        "csv": "annotate.exporters.to_csv:write",
        "dna": "annotate.exporters.to_dna:write",
        "docx": "annotate.exporters.to_docx:write",
        "html": "annotate.exporters.to_html:write",
        "json": "annotate.exporters.to_json:write",
        "markdown": "annotate.exporters.to_markdown:write",
        "parquet": "annotate.exporters.to_parquet:write",
        "xlsx": "annotate.exporters.to_xlsx:write",
    },
    {"docx": "docx", "parquet": "parquet"},
)
"""The formats of tables by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person may choose about files.

    Args:
        lang: `zh` or `en`, the language of the tool's own words.
        bom: begin CSV files with a byte order mark, as some spreadsheets need.
        documents: the papers, for a format that hands their whole texts on; none where these must not go out.
    """

    lang: str = "zh"
    bom: bool = False
    documents: Iterable[Document] = ()


class Exporter(Protocol):
    """Write tables into a folder; return the files, each written whole or not at all."""

    def __call__(self, tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
        """Write the tables."""
        ...
