"""`work/actors.csv`: the names that rules joined, one actor a row, in the shape of a project's `actors.csv`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from annotate.files import replacing
from annotate.inert import guarded
from annotate.records import sorted_lines

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
    keyed = (
        ((document, tuple(names), alias), json.dumps([document, list(names), alias, kind, because]))
        for document, names, alias, kind, because in joined
    )
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        file.write("\ufeff")
        writer.writerow(COLUMNS)
        # Sorted on disk: every paper of a large corpus may join names of its own.
        rows = map(json.loads, sorted_lines(keyed, path.parent))
        for (document, names), same in groupby(rows, key=itemgetter(0, 1)):
            aliases: dict[str, tuple[str, str]] = {}
            for _, _, alias, kind, because in same:
                aliases.setdefault(alias, (kind, because))
            why = dict.fromkeys(because for _, because in aliases.values())
            kind = next((kind for kind, _ in aliases.values() if kind), "")
            cells = (BETWEEN.join(names), BETWEEN.join(aliases), kind, document, BETWEEN.join(why))
            writer.writerow([guarded(words) for words in cells])
