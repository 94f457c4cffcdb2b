"""What the code says to people, read from its syntax tree.

What stands in the place of a message (`InputError(where, HERE)`, `say(HERE)`,
`Issue(message=HERE)`), its f-strings as they are written, through conditions,
sums and names that are assigned in the same function or are the module's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

# Callable -> positions and names of the arguments that people read; the letter of its code, if it is an error.
SPOKEN: Mapping[str, tuple[tuple[int | str, ...], str]] = {
    "InputError": ((1, 2, "what", "todo"), "I"),
    "NotFoundError": ((1, 2, "what", "todo"), "N"),
    "MissingExtraError": ((1, "what"), "M"),
    "ServerError": ((1, 2, "what", "todo"), "S"),
    "AnnotateError": ((1, 2, "what", "todo"), "A"),
    "Issue": (("message", "found"), ""),
    "issue": ((2,), ""),
    "_set_aside": ((2,), ""),
    "read_record": ((3, "todo"), ""),
    "Finding": ((1, 2, 3, "title", "text", "todo", "message", "what"), ""),
    "Figure": (("reason",), ""),
    "Dispute": (("detail",), ""),
    "make_dispute": (("detail",), ""),
    "say": ((0, "text"), ""),
    "notice": ((0,), ""),
    "progress": ((1, "what"), ""),
    "tick": ((0,), ""),
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
    "annotate/agreement/metric.py": ("NO_PASSAGE", "NOTHING_MARKED"),
    "annotate/cli/explained.py": ("LINES",),
    "annotate/cli/status.py": ("START", "_to_people"),
    "annotate/errors.py": ("nearest", "_installing"),
    "annotate/ingest/telling.py": ("summary",),
    "annotate/labelstudio/answers.py": ("COUNTED",),
    "annotate/labelstudio/connection.py": ("find_token",),
    "annotate/labelstudio/tokens.py": ("advice",),
    "annotate/segmenters/model.py": ("LICENCE",),
    "annotate/tables/meaning/__init__.py": ("WEAKNESS",),
}

_CODE = re.compile(r"[EW]\d{3}")
_MESSAGE = 2  # the place of the message where a code, what it is about and a message are handed over


def spoken(tree: ast.AST, passed: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield message, letter for every call in whose arguments people are spoken to, but those that are passed over."""
    for scope, names in _scopes(tree):
        for node in _own(scope):
            if isinstance(node, ast.Call) and (read := SPOKEN.get(_called(node))) and _called(node) not in passed:
                yield from _arguments(node, *read, names)


def composed(tree: ast.AST, names: Iterable[str]) -> Iterator[str]:
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
    """Yield code, message for every finding that is made, or handed to a function, with both in one place."""
    for scope, names in _scopes(tree):
        for node in _own(scope):
            if isinstance(node, ast.Call) and (made := _finding(node)):
                near = {name: _nearest(values, node) for name, values in names.items()}
                yield from _paired(*made, near)


def _finding(node: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """Return code and message of a call that makes a finding: `Issue`, or what takes the code as its first argument."""
    given: dict[str | None, ast.expr] = {keyword.arg: keyword.value for keyword in node.keywords}
    if _called(node) == "Issue":
        return (given["code"], given["message"]) if {"code", "message"} <= given.keys() else None
    if len(node.args) > _MESSAGE and any(_CODE.fullmatch(text) for text in _texts(node.args[0], {})):
        return node.args[0], node.args[_MESSAGE]
    return None


def _nearest(values: list[ast.expr], call: ast.Call) -> list[ast.expr]:
    """Return the last value that a name was given above a call, all where there is none."""
    above = [value for value in values if value.lineno <= call.lineno]
    return [max(above, key=lambda value: value.lineno)] if above else values


def _paired(code: ast.expr, message: ast.expr, names: Mapping[str, list[ast.expr]]) -> Iterator[tuple[str, str]]:
    """Yield code, whole message; two conditions on the same thing are read side by side."""
    said = names[message.id][0] if isinstance(message, ast.Name) and message.id in names else message
    if isinstance(code, ast.IfExp) and isinstance(said, ast.IfExp) and ast.dump(code.test) == ast.dump(said.test):
        yield from _paired(code.body, said.body, names)
        yield from _paired(code.orelse, said.orelse, names)
        return
    built = [part for part in ast.walk(said) if isinstance(part, ast.JoinedStr | ast.BinOp)]
    within = {text for part in built for text in _parts(part, names, depth=2)}
    for one in _texts(code, names):
        yield from ((one, text) for text in _texts(message, names) if text not in within)


def _scopes(tree: ast.AST) -> Iterator[tuple[ast.AST, dict[str, list[ast.expr]]]]:
    """Yield the module and each function, with what is assigned to the names that it knows."""
    everywhere = _assigned(tree)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef | ast.Module):
            yield scope, {**everywhere, **_assigned(scope)}


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
