"""JSON: the table itself, with its format version; the form that holds everything."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from annotate.exporters import Options
from annotate.exporters.inert import ACTING
from annotate.files import FORMATS, adapter, replacing
from annotate.model import Table


def write(tables: Sequence[Table], folder: Path, options: Options) -> list[Path]:
    """Write NAME.json for each table."""
    del options  # the data hold both languages
    written = []
    for table in tables:
        path = folder / f"{table.id}.json"
        with replacing(path) as file:
            file.write(dumped(table))
        written.append(path)
    return written


def dumped(table: Table) -> str:
    """Return a table as JSON; characters that would act on a terminal are escaped, not changed."""
    body = {"format": FORMATS[Table], **adapter(Table).dump_python(table, mode="json")}
    text = json.dumps(body, ensure_ascii=False, indent=1)
    # What acts and is not escaped yet stands inside strings only: the layout needs line feeds and spaces.
    return ACTING.sub(_escape, text) + "\n"


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"
