"""To Label Studio and back: pages and tasks out, everybody's work in.

    Schema ─config→ the page
    Document, Prediction ─cutting, tasks→ work/tasks.json ─sync→ the server
    Annotation ←answers─ items ←─ an export, or a snapshot of the server (`pulling`)

All but `connection`, `sync`, `pulling`, `sending` and what they call is arithmetic on values, without a server.
"""

from __future__ import annotations

from annotate.labelstudio.answers import Answers, read_answers
from annotate.labelstudio.config import to_xml
from annotate.labelstudio.items import iter_items, read_items
from annotate.labelstudio.pulling import pull
from annotate.labelstudio.sync import Pushed, push
from annotate.labelstudio.tasks import Written, write_tasks

__all__ = [
    "Answers",
    "Pushed",
    "Written",
    "iter_items",
    "pull",
    "push",
    "read_answers",
    "read_items",
    "to_xml",
    "write_tasks",
]
