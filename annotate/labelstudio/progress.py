"""Who did how much of a study's tasks on the server."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from annotate.labelstudio.assigning import PILOT, PILOT_TAB, Assignment, person_links, read_assignments
from annotate.labelstudio.connection import Connection, connect, talking
from annotate.labelstudio.local import read_server
from annotate.labelstudio.sending import LIST_TASKS
from annotate.labelstudio.server import status
from annotate.labelstudio.submissions import LOCAL_DOMAIN, annotator_name
from annotate.labelstudio.sync import find_project, project_title, remote_tasks, stream_link
from annotate.language import translate
from annotate.model import Annotation, Prediction
from annotate.store import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One annotator's part.

    Args:
        open: tasks that are theirs (all, if none were assigned) and neither submitted nor skipped.
        seconds: median time of a submitted task, 0 if none was measured.
        kept: share of the pre-marks in their submitted tasks that they left as they
            were, as of the last pull; None if there was none.
        link: where they work.
    """

    annotator: str
    submitted: int
    skipped: int
    open: int
    seconds: float
    kept: float | None
    link: str

    def said(self) -> str:
        """Return the counts for people, in the language that is spoken."""
        counts = translate(f"{self.submitted} submitted, {self.skipped} skipped, {self.open} open")
        pace = translate(f", {self.seconds:.0f} s a task") if self.seconds else ""
        kept = "" if self.kept is None else translate(f", {self.kept:.0%} of the pre-marks kept")
        return counts + pace + kept


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
        """Yield it for people, in the language that is spoken."""
        if not self.url:
            yield translate("no server is running; start one with: annotate studio start")
            return
        yield translate(f"Label Studio runs: {self.url}")
        if not self.stream:
            yield translate("the study has no project there yet; run: annotate push")
            return
        yield translate(f"{self.done} of {self.tasks} tasks are done by all annotators asked")
        if not self.shares or any(share.link == self.stream for share in self.shares):
            yield translate(f"annotators work here: {self.stream}")
        for share in self.shares:
            yield f"  {share.annotator}: {share.said()}{'' if share.link == self.stream else f': {share.link}'}"


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
        return _progress(connection, number, project)


@dataclass
class _Work:
    """What one annotator has done, by the ids of tasks."""

    times: dict[int, float] = field(default_factory=dict)
    skipped: set[int] = field(default_factory=set)


def _progress(connection: Connection, number: int, project: Project) -> Progress:
    names, assigned = project.config.annotators, read_assignments(project)
    with talking(connection.url):
        people = {user.id: user.email for user in connection.client.users.list()}
        tasks, done, work = _read(connection, number, people, names)
    link = stream_link(connection.url, number)
    shown = {
        str(mail).removesuffix(f"@{LOCAL_DOMAIN}"): annotator_name({"id": user, "email": mail}, names)
        for user, mail in people.items()
    }
    parts = _assigned(connection, number, assigned, {**names, **shown}) if assigned else {}
    if parts:
        # The server counts to one number for all tasks; here some have more coders than others.
        coders = {task: [who for who, part in parts.items() if task in part.tasks] for task in tasks}
        done = sum(all(task in work[who].times for who in coders[task]) for task in tasks if coders[task])
    kept = kept_shares(project.read_all(Annotation), project.read_all(Prediction))
    shares = []
    for who in sorted({*work, *parts}):
        mine, part = work[who], parts.get(who, _Part())
        seen = {*mine.times, *mine.skipped}
        shares.append(
            Share(
                annotator=who,
                submitted=len(mine.times),
                skipped=len(mine.skipped),
                open=len((part.tasks if parts else tasks) - seen),
                seconds=median([seconds for seconds in mine.times.values() if seconds] or [0.0]),
                kept=kept.get(who),
                link=part.link(seen, link),
            )
        )
    return Progress(url=connection.url, tasks=len(tasks), done=done, stream=link, shares=tuple(shares))


def _read(
    connection: Connection, number: int, people: Mapping[int, str], names: Mapping[str, str]
) -> tuple[set[int], int, dict[str, _Work]]:
    """Return all tasks, how many of them the server calls done, and annotator -> what they did."""
    tasks: set[int] = set()
    done = 0
    work: dict[str, _Work] = defaultdict(_Work)
    # What is not named here is not sent: regions would be most of the answer.
    wanted = "id,is_labeled,annotations,completed_by,was_cancelled,lead_time"
    for task in connection.client.tasks.list(project=number, include=wanted, page_size=LIST_TASKS):
        tasks.add(task.id)
        done += bool(task.is_labeled)
        for annotation in task.annotations or ():
            user = annotation["completed_by"]
            mine = work[annotator_name({"id": user, "email": people.get(user)}, names)]
            if annotation["was_cancelled"]:
                mine.skipped.add(task.id)
            else:
                mine.times[task.id] = float(annotation["lead_time"] or 0)
    return tasks, done, work


@dataclass
class _Part:
    """What was assigned to one annotator, by the ids of tasks, and the tabs that lead through it."""

    tasks: set[int] = field(default_factory=set)
    pilot: set[int] = field(default_factory=set)
    links: Sequence[str] = ()

    def link(self, done: AbstractSet[int], otherwise: str) -> str:
        """Return where to work now: the pilot round until it is finished, then the rest."""
        pilot, main = self.links or ("", "")
        return (pilot if self.pilot - done else main) or main or pilot or otherwise


def _assigned(
    connection: Connection, number: int, assigned: Sequence[Assignment], names: Mapping[str, str]
) -> dict[str, _Part]:
    """Return whose tasks are which, and where they work, by the names that tables show.

    Args:
        connection: to the server.
        number: of the project.
        assigned: who codes what.
        names: name in the assignments -> name that tables show.
    """
    ids = {remote.key[:2]: remote.id for remote in remote_tasks(connection, number, light=True)}
    tabs = person_links(connection, number)
    parts: dict[str, _Part] = defaultdict(_Part)
    for one in assigned:
        part = parts[names.get(one.annotator, one.annotator)]
        part.links = (tabs.get(one.annotator + PILOT_TAB, ""), tabs.get(one.annotator, ""))
        if one.place in ids:
            part.tasks.add(ids[one.place])
            if one.round == PILOT:
                part.pilot.add(ids[one.place])
    return parts


def kept_shares(annotations: Iterable[Annotation], predictions: Iterable[Prediction]) -> dict[str, float]:
    """Return annotator -> share of the pre-marks in their submitted tasks that they left as they were."""
    marks = {prediction.document: {span.id: span.extent for span in prediction.spans} for prediction in predictions}
    kept: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for annotation in annotations:
        seen = [a.extent for a in annotation.answers if a.state == "submitted" and a.status == "seeded"]
        own = marks.get(annotation.document, {})
        shown = {name for name, extent in own.items() if any(e.contains(extent) for e in seen)}
        # A pre-mark's region keeps its name in every annotator's hands; those of earlier rules are not among these.
        names = {annotation.region(span) for span in annotation.spans if span.origin == "prediction"}
        given[annotation.annotator] += len(shown)
        kept[annotation.annotator] += len(shown & names)
    return {who: kept[who] / count for who, count in given.items() if count}
