"""`annotate studio start|stop|status|users` and `annotate doctor`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import (
    JsonOption,
    ProjectOption,
    data,
    find_project,
    open_project,
    refuse_if_failed,
    say,
    sub_app,
    tick,
)

if TYPE_CHECKING:
    from annotate.labelstudio.local import Account

STATES = {
    "ok": {"en": "ok   ", "zh": "正常"},
    "note": {"en": "note ", "zh": "提示"},
    "wrong": {"en": "wrong", "zh": "有误"},
}
studio = sub_app("A Label Studio server of your own, on this machine, with SQLite in the study's folder.")
users = sub_app("Accounts of annotators on the local server.")
studio.add_typer(users, name="users")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(studio, name="studio")
    app.command("doctor")(doctor)


@studio.command("start")
def start(
    project: ProjectOption = None,
    port: Annotated[int | None, typer.Option(help="Where it listens. Default: the last one, or a free one.")] = None,
) -> None:
    """Start the server and wait until it answers; the first start takes about a minute.

    Example: annotate studio start --port 8080
    """
    from annotate.labelstudio.local import ADMIN, read_accounts
    from annotate.labelstudio.server import start as start_server

    study = open_project(project)

    def waiting(seconds: float) -> None:
        tick(f"waiting for the server … {seconds:.0f} s")

    server = start_server(study, port, waiting)
    say(f"\nLabel Studio runs: {server.url}" if sys.stderr.isatty() else f"Label Studio runs: {server.url}")
    admin = read_accounts(study)[ADMIN]
    say(f"Sign in as {admin.email}; the password stands in {study.root / '.studio' / 'users.json'}")
    say("Accounts for annotators: annotate studio users add NAME…")


@studio.command("stop")
def stop(project: ProjectOption = None) -> None:
    """Stop the server; its data stay.

    Example: annotate studio stop
    """
    from annotate.labelstudio.server import stop as stop_server

    say("stopped" if stop_server(open_project(project)) else "no server was running")


@studio.command("status")
def status(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Say whether the server runs, where, and who did how much of the study's tasks.

    Example: annotate studio status
    """
    import json

    from annotate.labelstudio.progress import read_progress

    found = read_progress(open_project(project))
    if as_json:
        data(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in found.lines():
            say(line)


@users.command("add")
def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Small Latin letters and digits.")],
    project: ProjectOption = None,
) -> None:
    """Make accounts on the local server; their passwords and tokens stay in .studio/users.json.

    Example: annotate studio users add li wang zhao
    """
    from annotate.labelstudio.people import add_users

    _show(add_users(open_project(project), names))
    say("Give each their address and password, and the link that annotate push prints.")


@users.command("list")
def list_(project: ProjectOption = None) -> None:
    """Show the accounts of the local server.

    Example: annotate studio users list
    """
    from annotate.labelstudio.local import read_accounts

    _show(read_accounts(open_project(project)))


def _show(accounts: dict[str, Account]) -> None:
    for name, account in accounts.items():
        data(f"{name}\t{account.email}\t{account.password}")


def doctor(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Look at Python, packages, model, files, server and token, and say what to do.

    Example: annotate doctor
    """
    import json
    from dataclasses import asdict

    from annotate.labelstudio.doctor import Finding, examine
    from annotate.language import current, translate
    from annotate.segmenters.model import is_installed

    findings = [*examine(find_project(project))]
    if is_installed():
        findings.append(Finding(state="ok", what="the segmenter's model is installed"))
    else:
        todo = "Run: annotate model install, or seed with --segmenter char."
        findings.append(Finding(state="note", what="the segmenter's model is not installed", todo=todo))
    if as_json:
        data(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            point = "。" if current() == "zh" else ". "
            todo = f"{point}{translate(finding.todo)}" if finding.todo else ""
            line = f"{STATES[finding.state][current()]}  {translate(finding.what)}{todo}"
            say(line, warn=finding.state == "wrong")
    refuse_if_failed(sum(finding.state == "wrong" for finding in findings), "things are wrong")
