"""Who did how much of a study's tasks on the server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.local import read_server
from annotate.labelstudio.planning import BATCH_TASKS
from annotate.labelstudio.server import status
from annotate.labelstudio.submissions import annotator_name
from annotate.labelstudio.sync import find_project, project_title, stream_link
from annotate.store import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One annotator's part.

    Args:
        seconds: median time of a submitted task, 0 if none was measured.
    """

    annotator: str
    submitted: int
    skipped: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The state of the study's project on its server."""

    url: str
    tasks: int
    done: int
    stream: str
    shares: tuple[Share, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Yield it for people."""
        if not self.url:
            yield "no server is running; start one with: annotate studio start"
            return
        yield f"Label Studio runs: {self.url}"
        if not self.stream:
            yield "the study has no project there yet; run: annotate push"
            return
        yield f"{self.done} of {self.tasks} tasks are done by all annotators asked"
        yield f"annotators work here: {self.stream}"
        for share in self.shares:
            pace = f", {share.seconds:.0f} s a task" if share.seconds else ""
            yield f"  {share.annotator}: {share.submitted} submitted, {share.skipped} skipped{pace}"


def read_progress(project: Project) -> Progress:
    """Ask the server; a local server that does not run is no error.

    Raises:
        ServerError: the server refuses or fails.
    """
    nothing = Progress(url="", tasks=0, done=0, stream="", shares=())
    if not project.config.label_studio.url and (read_server(project) is None or status(project) is None):
        return nothing
    with connect(project) as connection:
        number = find_project(connection, project_title(project))
        if number is None:
            return Progress(url=connection.url, tasks=0, done=0, stream="", shares=())
        return _progress(connection, number, project.config.annotators)


def _progress(connection: Connection, number: int, names: Mapping[str, str]) -> Progress:
    tasks = done = 0
    times: dict[str, list[float]] = defaultdict(list)
    skipped: dict[str, int] = defaultdict(int)
    with talking(connection.url):
        people = {user.id: user.email for user in connection.client.users.list()}
        # What is not named here is not sent: regions would be most of the answer.
        wanted = "id,is_labeled,annotations,completed_by,was_cancelled,lead_time"
        pages = connection.client.tasks.list(project=number, include=wanted, page_size=BATCH_TASKS)
        for task in pages:
            tasks += 1
            done += bool(task.is_labeled)
            for annotation in task.annotations or ():
                user = annotation["completed_by"]
                who = annotator_name({"id": user, "email": people.get(user)}, names)
                if annotation["was_cancelled"]:
                    skipped[who] += 1
                else:
                    times[who].append(float(annotation["lead_time"] or 0))
    shares = tuple(
        Share(
            annotator=who,
            submitted=len(times[who]),
            skipped=skipped[who],
            seconds=median([seconds for seconds in times[who] if seconds] or [0.0]),
        )
        for who in sorted({*times, *skipped})
    )
    link = stream_link(connection.url, number)
    return Progress(url=connection.url, tasks=tasks, done=done, stream=link, shares=shares)
