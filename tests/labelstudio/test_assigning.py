"""Who codes what: drawn by a seed, written for people, carried out by tabs."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from annotate.cli.main import app
from annotate.errors import InputError, ProblemsError
from annotate.labelstudio.assigning import COLUMNS, FILE, PILOT, deal, read_assignments, write_assignments
from annotate.labelstudio.connection import connect
from annotate.labelstudio.people import add_users
from annotate.labelstudio.progress import kept_shares, read_progress
from annotate.labelstudio.sync import push, remote_tasks
from annotate.labelstudio.tasks import read_tasks
from annotate.model import Annotation, Answer, Extent, Prediction
from annotate.store import Project

NAMES = ("li", "wang", "zhao")


def items(count: int) -> list[dict[str, Any]]:
    """Return tasks of growing length."""
    return [{"data": {"document": f"d{n % 3}", "char_offset": n, "text": "字" * (n + 1)}} for n in range(count)]


@given(count=st.integers(1, 40), overlap=st.floats(0, 1), pilot=st.integers(0, 5), seed=st.integers(0, 9))
def test_shares_are_what_was_asked_for(count: int, overlap: float, pilot: int, seed: int) -> None:
    """All code the pilot, two the share, one the rest; nobody has much more than the others."""
    pilot = min(pilot, count)
    dealt = deal(items(count), NAMES, overlap=overlap, pilot=pilot, random_state=seed)
    assert dealt == deal(reversed(items(count)), NAMES[::-1], overlap=overlap, pilot=pilot, random_state=seed)
    coders = Counter(one.place for one in dealt)
    twice = round(overlap * (count - pilot))
    expected = Counter({3: pilot}) + Counter({2: twice}) + Counter({1: count - pilot - twice})
    assert Counter(coders.values()) == expected
    assert {one.place for one in dealt if one.round == PILOT} == {place for place, n in coders.items() if n == 3}
    length = {
        (item["data"]["document"], item["data"]["char_offset"]): len(item["data"]["text"]) for item in items(count)
    }
    load = Counter(dict.fromkeys(NAMES, 0))
    for one in dealt:
        load[one.annotator] += length[one.place]
    assert max(load.values()) - min(load.values()) <= 2 * count


def test_another_seed_is_another_draw() -> None:
    """The draw depends on the seed, and on nothing else that could differ."""
    draws = {deal(items(30), NAMES, overlap=0.2, random_state=seed) for seed in range(5)}
    assert len(draws) == 5


@pytest.mark.parametrize(
    ("names", "overlap", "pilot", "message"),
    [
        ((), 0.0, 0, "none, doubled or empty"),
        (("li", "li"), 0.0, 0, "none, doubled or empty"),
        (("li",), 0.2, 0, "cannot code a task twice"),
        (NAMES, 1.2, 0, "is not a share"),
        (NAMES, 0.2, 9, "there are 3 tasks, not 9"),
    ],
)
def test_what_cannot_be_dealt(names: tuple[str, ...], overlap: float, pilot: int, message: str) -> None:
    """The message names the option."""
    with pytest.raises(InputError, match=message):
        deal(items(3), names, overlap=overlap, pilot=pilot)


def test_the_file_is_for_people(project: Project) -> None:
    """What was written is read back; every row that somebody broke is named."""
    dealt = deal(items(5), NAMES, overlap=0.4, random_state=7)
    write_assignments(project, dealt)
    assert read_assignments(project) == dealt
    (project.root / FILE).write_text(",".join(COLUMNS) + "\nd,x,,main,li\nd,3,,,\nd,3,,,li\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_assignments(project)
    assert [f"{FILE}:{n}" in str(caught.value) for n in (2, 3, 4)] == [True, True, False]
    (project.root / FILE).write_text(",".join(COLUMNS) + "\nd,3,,,li\nd,9,引言,pilot,li\n", encoding="utf-8")
    assert [(one.round, one.section) for one in read_assignments(project)] == [("main", ""), (PILOT, "引言")]
    (project.root / FILE).write_text("document\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no column 'char_offset', 'section', 'round', 'annotator'"):
        read_assignments(project)
    (project.root / FILE).write_text(",".join(COLUMNS) + '\n"' + "字" * 200_000 + '",3,,,li\n,,,,\n', encoding="utf-8")
    assert [len(one.document) for one in read_assignments(project)] == [200_000]
    (project.root / FILE).write_text(",".join(COLUMNS) + "\nd,3,一、引言,另一节,main,li\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"{FILE}:2: holds 6 cells, the first line 5"):
        read_assignments(project)
    (project.root / FILE).unlink()
    assert read_assignments(project) == ()


def test_no_heading_is_a_formula(project: Project) -> None:
    """A paper's heading and an annotator's name go into a file for spreadsheets, and come back as they were."""
    tasks = [{"data": {"document": "=d", "char_offset": 0, "text": "字", "section": "=cmd|x › \r一"}}]
    dealt = deal(tasks, ["-li"], overlap=0)
    write_assignments(project, dealt)
    (line,) = (project.root / FILE).read_bytes().decode("utf-8-sig").split("\n")[1:-1]
    assert line == "'=d,0,\"'=cmd|x › \r一\",main,'-li"
    assert read_assignments(project) == dealt


def command(study: Project, *arguments: str) -> Result:
    """Run a command on the study."""
    return CliRunner().invoke(app, [*arguments, "--project", str(study.root)])


@pytest.mark.server
def test_everybody_gets_their_own_tasks(study: Project, studio: Project) -> None:
    """A tab leads through its person's tasks and no others; its link stays; status counts per person."""
    (study.root / "annotate.yaml").write_text(
        f"format: project/1\ntitle: {study.config.title}\nlabel_studio: {{url: '{study.config.label_studio.url}'}}\n",
        encoding="utf-8",
    )
    done = command(study, "assign", "li", "wang", "--overlap", "0.3", "--random-state", "7")
    assert "3 tasks, 1 of them coded by several" in done.stderr
    pushed = push(study)
    assert set(pushed.links) == {"li", "wang"}
    assert push(study).links == pushed.links
    account = add_users(studio, ["li", "wang"])["li"]
    with connect(study) as connection:
        ids = {remote.key[:2]: remote.id for remote in remote_tasks(connection, pushed.project)}
        premarks = {
            task.id: dict(task.predictions[0])
            for task in connection.client.tasks.list(project=pushed.project, fields="all")
        }
    mine = {ids[one.place] for one in read_assignments(study) if one.annotator == "li"}
    tab = httpx.URL(pushed.links["li"]).params["tab"]
    url, seen = f"{study.config.label_studio.url}/api", set()
    with httpx.Client(headers={"Authorization": f"Token {account.token}"}, trust_env=False, timeout=60) as http:
        # As the page asks that the link opens.
        filters = http.get(f"{url}/dm/views/{tab}").json()["data"]["filters"]
        body = {"filters": filters, "selectedItems": {"all": False, "included": []}, "ordering": []}
        parameters = {"id": "next_task", "project": str(pushed.project), "tabID": tab}
        while (answer := http.post(f"{url}/dm/actions", params=parameters, json=body)).status_code == httpx.codes.OK:
            seen.add(answer.json()["id"])
            marks = premarks[answer.json()["id"]]
            work = {"result": marks["result"], "parent_prediction": marks["id"], "lead_time": 12.5}
            http.post(f"{url}/tasks/{answer.json()['id']}/annotations", json=work).raise_for_status()
    assert seen == mine
    assert command(study, "pull").exit_code == 0
    shares = {share.annotator: share for share in read_progress(study).shares}
    assert (shares["li"].submitted, shares["li"].open, shares["li"].seconds, shares["li"].kept) == (
        len(mine),
        0,
        12.5,
        1,
    )
    assert (shares["wang"].submitted, shares["wang"].open) == (0, 4 - len(mine))
    assert shares["li"].link == pushed.links["li"]
    assert "0 open, 12 s a task, 100% of the pre-marks kept" in command(study, "studio", "status").stderr
    shown = json.loads(command(study, "studio", "status", "--json").stdout)
    assert [share["annotator"] for share in shown["shares"]] == ["li", "wang"]


@pytest.mark.server
def test_an_assignment_of_no_task_is_refused(study: Project) -> None:
    """Tasks that were cut anew need a new draw; who has no task any more loses the tab."""
    write_assignments(study, deal(read_tasks(study), NAMES, overlap=1))
    assert set(push(study).links) == set(NAMES)
    write_assignments(study, deal(read_tasks(study), NAMES[:2], overlap=1))
    assert set(push(study).links) == set(NAMES[:2])
    write_assignments(study, deal(items(2), NAMES[:2], overlap=1))
    with pytest.raises(InputError, match=r"no task is at d0 at 0, d1 at 1 \(2 places in all\)"):
        push(study)


def test_a_changed_mark_is_not_kept(prediction: Prediction) -> None:
    """Of the marks in who's submitted seeded tasks those count that were left as they were."""
    first, *others = prediction.spans
    done = Answer(task="1", annotation="1", extent=Extent(0, 999), state="submitted")
    work = Annotation(
        document=prediction.document,
        annotator="li",
        spans=(replace(first, origin="prediction"), *(replace(s, origin="prediction-changed") for s in others)),
        asked=(),
        answers=(done,),
    )
    assert kept_shares([work], [prediction]) == {"li": 1 / 6}
    assert kept_shares([replace(work, answers=(replace(done, state="skipped"),))], [prediction]) == {}


def test_marks_of_earlier_rules_are_not_counted(prediction: Prediction) -> None:
    """After another `seed`, what was kept of the first pre-marks is no share of the second."""
    spans = tuple(replace(s, id=f"tides:li:{s.id}", origin="prediction") for s in prediction.spans)
    done = Answer(task="1", annotation="1", extent=Extent(0, 999), state="submitted")
    work = Annotation(document="tides", annotator="li", spans=spans, asked=(), answers=(done,))
    first, second, *_ = prediction.spans
    anew = replace(prediction, spans=(first, replace(second, id="other")))
    assert kept_shares([work], [prediction]) == {"li": 1}
    assert kept_shares([work], [anew]) == {"li": 1 / 2}


def next_task(study: Project, link: str, token: str) -> int | None:
    """Ask for the next task as the page does that a link opens; None if there is none left."""
    tab, url = httpx.URL(link).params["tab"], study.config.label_studio.url
    with httpx.Client(base_url=f"{url}/api", headers={"Authorization": f"Token {token}"}, trust_env=False) as http:
        filters = http.get(f"/dm/views/{tab}", timeout=60).json()["data"]["filters"]
        body = {"filters": filters, "selectedItems": {"all": False, "included": []}, "ordering": []}
        parameters = {"id": "next_task", "project": httpx.URL(link).path.split("/")[2], "tabID": tab}
        answer = http.post("/dm/actions", params=parameters, json=body, timeout=60)
        if answer.status_code != httpx.codes.OK:
            return None
        number = int(answer.json()["id"])
        work = {"result": [], "lead_time": 1.0}
        http.post(f"/tasks/{number}/annotations", json=work, timeout=60).raise_for_status()
        return number


@pytest.mark.server
def test_the_pilot_comes_first_and_all_get_it(study: Project, studio: Project) -> None:
    """Though two are asked for, all three get the pilot's tasks, by links of their own; then the rest, once each."""
    dealt = deal(read_tasks(study), NAMES, overlap=0, pilot=1, random_state=3)
    write_assignments(study, dealt)
    assert study.config.label_studio.overlap == 2
    accounts = add_users(studio, NAMES)
    pushed = push(study)
    with connect(study) as connection:
        ids = {remote.key[:2]: remote.id for remote in remote_tasks(connection, pushed.project)}
    pilot = {name: pushed.links[f"{name} · 试标 pilot"] for name in NAMES}
    shares = {share.annotator: share for share in read_progress(study).shares}
    assert {name: shares[name].link for name in NAMES} == pilot
    (first,) = {ids[one.place] for one in dealt if one.round == PILOT}
    for name in NAMES:
        assert next_task(study, pilot[name], accounts[name].token) == first
        assert next_task(study, pilot[name], accounts[name].token) is None
    found = read_progress(study)
    assert (found.done, found.tasks) == (1, 3)
    coded = []
    for name in NAMES:
        (share,) = [share for share in found.shares if share.annotator == name]
        mine = {ids[one.place] for one in dealt if one.annotator == name and one.round != PILOT}
        assert share.open == len(mine)
        if mine:
            assert share.link == pushed.links[name]
            coded += [next_task(study, share.link, accounts[name].token) for _ in mine]
            assert next_task(study, share.link, accounts[name].token) is None
    assert sorted(map(int, filter(None, coded))) == sorted(set(ids.values()) - {first})
    assert read_progress(study).done == 3
    for key in ("li", "li@studio.local", str(user_number(study, "li"))):
        named = Project(study.root, replace(study.config, annotators={key: "甲"}))
        shares = {share.annotator: share for share in read_progress(named).shares}
        assert set(shares) == {"甲", "wang", "zhao"}
        assert shares["甲"].open == 0


def user_number(study: Project, name: str) -> int:
    """Return the number of an account on the server."""
    with connect(study) as connection:
        return next(int(u.id) for u in connection.client.users.list() if u.email == f"{name}@studio.local")
