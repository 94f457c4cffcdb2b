"""Where on the Label Studio server each stretch of a paper stands, for the links of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from annotate.store import Project
    from annotate.tables.study import TaskPlace


def task_places(project: Project) -> tuple[TaskPlace, ...]:
    """Return the tasks of the last snapshot with their addresses; none where no server or no snapshot is known."""
    from annotate.labelstudio.items import iter_items

    newest = max((project.work / "snapshots").glob("*.json"), default=None)
    url = _server(project)
    return tuple(places(iter_items(newest, may_be_empty=True), url)) if newest and url else ()


def places_of(items: Iterable[Mapping[str, Any]], project: Project | None) -> tuple[TaskPlace, ...]:
    """Return the tasks of an export with their addresses; a bare export names no server."""
    url = _server(project) if project else ""
    return tuple(places(items, url)) if url else ()


def places(items: Iterable[Mapping[str, Any]], url: str) -> Iterator[TaskPlace]:
    """Yield the tasks that have a number and a project of their own on the server."""
    from annotate.model import Extent
    from annotate.tables.study import TaskPlace

    for item in items:
        data, task, number = item.get("data"), item.get("id"), item.get("project")
        if not isinstance(data, Mapping) or not isinstance(task, int) or not isinstance(number, int):
            continue
        start, text, document = data.get("char_offset"), data.get("text"), data.get("document")
        if isinstance(start, int) and isinstance(text, str) and isinstance(document, str):
            address = f"{url}/projects/{number}/data?task={task}"
            yield TaskPlace(document=document, extent=Extent(start, start + len(text)), url=address)


def _server(project: Project) -> str:
    """Return the address of the study's server, the local one's if none is named; empty if there is none."""
    from annotate.labelstudio.local import read_server

    local = read_server(project)
    url = project.config.label_studio.url.rstrip("/") or (local.url if local else "")
    parts = urlsplit(url)
    return url if parts.scheme in {"http", "https"} and parts.hostname and not _acts(url) else ""


def _acts(url: str) -> bool:
    """True if an address holds anything that no address holds as it is."""
    return any(char.isspace() or not char.isprintable() or char in "\"'<>" for char in url)
