"""What was measured: ratios, growth, `results.json`, and the table of the pages on performance."""

from __future__ import annotations

import importlib.metadata
import json
import math
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import chinese
from benchmarks.chinese import word
from benchmarks.measuring import OURS

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
PAGES = {lang: FOLDER.parent / "docs" / f"performance{end}.md" for lang, end in (("en", ""), ("zh", ".zh"))}
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
PACKAGES = (
    "krippendorff", "label-studio", "label-studio-sdk", "nervaluate", "nltk", "numpy", "openpyxl", "pandas", "spacy",
    "spacy-pkuseg", "typer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case at one scale."""

    stage: str
    name: str
    scale: int
    unit: str
    bound: bool
    seconds: float
    least: float
    most: float
    clock: float
    peak: float
    units: int


def per_unit(row: Row) -> float:
    """Return seconds of the processor for one unit."""
    return row.seconds / max(1, row.units)


def ratios(found: Iterable[Row]) -> dict[str, float]:
    """Return `stage / peer / scale` -> our processor time by the peer's, for the same amount."""
    return {key: _figure(per_unit(own) / per_unit(row)) for key, own, row in _pairs(found) if row.seconds}


def highest(found: Iterable[Row]) -> dict[str, float]:
    """Return as `ratios` what the ratio can be in one turn: ours at its slowest by the peer at its quickest.

    How fast a machine reads its memory beside how fast it runs Python changes from hour to hour with what its
    neighbours do, and with it the ratio of two programs that lean on the one or the other.
    """
    return {
        key: _figure(own.most / max(1, own.units) / (row.least / max(1, row.units)))
        for key, own, row in _pairs(found)
        if row.least
    }


def _pairs(found: Iterable[Row]) -> Iterator[tuple[str, Row, Row]]:
    """Yield `stage / peer / scale`, our row and the peer's."""
    rows = list(found)
    ours = {(row.stage, row.scale): row for row in rows if row.name == OURS}
    for row in rows:
        own = ours.get((row.stage, row.scale))
        if row.name != OURS and own:
            yield f"{row.stage} / {row.name} / {row.scale}", own, row


def _figure(ratio: float) -> float:
    return float(f"{ratio:.3g}")


def growth(found: Iterable[Row], stage: str, name: str) -> float | None:
    """Return the exponent of time by size between the two largest scales."""
    own = sorted((row for row in found if (row.stage, row.name) == (stage, name)), key=lambda row: row.scale)
    if len(own) < 2 or not own[-2].seconds:
        return None
    small, large = own[-2:]
    return math.log(large.seconds / small.seconds) / math.log(large.units / small.units)


def table(found: Sequence[Row], lang: str = "en") -> str:
    """Return what was measured as a table in Markdown."""
    made, scales = ratios(found), sorted({row.scale for row in found})
    colon = {"en": ": ", "zh": "："}[lang]
    heads = [f"{scale}×{colon}{word(head, lang)}" for head in ("µs a unit", "ours to it") for scale in scales]
    first = [word(head, lang) for head in ("stage", "who", "unit")]
    lines = [
        "| " + " | ".join([*first, *heads, word("growth", lang), word("peak, MiB", lang)]) + " |",
        "|---|---|---|" + "--:|" * (2 * len(scales) + 2),
    ]
    for stage, name in dict.fromkeys((row.stage, row.name) for row in found):
        own = {row.scale: row for row in found if (row.stage, row.name) == (stage, name)}
        times = [f"{_rounded(per_unit(own[s]) * 1e6)}" if s in own else "" for s in scales]
        parts = [f"{made[key]:.3g}" if (key := f"{stage} / {name} / {s}") in made else "" for s in scales]
        slope = growth(found, stage, name)
        tail = ["" if slope is None else f"{slope:.2f}", f"{max(row.peak for row in own.values()):.0f}"]
        named = _named(next(iter(own.values())), lang)
        lines.append("| " + " | ".join([*named, *times, *parts, *tail]) + " |")
    return "\n".join(lines)


def _named(row: Row, lang: str) -> list[str]:
    """Return stage, who and unit as the table shows them."""
    who = word(row.name, lang)
    bound = {"en": " (bound)", "zh": f"（{word('bound', lang)}）"}[lang] if row.bound else ""
    return [word(row.stage, lang), f"**{who}**" if row.name == OURS else who + bound, word(row.unit, lang)]


def _rounded(value: float) -> str:
    """Return three figures, without an exponent."""
    return f"{float(f'{value:.3g}'):,.10g}"


def write_pages(found: Sequence[Row], corpus: str) -> None:
    """Put the table between its marks in the pages on performance."""
    for lang, page in PAGES.items():
        head, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        tail = rest.partition(END)[2]
        body = f"{chinese.corpus(corpus, lang)}\n\n{table(found, lang)}"
        page.write_text(f"{head}{BEGIN}\n\n{body}\n\n{END}{tail}", encoding="utf-8")


def merged(before: Iterable[Row], found: Sequence[Row], stages: Sequence[str]) -> list[Row]:
    """Return what stands after a run: a stage at a scale is replaced whole, so that all its ratios are of one run.

    Args:
        before: what stood.
        found: what this run measured.
        stages: all there are, in the order of the table.
    """
    anew = {(row.stage, row.scale) for row in found}
    whole = [row for row in before if (row.stage, row.scale) not in anew and row.stage in stages]
    return sorted([*whole, *found], key=lambda row: (stages.index(row.stage), row.name != OURS, row.scale))


def write(found: Sequence[Row], corpus: str, stages: Sequence[str]) -> None:
    """Write the results and their table; what was measured before of other stages and scales stays."""
    before: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    kept = [Row(**row) for row in before["rows"]] if before.get("corpus") == corpus else []
    whole = merged(kept, found, stages)
    body = {
        "corpus": corpus,
        "on": machine(),
        "rows": [asdict(row) for row in whole],
        "ratios": ratios(whole),
        "highest": highest(whole),
    }
    RESULTS.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_pages(whole, corpus)


def machine() -> dict[str, Any]:
    """Return what the last run was made on: kind of processor, cores, versions; no name, no date."""
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": packages,
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
