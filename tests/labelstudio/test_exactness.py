"""Ten thousand spans over every kind of character that has gone wrong elsewhere: none is shifted by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from annotate.labelstudio.connection import connect
from annotate.labelstudio.cutting import cut
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.regions import to_result
from annotate.labelstudio.sending import send_tasks
from annotate.labelstudio.sync import push, remote_tasks
from annotate.labelstudio.tasks import write_tasks
from annotate.model import Document, Extent, Prediction, Span
from annotate.schema import Schema
from annotate.store import Project, TaskConfig

pytestmark = [pytest.mark.server, pytest.mark.slow]

SPANS = 10_000
PIECES = (
    *("港务局", "𠮷", "😀", "👩🏽‍🚀", "\u3000", "\t", "<b>", "</b>", "&amp;", "&", "“预警”", "  ", "\u200b", "\ufeff"),
    *("é", "e\u0301", "\\n", "%20", "{{x}}", "'", '"', "،", "ﷺ", "\u2028", "0.5%", "。", "\n"),
)


def strange_text(length: int, chance: random.Random) -> str:
    """Return a text of paragraphs out of such characters."""
    text = "".join(chance.choice(PIECES) for _ in range(length))
    return "\n".join(line for line in text.split("\n") if line.strip())


def test_ten_thousand_spans_come_back_where_they_were(
    study: Project, schema: Schema, document_of: Callable[..., Document]
) -> None:
    """As pre-marks and as annotations, with the words they stand on, from the first character to the last."""
    chance = random.Random(11)  # noqa: S311 - the same draw on every run
    study = Project(study.root, replace(study.config, tasks=TaskConfig(min_length=1000, max_length=4000)))
    document = document_of(strange_text(12_000, chance), headings=())
    tasks = cut(document, (), study.config.tasks)
    drawn: set[tuple[str, Extent]] = set()
    while len(drawn) < SPANS:
        place = tasks[len(drawn) % len(tasks)].extent
        start = place.start + chance.choice((0, chance.randrange(len(place))))
        extent = Extent(start, min(place.end, start + chance.randint(1, 60)))
        drawn.add((chance.choice(schema.labels).id, extent))
    spans = [Span(id=f"s{n}", label=label, extent=extent) for n, (label, extent) in enumerate(sorted(drawn))]
    prediction = Prediction(document=document.id, model_version="m1", spans=tuple(spans[::10]))
    study.write(Document, [document])
    write_tasks(study, [document], [prediction], schema)
    number = push(study).project
    with connect(study) as connection:
        there = {remote.key[1]: remote.id for remote in remote_tasks(connection, number)}
        assert len(there) == len(tasks) > 5
        for task in tasks:
            mine = [span for span in spans if task.extent.contains(span.extent)]
            result = to_result(mine, [], task, schema)
            connection.client.annotations.create(id=there[task.char_offset], result=result, lead_time=1)
    answers, _ = pull(study)
    (annotation,) = answers.annotations
    assert not [issue for issue in answers.issues if issue.is_error]
    came = Counter((s.label, s.extent.start, s.extent.end, document.quote(s.extent)) for s in annotation.spans)
    sent = Counter((s.label, s.extent.start, s.extent.end, document.text[s.extent.start : s.extent.end]) for s in spans)
    assert came == sent
    assert sum(came.values()) == SPANS
    known = {span.id: (span.label, span.extent) for span in prediction.spans}
    kept = {s.id.rpartition(":")[2]: (s.label, s.extent) for s in annotation.spans if s.origin == "prediction"}
    assert kept.items() <= known.items()


def test_what_the_server_stores_is_what_was_sent(study: Project) -> None:
    """Encoded here instead of by the SDK, a task with all these characters is stored letter by letter."""
    number = push(study).project
    data = {"text": "".join(PIECES), "title": "\\u4e00 / 一", "n": [1, 2.5, None, True]}
    with connect(study) as connection:
        send_tasks(connection, number, [{"data": data}])
        stored = [dict(task.data) for task in connection.client.tasks.list(project=number, fields="all")]
    assert data in stored
