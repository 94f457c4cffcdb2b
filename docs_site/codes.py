"""The page of codes: errors from the catalogue of messages, findings from the code that makes them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import annotate
from annotate.language import translate
from annotate.language.catalogue import read
from annotate.language.sources import issues
from docs_site.marking import table

ROOT = Path(annotate.__file__).parent
# A value in a message: a name that may be shown, the last of a dotted one, or an expression that only Python reads.
_VALUE = re.compile(r"\{(?:(?:\w+\.)*(?P<name>[a-z_]\w*)|(?P<count>len\([^{}]*)|[^{}]*)\}")


def codes(words: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield from (f"# {words['codes']}", "", f"## {words['errors']}", "", words["codes_head"], "")
    # What stands in brackets is the end of a message, not one.
    entries = [entry for entry in read() if entry.auto_comments and not str(entry.id).strip().startswith("(")]
    rows = [
        (f"`{entry.auto_comments[0]}`", shown(translate(str(entry.id))), f"`{entry.locations[0][0]}`")
        for entry in sorted(entries, key=lambda entry: entry.auto_comments[0])
    ]
    heads = (words["code"], words["message"], words["where"])
    yield from table(heads, rows)
    yield from (f"## {words['issues']}", "", words["issues_head"], "")
    rows = [
        (f"`{code}`", words["or"].join(shown(translate(one)) for one in said), f"`{where}`")
        for code, said, where in findings()
    ]
    yield from table(heads, rows)


@cache
def findings() -> list[tuple[str, list[str], str]]:
    """Return code, messages and place of every finding in the code."""
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for code, message in issues(ast.parse(path.read_text(encoding="utf-8"))):
            said = found.setdefault((code, path.relative_to(ROOT.parent).as_posix()), [])
            if message not in said:
                said.append(message)
    return sorted((code, sorted(said), where) for (code, where), said in found.items())


def shown(message: str) -> str:
    """Return a message with its values as people may read them.

    >>> shown("{profile.kind} has {len(rows)} rows, {error or 'none'} read")
    '{kind} has {n} rows, {…} read'
    """
    return _VALUE.sub(
        lambda found: f"{{{(found['name'] or '').strip('_') or ('n' if found['count'] else '…')}}}", message
    )
