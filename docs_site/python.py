"""The pages of the Python interface: a list of all that is public, and a page for each stage.

mkdocstrings fills the English pages from docstrings; the Chinese ones say what each module is for and lead there.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import pairwise

from annotate.language import current
from docs_site.chinese import tell
from docs_site.marking import table

FOLDER = "python"
PAGES: Mapping[str, tuple[str, ...]] = {
    "model": ("annotate.model",),
    "ground": (
        "annotate.offsets", "annotate.schema", "annotate.codebook", "annotate.errors", "annotate.store",
        "annotate.files", "annotate.registry",
    ),
    "ingest": ("annotate.ingest", "annotate.ingest.readers", "annotate.ingest.encoding"),
    "seeding": ("annotate.seeding", "annotate.seeding.kinds", "annotate.segmenters"),
    "labelstudio": ("annotate.labelstudio",),
    "agreement": (
        "annotate.agreement", "annotate.agreement.metric", "annotate.agreement.comparison", "annotate.agreement.coding",
    ),
    "reconcile": ("annotate.reconcile", "annotate.reconcile.methods", "annotate.reconcile.edges"),
    "tables": ("annotate.tables", "annotate.exporters"),
    "exchange": ("annotate.exchange",),
}  # fmt: skip
"""Page -> modules whose names are promised to stay, in the order of the work; below a stage what plug-ins stand on."""
PUBLIC = tuple(module for modules in PAGES.values() for module in modules)


def python(words: Mapping[str, str]) -> Iterator[str]:
    """Yield the page that lists what is public: every module, what it is for, and its names."""
    yield from (f"# {words['python']}", "", words["python_head"], "")
    rows = []
    for page, modules in PAGES.items():
        for name in modules:
            told = " ".join(f"`{one}`" for one in names(name))
            rows.append((name, page, summary(import_module(name)), told))
    lines = table((words["module"], words["means"], words["name"]), [(f"`{name}`", *rest) for name, _, *rest in rows])
    head, rule, *body = lines
    yield from (head, rule)
    for line, (name, page, *_) in zip(body, rows, strict=False):
        yield line.replace(f"`{name}`", f"[`{name}`]({FOLDER}/{page}.md#{name})", 1)
    yield ""


def stage(page: str, words: Mapping[str, str], lang: str) -> Iterator[str]:
    """Yield the page of a stage."""
    yield from (f"# {words[f'python_{page}']}", "")
    english = f"../../../reference/{FOLDER}/{page}.html"
    if lang == "zh":
        yield from (words["python_stage"].replace("{english}", english), "")
    for name in PAGES[page]:
        if lang == "en":
            yield from (f"::: {name}", "")
            continue
        yield from (f"## `{name}` {{ #{name} }}", "", summary(import_module(name)), "")
        links = [f'<a href="{english}#{name}.{one}"><code>{one}</code></a>' for one in names(name)]
        yield from (" ".join(links), "")


def summary(value: object) -> str:
    """Return the first line of a docstring, in the language of the page as far as it is told there."""
    line = (getattr(value, "__doc__", None) or "").strip().partition("\n")[0]
    return tell(line, current())


def names(module: str) -> list[str]:
    """Return the names that a module promises: what it exports, else what it explains."""
    return list(getattr(import_module(module), "__all__", None) or explained(module))


def explained(module: str) -> list[str]:
    """Return the names of a module that are made there with a docstring, in order, but for private ones."""
    body = ast.parse(inspect.getsource(import_module(module))).body
    return [name for one, after in pairwise([*body, ast.Pass()]) for name in _told(one, after) if name[0] != "_"]


def _told(one: ast.stmt, after: ast.stmt) -> Iterator[str]:
    """Yield the name that a statement of a module gives, if it has a docstring: within it, or behind a constant."""
    if isinstance(one, ast.FunctionDef | ast.ClassDef):
        if ast.get_docstring(one):
            yield one.name
    elif isinstance(one, ast.Assign | ast.AnnAssign) and _is_text(after):
        targets = one.targets if isinstance(one, ast.Assign) else [one.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_text(one: ast.stmt) -> bool:
    return isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
