"""What an export was made from: hashes of everything that could have changed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.files import as_json, sha256

if TYPE_CHECKING:
    from annotate.store import Project

PAPERS = '\n "papers": []'
"""Where the list of papers stands in the manifest's first level."""
EDITED = ("annotate.yaml", "themes.yaml", "actors.csv", "translations.csv", "decisions.jsonl", "papers/metadata.csv")


def edited(root: Path) -> Iterator[Path]:
    """Yield the files of a study that people edit and its tables follow, there or not."""
    yield from (root / name for name in EDITED)
    for folder in ("exports", "schemas"):
        yield from sorted((root / folder).rglob("*.yaml"))


def manifest(
    written: Sequence[Path],
    *,
    export: Path | None,
    project: Project | None,
    profiles: Sequence[str],
    with_seeds: bool,
    folder: Path,
    max_quote: int = 0,
    asked: Mapping[str, bool] | None = None,
) -> Iterator[str]:
    """Yield the manifest as JSON, piece by piece: no time, no path of this machine, the same for the same inputs."""
    from annotate import __version__

    root = project.root if project else None
    body: dict[str, Any] = {
        "format": "manifest/1",
        "annotate": __version__,
        "with_seeds": with_seeds,
        **({"max_quote": max_quote} if max_quote else {}),
        **{name: True for name, given in (asked or {}).items() if given},
        "schema": _named("schemas", [project.config.schema if project else "policy-argument"], root),
        "profiles": _named("exports", profiles, root),
    }
    if export:
        body["export"] = {export.name: sha256(export)}
    if project:
        body |= _of_project(project, with_seeds=with_seeds, bare=export is not None)
    body["files"] = {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(written)}
    before, papers, after = (as_json(body, indent=1) + "\n").partition(PAPERS)
    yield before
    if project and papers:
        yield from _papers(project)
        yield after


def _papers(project: Project) -> Iterator[str]:
    """Yield the list of papers, which may be long, as it stands in the manifest."""
    from annotate.model import Document

    start = None
    for d in project.read(Document):
        start = PAPERS.removesuffix("]") if start is None else ","
        paper = {"document": d.id, "paper": d.source.path, "sha256": d.source.sha256}
        yield start + "\n  " + as_json(paper, indent=1).replace("\n", "\n  ")
    yield PAPERS if start is None else "\n ]"


def _of_project(project: Project, *, with_seeds: bool, bare: bool) -> dict[str, Any]:
    from annotate.model import Annotation, Consensus, Document, Prediction

    own = [project.root / name for name in EDITED]
    body: dict[str, Any] = {"edited": _hashes(own, project.root)}
    if bare:
        return body
    body["papers"] = []
    kinds: list[type] = [Document, Annotation, Consensus, *([Prediction] if with_seeds else [])]
    body["work"] = _hashes([project.path(kind) for kind in kinds], project.work)
    return body


def _named(kind: str, names: Iterable[str], root: Path | None) -> dict[str, str]:
    from annotate.errors import NotFoundError
    from annotate.loading import find

    hashes = {}
    for name in names:
        try:
            hashes[name] = sha256(find(kind, name, root))
        except NotFoundError:  # a profile that was given by its path has another id than its name
            hashes[name] = ""
    return hashes


def _hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): sha256(path) for path in paths if path.is_file()}
