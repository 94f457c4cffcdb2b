"""Who codes what: a share of the tasks twice, the rest once, drawn by a seed.

The draw is written to `assignments.csv` in the study's folder, one row a task and
annotator, where people can read and change it. The community server knows no
assignment; a tab of the project that shows one person's tasks carries it out,
and its link leads through these tasks one after the other; the pilot round has a tab
of its own, to be finished first.
"""

from __future__ import annotations

import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from annotate.edited import edited_rows, write_rows
from annotate.errors import AnnotateError, InputError, raise_problems
from annotate.inert import encodable, guarded
from annotate.labelstudio.connection import Connection, talking
from annotate.labelstudio.planning import Item, Remote
from annotate.labelstudio.views import list_views
from annotate.store import Project

FILE = "assignments.csv"
COLUMNS = ("document", "char_offset", "section", "round", "annotator")
PILOT, MAIN = "pilot", "main"
VIEW = "annotate: "
"""Begins the titles of the tabs that are made here, and only theirs."""
PILOT_TAB = " · 试标 pilot"
"""Ends the title of a tab that leads through the pilot round."""
Place = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One task in one annotator's hands."""

    document: str
    char_offset: int
    section: str
    round: str
    annotator: str

    @property
    def place(self) -> Place:
        """What names the task."""
        return self.document, self.char_offset


def deal(
    items: Iterable[Item], annotators: Sequence[str], *, overlap: float, pilot: int = 0, random_state: int = 0
) -> tuple[Assignment, ...]:
    """Deal tasks to annotators: those of the pilot to all, a share of the rest to two, the others to one.

    The same tasks, names and seed give the same draw. The next task goes to who
    has the fewest characters so far, so that all get about as much.

    Args:
        items: the study's tasks.
        annotators: their names; at least two if any task goes to two.
        overlap: share of the tasks, 0 to 1, that two annotators code.
        pilot: number of tasks that all code first.
        random_state: the seed.

    Raises:
        InputError, ProblemsError: what cannot be dealt so.
    """
    tasks = sorted((item["data"] for item in items), key=lambda data: (data["document"], data["char_offset"]))
    raise_problems(list(_problems(len(tasks), annotators, overlap, pilot)))
    chance = random.Random(random_state)  # noqa: S311 - drawn by a seed on purpose
    order = list(tasks)
    chance.shuffle(order)
    # Equal loads are told apart by this order, not by the alphabet.
    names = sorted(annotators)
    chance.shuffle(names)
    twice = round(overlap * (len(order) - pilot))
    load = dict.fromkeys(names, 0)
    found = []
    for number, data in enumerate(order):
        count = len(names) if number < pilot else 2 if number < pilot + twice else 1
        for name in sorted(names, key=lambda name: (load[name], names.index(name)))[:count]:
            load[name] += len(data["text"])
            found.append(
                Assignment(
                    document=data["document"],
                    char_offset=data["char_offset"],
                    section=str(data.get("section") or ""),
                    round=PILOT if number < pilot else MAIN,
                    annotator=name,
                )
            )
    return tuple(sorted(found, key=lambda one: (one.round == MAIN, one.place, one.annotator)))


def _problems(tasks: int, annotators: Sequence[str], overlap: float, pilot: int) -> Iterable[AnnotateError]:
    if not annotators or len(set(annotators)) < len(annotators) or not all(map(str.strip, annotators)):
        yield InputError("NAME", "the annotators are none, doubled or empty", "Name each of them once.")
    if not 0 <= overlap <= 1:
        yield InputError("--overlap", f"{overlap} is not a share", "Give a number from 0 to 1.")
    elif overlap and len(annotators) == 1:
        yield InputError("--overlap", "one annotator cannot code a task twice", "Name a second, or give 0.")
    if not 0 <= pilot <= tasks:
        yield InputError("--pilot", f"there are {tasks} tasks, not {pilot}", "Give a smaller number.")


def write_assignments(project: Project, assignments: Iterable[Assignment]) -> None:
    """Write `assignments.csv`."""
    text = io.StringIO()
    # A heading of a paper may begin as a formula does.
    rows = ([encodable(guarded(str(getattr(one, column)))) for column in COLUMNS] for one in assignments)
    write_rows(text, chain([COLUMNS], rows))
    # Spreadsheets take a file without this mark for another encoding.
    project.write_text(FILE, "\ufeff" + text.getvalue())


def read_assignments(project: Project) -> tuple[Assignment, ...]:
    """Return the assignments; none if none were made.

    Raises:
        InputError, ProblemsError: every row that cannot be read.
    """
    path = project.root / FILE
    if not path.exists():
        return ()
    found, problems = [], list[AnnotateError]()
    for line, row in edited_rows(path, COLUMNS, COLUMNS):
        document, offset, section, kind, name = (row[column].strip() for column in COLUMNS)
        if not offset.isdecimal() or not name:
            what = f"char_offset {offset!r} or annotator {name!r} is wrong"
            problems.append(InputError(f"{path}:{line}", what, "Give a number and a name."))
            continue
        found.append(
            Assignment(document=document, char_offset=int(offset), section=section, round=kind or MAIN, annotator=name)
        )
    raise_problems(problems)
    return tuple(dict.fromkeys(found))


def most_coders(assignments: Iterable[Assignment]) -> int:
    """Return how many people code the task that most people code; 0 if none is assigned.

    The server gives a task to nobody any more once as many have submitted as the
    project asks for, so it must ask for so many.
    """
    return max(Counter(one.place for one in assignments).values(), default=0)


def _tabs(assignments: Iterable[Assignment]) -> dict[str, set[Place]]:
    """Return the title of each tab and the tasks it leads through: one a person, and one for their pilot round."""
    tabs: dict[str, set[Place]] = defaultdict(set)
    for one in assignments:
        tabs[VIEW + one.annotator + (PILOT_TAB if one.round == PILOT else "")].add(one.place)
    return tabs


def carry_out(
    connection: Connection, number: int, assignments: Sequence[Assignment], there: Iterable[Remote]
) -> Mapping[str, str]:
    """Make, or bring up to date, one tab a person and round; return their links.

    A person's tab keeps its number, so that a link that was given stays right.

    Raises:
        InputError: a row names no task of the project.
        ServerError: the server is away, refuses or fails.
    """
    ids = {remote.key[:2]: remote.id for remote in there}
    lost = sorted({f"{one.document} at {one.char_offset}" for one in assignments if one.place not in ids})
    if lost:
        todo = "Run: annotate assign, for the tasks were cut anew."
        raise InputError(FILE, f"no task is at {', '.join(lost[:5])} ({len(lost)} places in all)", todo)
    views = connection.client.views
    with talking(connection.url):
        known = dict(list_views(connection, number))
        tabs = _tabs(assignments)
        for title in sorted(tabs):
            data = _tab(title, sorted({ids[place] for place in tabs[title]}))
            if title in known:
                views.update(id=str(known[title]), data=data, project=number)
            else:
                known[title] = views.create(data=data, project=number).id
        for title, view in known.items():
            if title.startswith(VIEW) and title not in tabs:
                views.delete(id=str(view))
    return person_links(connection, number)


def person_links(connection: Connection, number: int) -> dict[str, str]:
    """Return annotator, or annotator and pilot round -> the link to their tab, for those that a push made."""
    with talking(connection.url):
        known = dict(list_views(connection, number))
    at = f"{connection.url}/projects/{number}/data"
    return {
        title.removeprefix(VIEW): f"{at}?tab={view}&labeling=1"
        for title, view in sorted(known.items())
        if title.startswith(VIEW)
    }


def _tab(title: str, tasks: Sequence[int]) -> dict[str, object]:
    # The server knows lists of ids, but its page does not and would never open.
    items = [{"filter": "filter:tasks:id", "operator": "equal", "type": "Number", "value": task} for task in tasks]
    return {"title": title, "type": "list", "target": "tasks", "filters": {"conjunction": "or", "items": items}}
