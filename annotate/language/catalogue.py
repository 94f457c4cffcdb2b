"""The catalogue of all that the tool says: found in the code, kept with its translations and codes.

Help comes from the commands themselves; every other message from the code's
syntax tree: what stands in the place of a message (`InputError(where, HERE)`,
`say(HERE)`, `Issue(message=HERE)`), its f-strings as they are written, through
conditions, sums and names that are assigned in the same function.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from annotate.files import replacing
from annotate.language import DOMAIN, EXAMPLE, FOLDER, paragraphs
from annotate.language.keys import FILES, keys

ROOT = FOLDER.parent
# Callable -> positions and names of the arguments that people read; the letter of its code, if it is an error.
SPOKEN: Mapping[str, tuple[tuple[int | str, ...], str]] = {
    "InputError": ((1, 2, "what", "todo"), "I"),
    "NotFoundError": ((1, 2, "what", "todo"), "N"),
    "MissingExtraError": ((1, 2, "what", "todo"), "M"),
    "ServerError": ((1, 2, "what", "todo"), "S"),
    "AnnotateError": ((1, 2, "what", "todo"), "A"),
    "Issue": (("message", "found"), ""),
    "Finding": ((1, 2, 3, "title", "text", "todo", "message", "what"), ""),
    "Figure": (("reason",), ""),
    "Dispute": (("detail",), ""),
    "make_dispute": (("detail",), ""),
    "say": ((0, "text"), ""),
    "notice": ((0,), ""),
    "progress": ((1, "what"), ""),
    "refuse_if_failed": ((1, "what"), ""),
    "confirm": ((0, "text"), ""),
    "secho": ((0,), ""),
    "sub_app": ((0,), ""),
    "translate": ((0,), ""),
    "Stage": ((0, 1, 3), ""),
    "_made": ((0, 2, 3), ""),
}
# File -> functions and constants in it that hold what another part says to people.
COMPOSED: Mapping[str, tuple[str, ...]] = {
    "annotate/cli/status.py": ("START", "_to_people"),
    "annotate/ingest/telling.py": ("summary",),
    "annotate/labelstudio/answers.py": ("COUNTED",),
    "annotate/labelstudio/tokens.py": ("advice",),
    "annotate/segmenters/model.py": ("LICENCE",),
    "annotate/tables/meaning/__init__.py": ("WEAKNESS",),
}
HEAD = "# 工具对人所说的一切，及其中文译文。 What the tool says to people, and the Chinese of it."
# The words of the command line's library that a reader of our help meets.
BORROWED = (
    "Usage:", "Options", "Arguments", "Commands", "required", "default: {default}", "[OPTIONS]",
    "Show this message and exit.", "Missing command.", "No such command {name!r}.", "Missing argument",
    "Missing option", "Missing parameter", "No such option: {name}", "Try '{command} {option}' for help.",
    "Did you mean {possibility}?", "Got unexpected extra argument ({args})",
    "Example:", "error:", "COMMAND [ARGS]...", "[default: {default}]", "[required]", "[default: {default}; {range}]",
    "No such command {name}. Did you mean {names}?",
    "Invalid value for {param_hint}: {message}", "Invalid value: {message}", "Aborted!", "Options:", "Commands:",
)  # fmt: skip


class Still(Catalog):
    """A catalogue whose head does not change from day to day and from version to version."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Return the head's fields, which can be set in Babel's own."""
        return [
            ("Project-Id-Version", "annotate"),
            ("Language", "zh"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


class Found(dict[str, tuple[str, str]]):
    """Message -> letter of its code, place in the code (the first)."""

    def note(self, text: str, letter: str, place: str) -> None:
        """Keep a message that has words in it."""
        words = "".join(char for char in _without_values(text) if char.isalpha())
        if words and (text not in self or (letter and not self[text][0])):
            self[text] = (letter, place)


def collect() -> Found:
    """Return every message of the code, and the help of every command."""
    found = Found()
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(ROOT.parent).as_posix()
        # The words of tables stand in both languages from the beginning.
        passed = {"say"} if place.startswith("annotate/exporters/") else set()
        for text, letter in _spoken(tree, passed):
            found.note(text, letter, place)
        for text in _composed(tree, COMPOSED.get(place, ())):
            found.note(text, "", place)
    for text, place in _help():
        found.note(text, "", place)
    for text in BORROWED:
        found.note(text, "", "command line")
    for file in FILES:
        for key in keys(file):
            found.note(key.text, "", file)
    return found


def updated(old: Catalog) -> Catalog:
    """Return the catalogue as the code has it now: kept translations and codes, new codes for new errors."""
    found = collect()
    numbers = _numbers(old)
    catalogue = Still(locale="zh", domain=DOMAIN, fuzzy=False, charset="utf-8", header_comment=HEAD)
    for text, (letter, place) in sorted(found.items()):
        before = old.get(text)
        code = next(iter(before.auto_comments), "") if before else ""
        if letter and code[:1] != letter:
            numbers[letter] = numbers.get(letter, 0) + 1
            code = f"{letter}{numbers[letter]:03d}"
        string = before.string if before else ""
        flags = ("no-python-format",) if "%" in text else ()
        catalogue.add(text, string, [(place, 0)], auto_comments=[code] if letter else [], flags=flags)
    return catalogue


def read() -> Catalog:
    """Read the catalogue as it lies in its file; an empty one where there is none yet."""
    path = _path("po")
    if not path.exists():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def written(catalogue: Catalog) -> bytes:
    """Return the bytes of `messages.po`."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False)
    return stream.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of `messages.mo`."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def rewrite() -> list[str]:
    """Write both files anew; return what has no translation yet."""
    catalogue = updated(read())
    for suffix, content in (("po", written(catalogue)), ("mo", compiled(catalogue))):
        with replacing(_path(suffix), "wb") as file:
            file.write(content)
    return [str(entry.id) for entry in catalogue if entry.id and not entry.string]


def _path(suffix: str) -> Path:
    return FOLDER / "zh" / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def _numbers(catalogue: Catalog) -> dict[str, int]:
    """Return letter -> highest number ever given, so that no code is given twice."""
    numbers: dict[str, int] = {}
    for entry in [*catalogue, *catalogue.obsolete.values()]:
        for code in entry.auto_comments[:1]:
            numbers[code[0]] = max(numbers.get(code[0], 0), int(code[1:]))
    return numbers


def _help() -> Iterator[tuple[str, str]]:
    """Yield the help of every command and option, as the commands hold it."""
    import typer

    from annotate.cli.main import TITLES, app

    for title in TITLES.values():
        yield title, "annotate --help"
    waiting: list[tuple[Any, str]] = [(typer.main.get_command(app), "annotate")]
    while waiting:
        command, name = waiting.pop()
        for text in [command.help, *(getattr(one, "help", None) for one in command.params)]:
            for paragraph in paragraphs(text or ""):
                if not paragraph.startswith(EXAMPLE):
                    yield paragraph, f"{name} --help"
        commands = getattr(command, "commands", {})
        waiting += [(commands[sub], f"{name} {sub}") for sub in commands]


def _spoken(tree: ast.AST, passed: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield message, letter for every call in whose arguments people are spoken to, but those that are passed over."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        names = _assigned(scope)
        for node in _own(scope):
            if isinstance(node, ast.Call) and (spoken := SPOKEN.get(_called(node))) and _called(node) not in passed:
                yield from _arguments(node, *spoken, names)


def _composed(tree: ast.AST, names: Iterable[str]) -> Iterator[str]:
    """Yield what functions return or yield, and what constants hold."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            assigned = _assigned(node)
            for own in _own(node):
                value = own.value if isinstance(own, ast.Return | ast.Yield) else None
                for one in value.elts if isinstance(value, ast.Tuple) else [value]:
                    yield from _texts(one, assigned) if one else ()
        target = node.target if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [None])[0]
        if isinstance(target, ast.Name) and target.id in names:
            held = node.value  # type: ignore[attr-defined]
            for one in getattr(held, "values", None) or getattr(held, "elts", None) or [held]:
                yield from _texts(one, {})


def issues(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield code, message for every finding that is made with both in one place."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef | ast.Module):
            continue
        names = _assigned(scope)
        for node in _own(scope):
            if isinstance(node, ast.Call) and _called(node) == "Issue":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                if not {"code", "message"} <= given.keys():
                    continue
                for code in _texts(given["code"], names):
                    yield from ((code, text) for text in _texts(given["message"], names))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Walk a scope without the functions in it, which are scopes of their own."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef):
            waiting += ast.iter_child_nodes(node)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _arguments(
    node: ast.Call, which: tuple[int | str, ...], letter: str, names: Mapping[str, list[ast.expr]]
) -> Iterator[tuple[str, str]]:
    given = [(position, value) for position, value in enumerate(node.args) if position in which]
    given += [(keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg in which]  # type: ignore[misc]
    for place, value in given:
        is_what = letter and place in (1, "what")
        for text in _texts(value, names):
            yield text, letter if is_what else ""


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """Return name -> what is assigned to it in a scope."""
    names: dict[str, list[ast.expr]] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, []).append(node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            for target, value in zip(getattr(node.targets[0], "elts", ()), node.value.elts, strict=False):
                names.setdefault(getattr(target, "id", ""), []).append(value)
    return names


def _texts(node: ast.expr, names: Mapping[str, list[ast.expr]], depth: int = 2) -> Iterable[str]:
    """Yield the messages that an expression may be."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, names, depth), *_texts(node.orelse, names, depth)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _texts(value, names, depth)]
    if isinstance(node, ast.Name) and depth:
        return [text for value in names.get(node.id, ()) for text in _texts(value, names, depth - 1)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr | ast.BinOp) and (text := _template(node)) is not None:
        return [text, *_parts(node, names, depth)]
    return []


def _parts(node: ast.expr, names: Mapping[str, list[ast.expr]], depth: int) -> Iterator[str]:
    """Yield what may be said in the places of values: `{'a' if one else 'b'}`, `{name}` where it is assigned."""
    for value in ast.walk(node):
        if (
            isinstance(value, ast.FormattedValue)
            and isinstance(value.value, ast.IfExp | ast.BoolOp | ast.Name)
            and depth
        ):
            for text in _texts(value.value, names, depth - 1):
                if " " in text.strip():
                    yield text


def _template(node: ast.expr) -> str | None:
    """Return an f-string or a sum of strings as it is written, values in braces."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _template(node.left), _template(node.right)
        return left + right if left is not None and right is not None else None
    return f"{{{ast.unparse(node)}}}"


def _without_values(text: str) -> str:
    from annotate.language import _VALUE

    return _VALUE.sub("", text)
