"""Offline pages: nothing to fetch, nothing to run, people's text escaped, one look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from annotate.inert import shown

COMMON = Path(__file__).parent / "page_templates"


def render(folder: Path, name: str, filters: Mapping[str, Callable[..., str]] | None = None, **values: object) -> str:
    """Return the page made of a template; see `pieces`."""
    return "".join(pieces(folder, name, filters, **values))


def pieces(
    folder: Path, name: str, filters: Mapping[str, Callable[..., str]] | None = None, **values: object
) -> Iterator[str]:
    """Yield the page made of a template piece by piece; what is made of an iterator is never held as a whole.

    Args:
        folder: where the template stands; it may extend or import what stands in `page_templates`.
        name: of the template.
        filters: for the template.
        values: for the template; all text is escaped, and a character that would act stands by its number.
    """
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader([folder, COMMON]), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(filters or {})
    yield from map(shown, environment.get_template(name).generate(values))
