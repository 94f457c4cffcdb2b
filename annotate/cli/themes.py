"""`annotate themes`: suggest groups of recommendations by meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import ProjectOption, data, open_project, say

if TYPE_CHECKING:
    from annotate.model import Entry
    from annotate.store import Project
    from annotate.tables.meaning import Vectors
    from annotate.tables.meaning.grouping import Item
    from annotate.tables.meaning.themes_file import Suggestion

FILE = "themes.yaml"
LABEL = "policy_recommendation"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("themes")(themes)


def themes(
    method: Annotated[str, typer.Option(help="ngrams, or e5 or use of the extra `vectors`.")] = "ngrams",
    groups: Annotated[int, typer.Option(min=0, help="How many groups. Default: the root of the number.")] = 0,
    label: Annotated[str, typer.Option(help="The label whose spans are grouped.")] = LABEL,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the groups and write nothing.")] = False,
    project: ProjectOption = None,
) -> None:
    """Suggest groups of recommendations that have no theme yet, at the end of themes.yaml.

    Example: annotate themes --dry-run
    """
    from annotate.cli.labels import refuse_unknown
    from annotate.language import translate
    from annotate.tables.meaning import VECTORS, WEAKNESS

    root = open_project(project)
    refuse_unknown([label], [one.id for one in root.schema().labels])
    vectors = VECTORS.load(method)
    quotations, items = _ungrouped(root, label, dry_run=dry_run)
    if not items:
        say("every recommendation has a theme: nothing to group")
        return
    suggestions = _suggest(items, vectors, groups)
    say(f"{method}: {translate(WEAKNESS.get(method, 'a method of another package'))}")
    say("Such groups are a first sort, often wrong: compare every one with its quotations.", warn=True)
    _show(suggestions, quotations)
    if not dry_run:
        _write(root, suggestions, method)
        say(f"→ {root.root / FILE}: {len(suggestions)} groups of {len(items)} recommendations; edit, then export")


def _ungrouped(root: Project, label: str, *, dry_run: bool) -> tuple[Mapping[str, str], list[Item]]:
    """Return the quotations, and what has no theme from the scholar, nor one that annotators chose."""
    from annotate.cli.gathering import REFERENCES, gather
    from annotate.tables.build import refer
    from annotate.tables.entries import make_entries
    from annotate.tables.references import save_references

    study = refer(gather(root, with_seeds=False), label)
    if not dry_run:  # members are named by their references, which must not change afterwards
        save_references(root.work / REFERENCES, study.references)
    entries = [entry for own in make_entries(study, label).values() for entry in own]
    loose = [entry for entry in entries if not entry.themes]
    return {entry.reference: entry.quotation for entry in loose}, [_item(entry) for entry in loose]


def _item(entry: Entry) -> Item:
    from annotate.tables.meaning.grouping import Item
    from annotate.tables.readings import votes

    low = entry.context_start
    return Item(
        reference=entry.reference,
        quotation=entry.quotation,
        sentence=entry.context[entry.sentence.start - low : entry.sentence.end - low],
        paper=entry.document,
        paragraph=entry.context,
        words=tuple(votes(entry.readings, "theme_note")),
    )


def _suggest(items: Sequence[Item], vectors: Vectors, groups: int) -> list[Suggestion]:
    from annotate.tables.meaning.grouping import group
    from annotate.tables.meaning.naming import name
    from annotate.tables.meaning.themes_file import Suggestion

    suggestions = []
    for own in group(items, vectors, groups):
        members = tuple(item.reference for item in own)
        taken = set(members)
        others = [item for item in items if item.reference not in taken]
        suggestions.append(Suggestion(name(own, others), members))
    return suggestions


def _show(suggestions: Sequence[Suggestion], quotations: Mapping[str, str]) -> None:
    from annotate.inert import shown

    for suggestion in suggestions:
        data(f"{shown(suggestion.name)} ({len(suggestion.members)})")
        for reference in suggestion.members:
            data(f"  {shown(reference)}　{shown(' '.join(quotations[reference].split()))}")


def _write(root: Project, suggestions: Sequence[Suggestion], method: str) -> None:
    from annotate.tables.meaning.themes_file import extended

    path = root.root / FILE
    before = path.read_bytes().decode() if path.exists() else ""
    _check_and_write(root, extended(before, root.codebook(), suggestions, method), suggestions)


def _check_and_write(root: Project, text: str, suggestions: Sequence[Suggestion]) -> None:
    """Write only what reads back as the old themes with the new ones after them."""
    import tempfile
    from pathlib import Path

    from annotate.codebook import load_codebook
    from annotate.errors import AnnotateError, InputError
    from annotate.files import replacing

    old = root.codebook().themes
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / FILE
        trial.write_bytes(text.encode())
        try:
            new = load_codebook(trial).themes
        except AnnotateError:
            new = ()
    if new[: len(old)] != old or len(new) != len(old) + len(suggestions):
        what = "is written so that nothing can be added at its end"
        raise InputError(FILE, what, "Write `themes:` last, one theme below the other; --dry-run shows the groups.")
    with replacing(root.root / FILE, "wb") as file:
        file.write(text.encode())
