"""Decide what a push must do: pure, from the tasks here and what the server has.

A task is known on the server by document, offset and fingerprint of its text.
Tasks that the toolkit did not make, or of papers that are not pushed, are never
touched.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotate.errors import ServerError, raise_problems
from annotate.labelstudio.checking import Key, key_of

ASKED = ("labels", "passages", "status")
"""What was asked of annotators: it stays as it was once somebody worked."""
Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A task on the server.

    Args:
        data: as the server has it, without the text.
        versions: model versions of its predictions.
        worked: somebody submitted, skipped, or left a draft.
        contents: model version -> fingerprint of the prediction, where they were asked for.
    """

    id: int
    key: Key
    length: int
    data: Item
    versions: frozenset[str]
    worked: bool
    contents: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What a push is going to do.

    Args:
        keys: all tasks that are here.
        new: tasks to send.
        behind: known tasks that lack the model versions that are here.
        renewed: known tasks whose title, section or questions have changed.
        stale: tasks of the same papers that are here no longer, by id.
        kept: known tasks that somebody worked on and whose questions are others here.
        versions: model versions of all that is here.
    """

    keys: set[Key] = field(default_factory=set)
    new: set[Key] = field(default_factory=set)
    behind: dict[Key, Remote] = field(default_factory=dict)
    renewed: dict[Key, Remote] = field(default_factory=dict)
    stale: set[int] = field(default_factory=set)
    kept: int = 0
    predictions: int = 0
    versions: set[str] = field(default_factory=set)


def fingerprint(result: object) -> str:
    """Return a short name of a prediction's content.

    >>> fingerprint([]) == fingerprint([]) != fingerprint([1])
    True
    """
    return hashlib.sha256(
        json.dumps(result, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()[:8]


def renamed_versions(items: Iterable[Item], there: Iterable[Remote]) -> dict[str, str]:
    """Return model version -> new name, for versions whose predictions are others on the server.

    The new name carries a fingerprint of all that is here, so that a push that is
    run again gives the same one. All tasks get it: a project shows one version.
    """
    known: dict[Key, dict[str, str]] = defaultdict(dict)
    for remote in there:
        known[remote.key].update(remote.contents)
    here: dict[str, list[tuple[Key, str]]] = defaultdict(list)
    changed = set()
    for item in items:
        key = key_of(item["data"])
        for prediction in item.get("predictions") or ():
            version, content = prediction["model_version"], fingerprint(prediction["result"])
            here[version].append((key, content))
            if known[key].get(version, content) != content:
                changed.add(version)
    return {version: f"{version}#{fingerprint(sorted(here[version]))}" for version in sorted(changed)}


def with_versions(items: Iterable[Item], names: Mapping[str, str]) -> Iterator[Item]:
    """Yield the items with their predictions' versions renamed."""
    for item in items:
        if names and item.get("predictions"):
            renamed = [
                {**p, "model_version": names.get(p["model_version"], p["model_version"])} for p in item["predictions"]
            ]
            yield {**item, "predictions": renamed}
        else:
            yield item


def make_plan(
    items: Iterable[Item], there: Iterable[Remote], where: str, describe: Callable[[Remote], str] | None = None
) -> Plan:
    """Decide what to send.

    Args:
        items: the tasks here.
        there: the tasks of the project on the server, oldest first.
        where: the server, for messages.
        describe: says what changed in a task's text, for messages.

    Raises:
        ServerError, ProblemsError: a text changed under somebody's work.
    """
    known: dict[Key, Remote] = {}
    by_document: dict[str, list[Remote]] = defaultdict(list)
    for remote in there:
        by_document[remote.key[0]].append(remote)
        if remote.key not in known or (remote.worked and not known[remote.key].worked):
            known[remote.key] = remote
    plan = Plan()
    for item in items:
        key = key_of(item["data"])
        plan.keys.add(key)
        plan.versions |= _versions(item)
        if key in known:
            _plan_known(plan, item, known[key])
        else:
            plan.new.add(key)
    documents = sorted({key[0] for key in plan.keys})
    changed = [remote for name in documents for remote in by_document[name] if remote.key not in plan.keys]
    raise_problems([_refused(remote, where, describe) for remote in changed if remote.worked])
    plan.stale = {remote.id for remote in changed}
    return plan


def _plan_known(plan: Plan, item: Item, remote: Remote) -> None:
    missing = _versions(item) - remote.versions
    if missing:
        plan.behind[remote.key] = remote
        plan.predictions += len(missing)
    here = {key: value for key, value in item["data"].items() if key != "text"}
    if here == remote.data:
        return
    if renewed_data(item["data"], remote) != {**remote.data, "text": item["data"]["text"]}:
        plan.renewed[remote.key] = remote
    if remote.worked and any(here.get(key) != remote.data.get(key) for key in ASKED):
        plan.kept += 1


def renewed_data(data: Item, remote: Remote) -> dict[str, Any]:
    """Return a known task's data as it should be on the server.

    What was asked stays where somebody has answered.
    """
    if not remote.worked:
        return dict(data)
    kept = {key: remote.data[key] for key in ASKED if key in remote.data}
    return {**{key: value for key, value in data.items() if key not in ASKED}, **kept}


def _versions(item: Item) -> set[str]:
    return {prediction["model_version"] for prediction in item.get("predictions") or ()}


def _refused(remote: Remote, where: str, describe: Callable[[Remote], str] | None) -> ServerError:
    start = remote.key[1]
    what = f"{remote.key[0]} [{start}:{start + remote.length}] was annotated, but its text or its borders have changed"
    what += f": {describe(remote)}" if describe else ""
    todo = "Pull first; then restore the text, or set another label_studio.project in annotate.yaml."
    return ServerError(f"{where} task {remote.id}", what, todo)


def newer_predictions(items: Iterable[Item], plan: Plan) -> Iterator[Item]:
    """Yield the predictions that known tasks lack, as the server imports them."""
    for item in items:
        remote = plan.behind.get(key_of(item["data"]))
        for prediction in item.get("predictions") or ():
            if remote and prediction["model_version"] not in remote.versions:
                yield {"task": remote.id, **prediction}


def outdated(there: Iterable[Remote], plan: Plan, where: str) -> list[Remote]:
    """Return what may be removed after sending: stale tasks, and the second of two equal ones.

    Nothing that somebody worked on in the meantime is among them.

    Raises:
        ServerError: a task that was sent is not there.
    """
    by_key: dict[Key, list[Remote]] = defaultdict(list)
    found = []
    for remote in there:
        if remote.key in plan.keys:
            by_key[remote.key].append(remote)
        elif remote.id in plan.stale and not remote.worked:
            found.append(remote)
    missing = plan.new - set(by_key)
    if missing:
        todo = "Run the command again: what arrived is known and not sent twice."
        raise ServerError(where, f"{len(missing)} of {len(plan.new)} tasks did not arrive", todo)
    for same in by_key.values():
        kept = next((remote for remote in same if remote.worked), same[0])
        found.extend(remote for remote in same if remote is not kept and not remote.worked)
    return found
