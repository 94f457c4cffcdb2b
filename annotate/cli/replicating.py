"""Gather what the archive for publication holds: the study's values, its own files, what ships with the tool."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.app import say, settings

if TYPE_CHECKING:
    from annotate.cli.exporting import Order
    from annotate.model import Decision
    from annotate.store import Project
    from annotate.tables.study import Study

OWN = ("themes.yaml", "actors.csv")
FOLDERS = ("schemas", "seeds", "exports")


def replicate(study: Study, order: Order) -> Path:
    """Write the archive, and say what was covered in it."""
    from annotate.exporters.replication import Replication, write_replication
    from annotate.model import Agreement

    root = order.root
    own, shipped = _files(root)
    given = Replication(
        documents=study.documents,
        annotations=study.annotations,
        consensus=study.consensus,
        decisions=_decisions(root) if order.kept else (),
        agreement=root.read_all(Agreement) if root and study.agreement else (),
        letters=letters_of(study),
        choices=frozenset(c.id for label in study.schema.labels for a in label.attributes for c in a.choices),
        references=[(r.name, r.document, r.label, r.extent) for r in study.references.given],
        study=own,
        shipped=shipped,
        about=_about(root),
    )
    say("the archive holds no text of the papers; look into it before you publish it")
    return write_replication(given, order.folder)


def letters_of(study: Study) -> dict[str, str]:
    """Return annotator -> letter; shown names go the same way, wherever they were written."""
    people = study.annotators()
    letters = {a.name: a.letter for a in people if a.name != a.letter} | {a.id: a.letter for a in people}
    others = sorted({a.annotator for a in study.annotations} - set(letters))
    return letters | {name: f"annotator-{number}" for number, name in enumerate(others, len(people) + 1)}


def _decisions(root: Project | None) -> tuple[Decision, ...]:
    from annotate.files import read_edited
    from annotate.model import Decision

    return read_edited(root.root / "decisions.jsonl", Decision) if root else ()


def _files(root: Project | None) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return the study's own files as text, and the shipped files it uses as they are."""
    own = (
        {path.relative_to(root.root).as_posix(): path.read_text(encoding="utf-8-sig") for path in _own(root)}
        if root
        else {}
    )
    used = _packs(root)
    shipped = {name: path.read_bytes() for name, path in used if not root or not path.is_relative_to(root.root)}
    return own, shipped


def _own(root: Project) -> Iterator[Path]:
    yield from (path for name in OWN if (path := root.root / name).is_file())
    for folder in FOLDERS:
        yield from sorted((root.root / folder).rglob("*.yaml"))


def _packs(root: Project | None) -> Iterator[tuple[str, Path]]:
    """Yield the schema, the rules and the profiles that a study uses, with their names in the archive."""
    from annotate.loading import available

    config = settings(root)
    for kind in FOLDERS:
        for name, path in available(kind, root.root if root else None).items():
            wanted = {"schemas": name == config.schema, "seeds": name.split("/")[0] in config.seeds}
            if wanted.get(kind, True):
                yield f"{kind}/{name}.yaml", path


def _about(root: Project | None) -> dict[str, object]:
    """Return what of annotate.yaml decides results; servers and people are left out."""
    if root is None:
        return {}
    config = root.config
    tasks = {"unit": config.tasks.unit, "min_length": config.tasks.min_length, "max_length": config.tasks.max_length}
    return {"schema": config.schema, "seeds": list(config.seeds), "segmenter": config.segmenter, "tasks": tasks}
