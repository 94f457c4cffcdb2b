"""Find and read the YAML that holds the knowledge: schemas, seed packs, export profiles.

A user's folder comes before the shipped one of the same name. Every file is
read with the safe loader into dataclasses; an unknown key, a doubled key or a
value of the wrong type is refused, all of a file's problems at once, each with
its line:

    schemas/stance.yaml:12 labels.1.hotkey: Input should be a valid string (found 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotate.errors import AnnotateError, InputError, NotFoundError, nearest, raise_problems, visible
from annotate.files import adapter

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")

KINDS = ("schemas", "seeds", "exports")


def shipped(kind: str) -> Path:
    """Return the folder of shipped files: inside the wheel, else in the checkout."""
    package = Path(__file__).parent
    inside = package / "_data" / kind
    return inside if inside.is_dir() else package.parent / kind


def folders(kind: str, project: Path | None = None) -> tuple[Path, ...]:
    """Return where files of a kind are looked for, the user's folder first."""
    own = (project / kind,) if project else ()
    return (*own, shipped(kind))


def available(kind: str, project: Path | None = None) -> dict[str, Path]:
    """Return name -> file of all YAML files of a kind; names are paths without suffix."""
    found: dict[str, Path] = {}
    for folder in folders(kind, project):
        for path in sorted(folder.rglob("*.yaml")):
            found.setdefault(path.relative_to(folder).with_suffix("").as_posix(), path)
    return dict(sorted(found.items()))


def find(kind: str, name: str, project: Path | None = None) -> Path:
    """Return the file of that name, or the file itself if a path is given.

    Raises:
        NotFoundError: no such file; the message lists what there is.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if path.is_file():
            return path
        raise NotFoundError(visible(name), "the file is not there", "Give an existing file or a name without .yaml.")
    known = available(kind, project)
    if name not in known:
        raise NotFoundError(kind, f"{visible(name)!r} is not there", nearest(name, known))
    return known[name]


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read a YAML file into a dataclass (or any type pydantic can check).

    Raises:
        InputError, ProblemsError: with a line and a key for each problem.
    """
    node, data = _parse(path)
    return _validate(data, kind, str(path), node)


def _parse(path: Path) -> tuple[yaml.Node | None, Any]:
    import yaml

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFoundError(str(path), "the file is not there") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start})", "Save it as UTF-8.") from None
    try:
        loader, node = _compose(text)
        raise_problems(list(_key_problems(node, str(path), set())))
        return node, loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
        raise InputError(where, f"is not YAML: {what}", "Mind indentation, quotes and colons.") from None
    except AnnotateError:
        raise
    except ValueError as error:  # such as the date 2023-02-31, which YAML resolves without quotes
        raise InputError(str(path), f"holds a value that YAML cannot read: {error}", "Put it in quotes.") from None
    except RecursionError:
        raise InputError(str(path), "is nested too deeply") from None


def _compose(text: str) -> tuple[Any, yaml.Node | None]:
    """Return a loader and the tree it made, by libyaml where PyYAML was built with it.

    What it refuses is read again in Python, whose messages do not depend on how PyYAML was built.
    """
    import yaml

    for kind in _loaders():
        try:
            loader = kind(text)
            return loader, loader.get_single_node()
        except yaml.YAMLError:
            continue
    loader = yaml.SafeLoader(text)
    return loader, loader.get_single_node()


@cache
def _loaders() -> tuple[Any, ...]:
    """Return the quick loader: libyaml's events, put together in Python, where too deep a tree is an error."""
    import yaml
    from yaml.composer import Composer
    from yaml.constructor import SafeConstructor
    from yaml.resolver import Resolver

    if not yaml.__with_libyaml__:
        return ()
    from yaml.cyaml import CParser  # type: ignore[attr-defined] # it is there, though not exported

    class Quick(Composer, CParser, SafeConstructor, Resolver):
        def __init__(self, text: str) -> None:
            CParser.__init__(self, text)
            Composer.__init__(self)
            SafeConstructor.__init__(self)
            Resolver.__init__(self)

    return (Quick,)


def _key_problems(node: yaml.Node | None, where: str, visited: set[int]) -> Iterable[AnnotateError]:
    """Yield keys that stand twice or are no plain words; an anchor's node is visited once."""
    import yaml

    if node is None or id(node) in visited:
        return
    visited.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            at = f"{where}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                yield InputError(at, "a key is not a plain word", "Mind braces and question marks.")
                continue
            if key.value in seen:
                yield InputError(at, f"the key {key.value!r} stands twice", "Remove one of the two.")
            seen.add(key.value)
            yield from _key_problems(value, where, visited)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _key_problems(value, where, visited)


def _validate(data: object, kind: type[T], where: str, node: yaml.Node | None) -> T:
    from pydantic import ValidationError

    if data is None:
        raise InputError(where, "the file is empty", "Fill it, or copy a shipped one.")
    try:
        return adapter(kind).validate_python(data)
    except ValidationError as error:
        raise_problems([_problem(item, where, node) for item in error.errors(include_url=False)])
        raise


def _problem(item: Mapping[str, Any], where: str, node: yaml.Node | None) -> AnnotateError:
    place = [part for part in item["loc"] if not str(part).startswith(("function-", "tagged-"))]
    line = _line(node, place)
    at = f"{where}:{line}" if line else where
    key = ".".join(map(str, place))
    if item["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        return InputError(f"{at} {key}", "is not a known key", "Check its spelling, or remove it.")
    if item["type"] in {"missing", "missing_argument"}:
        return InputError(f"{at} {key}", "is missing", "Add it.")
    shown = "" if isinstance(item["input"], dict | list) else f" (found {item['input']!r})"
    return InputError(f"{at} {key}", f"{item['msg']}{shown}")


def _line(node: yaml.Node | None, place: Iterable[Any]) -> int:
    import yaml

    if node is None:
        return 0
    line = node.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
