"""The best sequence of tags: spacy-pkuseg's compiled search, or the same in numpy."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray


def best_tags(nodes: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the tags of one segment.

    Args:
        nodes: (places, tags) scores.
        edges: (tag, next tag) scores.
    """
    compiled = _compiled()
    if compiled is None:
        return search(nodes, edges)
    tags: NDArray[np.int32] = compiled(nodes, edges)[1]
    return tags


@cache
def _compiled() -> Any:  # noqa: ANN401 - a compiled function of another package, without types
    """Return spacy-pkuseg's search, None where it cannot be had.

    The package itself imports what trains models and what fetches them, which takes
    longer than to segment a paper: its compiled module alone is loaded.
    """
    name = "spacy_pkuseg.inference"
    try:
        if "spacy_pkuseg" in sys.modules:
            return import_module(name).run_viterbi
        package = find_spec("spacy_pkuseg")
        spec = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
        if spec is None or spec.loader is None:
            return None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules.pop(name, None)  # it enters itself, and would hide from whoever imports the package later
    except (ImportError, AttributeError):
        return None
    return getattr(module, "run_viterbi", None)


def search(nodes: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the tags of one segment, as spacy-pkuseg finds them.

    It goes from the end to the beginning (Viterbi 1967, reversed); of equal next
    tags the last is taken, of equal first tags the first.
    """
    count, tags = nodes.shape
    best = nodes[-1].copy()
    following = np.zeros((count, tags), dtype=np.int32)
    for at in range(count - 2, -1, -1):
        sums = (best[None, :] + nodes[at][:, None]) + edges
        following[at] = tags - 1 - sums[:, ::-1].argmax(axis=1)
        best = sums[np.arange(tags), following[at]]
    path = np.empty(count, dtype=np.int32)
    path[0] = int(best.argmax())
    for at in range(1, count):
        path[at] = following[at - 1, path[at - 1]]
    return path
