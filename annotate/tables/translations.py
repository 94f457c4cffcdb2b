"""`translations.csv`: each quotation's words in the other language, which people fill in."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import IO

from annotate.edited import edited_rows
from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.inert import guarded
from annotate.tables.papers import consensus_of
from annotate.tables.study import Study

COLUMNS = ("reference", "translation", "quotation")
NEEDED = COLUMNS[:2]


def write_translations(out: IO[str], study: Study, label: str) -> None:
    """Write the file with no translation yet: each quotation with room for it in the other language.

    The third column is for the translator's eyes; what stands in it is not read back.
    """
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document, consensus in consensus_of(study):
        names = study.references.names(document.id, label)
        spans = sorted((s for s in consensus.spans if s.label == label), key=lambda s: (s.extent, s.id))
        for span in spans:
            writer.writerow((guarded(names[span.id]), "", guarded(document.quote(span.extent))))


def load_translations(path: Path) -> dict[str, str]:
    """Return reference -> translation, of the lines that are filled in; a study may have no such file.

    Raises:
        InputError, ProblemsError: the file cannot be read, or gives two translations of one quotation.
    """
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    problems: list[AnnotateError] = []
    for line, row in edited_rows(path, NEEDED, COLUMNS):
        reference, words = (row[name].strip() for name in NEEDED)
        if not words:
            continue
        if not reference:
            problems.append(InputError(f"{path}:{line}", "a translation without a reference", "Say of which."))
        elif found.setdefault(reference, words) != words:
            problems.append(InputError(f"{path}:{line}", f"{reference} is translated twice", "Keep one of the two."))
    raise_problems(problems)
    return found
