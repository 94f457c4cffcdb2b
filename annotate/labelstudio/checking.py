"""Check tasks and predictions before they are sent.

Label Studio stores offsets beyond the text, dangling relations and attributes
of regions that are not there, so nothing may leave unchecked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.labelstudio.regions import from_result
from annotate.labelstudio.tasks import task_from_json
from annotate.model import Labelling, Task
from annotate.schema import Schema, check

Key = tuple[str, int, str]
AGAIN = "Run: annotate seed"


def key_of(data: Mapping[str, Any]) -> Key:
    """Return what makes a task the same on the server and here.

    >>> key_of({"document": "d", "char_offset": 3, "text_sha256": "ab", "text": "x"})
    ('d', 3, 'ab')
    """
    return str(data.get("document")), int(data.get("char_offset") or 0), str(data.get("text_sha256"))


def check_items(items: Iterable[Mapping[str, Any]], schema: Schema, where: str) -> int:
    """Check all tasks of a file with their predictions; return how many there are.

    Raises:
        InputError, ProblemsError: all that is wrong with them.
    """
    problems: list[AnnotateError] = []
    seen: set[Key] = set()
    count = 0
    for count, item in enumerate(items, 1):
        place = f"{where} task {count}"
        try:
            task = task_from_json(item, place)
        except InputError as error:
            problems.append(error)
            continue
        if key_of(item["data"]) in seen:
            problems.append(InputError(place, "the task stands twice", AGAIN))
        seen.add(key_of(item["data"]))
        problems.extend(_prediction_problems(item, task, schema, place))
    raise_problems(problems)
    return count


def _prediction_problems(item: Mapping[str, Any], task: Task, schema: Schema, place: str) -> Iterator[AnnotateError]:
    predictions = item.get("predictions") or []
    if len(predictions) != (task.status == "seeded"):
        yield InputError(place, f"a {task.status} task has {len(predictions)} predictions", AGAIN)
        return
    for prediction in predictions:
        version, result = prediction.get("model_version"), prediction.get("result")
        if not isinstance(version, str) or not version or not isinstance(result, list):
            yield InputError(place, "the prediction has no model_version or no result", AGAIN)
            continue
        reading = from_result(result, task, schema, place)
        whole = Labelling(document=task.document, spans=tuple(reading.spans), relations=tuple(reading.relations))
        end = task.char_offset + len(task.text)
        for issue in (*reading.issues, *check(whole, schema, end)):
            found = f" ({issue.found})" if issue.found else ""
            where = issue.where if issue.where.startswith(place) else f"{place}: {issue.where}"
            yield InputError(where, f"{issue.code} {issue.message}{found}", AGAIN)
