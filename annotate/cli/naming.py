"""`work/actors.csv`: the names that rules joined, one actor a row, in the shape of a project's `actors.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotate.files import replacing
from annotate.inert import guarded

NAMES = "actors.csv"
COLUMNS = ("name", "aliases", "type", "document", "because")
BETWEEN = "；"


def write_names(path: Path, joined: Iterable[Sequence[Any]]) -> None:
    """Write the names of all papers; what holds everywhere stands first.

    Args:
        path: of the file, replaced as a whole.
        joined: for each alias its document (empty where it holds everywhere),
            canonical names, the alias, the type, and why it was joined.
    """
    rows: dict[tuple[str, tuple[str, ...]], dict[str, tuple[str, str]]] = {}
    for document, names, alias, kind, because in joined:
        rows.setdefault((document, tuple(names)), {}).setdefault(alias, (kind, because))
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        file.write("\ufeff")
        writer.writerow(COLUMNS)
        for (document, names), aliases in sorted(rows.items()):
            why = dict.fromkeys(because for _, (_, because) in sorted(aliases.items()))
            kind = next((kind for _, (kind, _) in sorted(aliases.items()) if kind), "")
            cells = (BETWEEN.join(names), BETWEEN.join(sorted(aliases)), kind, document, BETWEEN.join(why))
            writer.writerow([guarded(words) for words in cells])
