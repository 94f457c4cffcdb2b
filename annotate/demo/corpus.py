"""Where the demo corpus lies, and how it becomes a study that one may change."""

from __future__ import annotations

from pathlib import Path

from annotate.demo.work import FOLDER
from annotate.errors import InputError
from annotate.files import replacing


def corpus() -> Path:
    """Return the folder of the corpus: inside the wheel, else in the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_data" / "demo"
    return inside if inside.is_dir() else package.parent / "examples" / "demo"


def copy_to(folder: Path) -> tuple[str, ...]:
    """Copy what is not there yet; return the names of files that were left as they are.

    A study that was made before keeps what its owner changed in it.

    Raises:
        InputError: the folder holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "is a file", "Choose another name.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / FOLDER).is_dir():
        raise InputError(str(folder), "is not empty and no demo study", "Choose another folder: annotate demo DIR")
    kept = []
    source = corpus()
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        target = folder / name
        if not path.is_file():
            continue
        if not target.exists():
            with replacing(target, "wb") as file:
                file.write(path.read_bytes())
        elif target.read_bytes() != path.read_bytes():
            kept.append(name.as_posix())
    return tuple(kept)
