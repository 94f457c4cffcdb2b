"""Which files are a project's papers, and how papers from elsewhere get there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.errors import AnnotateError, InputError, NotFoundError, raise_problems
from annotate.ingest.readers import suffixes


class Papers:
    """All papers below a folder, in the order of their paths; looked up anew each time, none of them held.

    Hidden files, README files and metadata files are no papers; neither is what
    a browser saves beside a page (`page_files/`), nor Word's lock files (`~$a.docx`).
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

    def __iter__(self) -> Iterator[Path]:
        """Yield the papers."""
        if not _is_beside_page(self.folder):
            yield from _below(self.folder)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """True if there are any."""
        return next(iter(self), None) is not None


def _below(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        return  # a folder that may not be looked into
    for name, is_folder in found:
        if name.startswith((".", "~$")):
            continue
        path = folder / name
        if path.suffix.lower() in suffixes() and path.stem.upper() != "README":
            yield path
        if is_folder and not _is_beside_page(path):
            yield from _below(path)


def find_papers(folder: Path) -> tuple[Path, ...]:
    """Return all papers below a folder, sorted."""
    return tuple(Papers(folder))


def _is_beside_page(folder: Path) -> bool:
    name = folder.name.removesuffix("_files").removesuffix(".files")
    return name != folder.name and any(folder.with_name(name + suffix).is_file() for suffix in (".html", ".htm"))


def expand(paths: Iterable[Path]) -> list[Path]:
    """Return the paths with patterns (`old/*.pdf`) replaced by what they match.

    A pattern that a shell has not expanded arrives as it is. One that matches
    nothing stays, so that it is told as a file that is not there.
    """
    found: list[Path] = []
    for path in paths:
        top = Path(path.anchor) if path.anchor else Path()
        pattern = path.relative_to(top).as_posix() if path.anchor else path.as_posix()
        is_pattern = any(sign in pattern for sign in "*?[") and not path.exists()
        found.extend((_matching(top, pattern) if is_pattern else []) or [path])
    return found


def _matching(top: Path, pattern: str) -> list[Path]:
    try:
        return sorted(top.glob(pattern))
    except ValueError:  # no pattern after all: a**b
        return []


def copy_in(paths: Iterable[Path], papers: Path) -> list[tuple[Path, Path]]:
    """Copy papers that lie outside `papers` into it; return from where to where.

    A folder's papers are copied with their subfolders. What lies in `papers`
    already stays.

    Raises:
        NotFoundError, InputError, ProblemsError: a path is not there or of no known
            format, or another file of that name is there or to be copied, too.
            Nothing is copied then.
    """
    sources: dict[Path, Path] = {}
    problems: list[AnnotateError] = []
    for path in expand(paths):
        try:
            for source, target in _copies(path, papers):
                other = sources.setdefault(target, source)
                if not _are_equal(source, other):
                    raise InputError(str(source), f"is another file than {other}", "Rename one of the two.")
        except AnnotateError as error:
            problems.append(error)
    raise_problems(problems)
    for target, source in sources.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return [(source, target) for target, source in sources.items()]


def places(paths: Iterable[Path], papers: Path) -> frozenset[str]:
    """Return where papers that are named stand below `papers`, after `copy_in`; a folder names all in it."""
    return frozenset(place.as_posix() for path in expand(paths) for place in _places(path, papers.resolve()))


def _places(path: Path, papers: Path) -> Iterator[Path]:
    if path.is_dir():
        folder = path.resolve()
        top = papers if folder.is_relative_to(papers) else folder
        yield from (source.relative_to(top) for source in Papers(folder))
        return
    # A link among the papers is a paper by its own name, whatever it leads to.
    own = (path.parent.resolve() / path.name, path.resolve())
    yield next((place.relative_to(papers) for place in own if place.is_relative_to(papers)), Path(path.name))


def _copies(path: Path, papers: Path) -> list[tuple[Path, Path]]:
    if not path.exists():
        raise NotFoundError(str(path), "the file is not there", "Check its name and place.")
    if path.resolve().is_relative_to(papers.resolve()):
        return []
    if path.is_dir():
        found = [(source, papers / source.relative_to(path)) for source in find_papers(path)]
    else:
        found = [(path, papers / path.name)]
    return [copy for copy in found if _is_new(*copy)]


def _is_new(source: Path, target: Path) -> bool:
    if source.suffix.lower() not in suffixes():
        what = f"files of the kind {source.suffix or '(no suffix)'} cannot be read"
        raise InputError(str(source), what, f"Convert it to one of: {' '.join(suffixes())}.")
    if not target.exists():
        return True
    if _are_equal(source, target):
        return False
    raise InputError(str(target), f"is another file than {source}", "Rename one of the two.")


def _are_equal(source: Path, other: Path) -> bool:
    """True for one path, and for two files of the same bytes."""
    if source == other:
        return True
    return source.is_file() and other.is_file() and source.read_bytes() == other.read_bytes()
