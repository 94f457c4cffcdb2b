"""`annotate adjudicate`: decide what the annotators dispute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, refuse_if_failed, say, sub_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.model import Decision, Document
    from annotate.reconcile.sheet import Row
    from annotate.store import Project

SHEET = "disputes.csv"
DECISIONS = "decisions.jsonl"


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = sub_app("Decide what the annotators dispute.")
    group.command("push")(push)
    group.command("pull")(pull)
    group.command("sheet")(sheet)
    app.add_typer(group, name="adjudicate")


def push(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Send the disputed passages to a Label Studio project of their own, worst first.

    Example: annotate adjudicate push
    """
    import json
    from dataclasses import asdict

    from annotate.labelstudio.adjudication import push_disputes

    sent = push_disputes(open_project(project))
    say(f"{sent.disputes} disputes: {sent.sent} sent, {sent.worked} worked on there; {sent.removed} outdated removed")
    say(f"The adjudicator works here: {sent.stream}")
    if as_json:
        data(json.dumps(asdict(sent), ensure_ascii=False, indent=2))


def pull(project: ProjectOption = None) -> None:
    """Add the decisions made in Label Studio to decisions.jsonl; none is added twice.

    Example: annotate adjudicate pull
    """
    from annotate.files import read_edited
    from annotate.labelstudio.adjudication import pull_decisions
    from annotate.labelstudio.decided import new_decisions
    from annotate.model import Decision

    study = open_project(project)
    decided, snapshot = pull_decisions(study)
    say(f"snapshot: {snapshot}")
    old = read_edited(study.root / DECISIONS, Decision)
    made = new_decisions(old, decided.decisions)
    _append(study, old, made)
    for issue in decided.issues:
        say(f"{issue}{f' ({issue.found})' if issue.found else ''}", warn=True)
    known = len(decided.decisions) - len(made)
    say(f"{len(made)} decisions added to {DECISIONS}, {known} known. Next: annotate reconcile")
    refuse_if_failed(sum(issue.is_error for issue in decided.issues), "problems in what came back")


def _append(study: Project, old: Sequence[Decision], made: Sequence[Decision]) -> None:
    from annotate.files import dump_record

    if made:
        study.write_text(DECISIONS, "".join(dump_record(decision) + "\n" for decision in (*old, *made)))


def sheet(
    read: Annotated[
        Path | None, typer.Option("--read", metavar="FILE", help="Read a filled sheet into decisions.jsonl.")
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Write the disputes as a table to fill in, out/disputes.csv; or read it back.

    Example: annotate adjudicate sheet, then annotate adjudicate sheet --read out/disputes.csv
    """
    study = open_project(project)
    rows, documents = _rows(study)
    if read is not None:
        _read_back(study, read, rows, documents)
        return
    path = _write(study, rows)
    say(f"{len(rows)} proposals → {path}. Fill in the column decision (keep or drop), then run:")
    say(f"annotate adjudicate sheet --read {path}")


def _rows(study: Project) -> tuple[list[Row], dict[str, Document]]:
    from annotate.model import Annotation, Consensus, Dispute, Document
    from annotate.reconcile.sheet import to_rows

    disputes = list(study.read(Dispute))
    concerned = {dispute.document for dispute in disputes}
    documents = {document.id: document for document in study.read(Document) if document.id in concerned}
    consensus = {found.document: found for found in study.read(Consensus) if found.document in concerned}
    works = [work for work in study.read(Annotation) if work.document in concerned]
    rows: list[Row] = []
    for document in documents.values():
        own = [dispute for dispute in disputes if dispute.document == document.id]
        of_it = [work for work in works if work.document == document.id]
        rows.extend(to_rows(document, own, of_it, consensus[document.id]))
    return sorted(rows, key=lambda row: -float(row["severity"])), documents


def _write(study: Project, rows: list[Row]) -> Path:
    import csv
    import io

    from annotate.reconcile.sheet import COLUMNS

    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _guarded(value) for key, value in row.items()} for row in rows)
    # Spreadsheets take a file without this mark for another encoding.
    return study.write_text(f"out/{SHEET}", "\ufeff" + text.getvalue())


def _guarded(value: str) -> str:
    """Keep a spreadsheet from running a quotation as a formula."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r", "'")) else value


def _read_back(study: Project, path: Path, originals: list[Row], documents: dict[str, Document]) -> None:
    import csv
    import io
    from datetime import UTC, datetime

    from annotate.errors import InputError
    from annotate.files import read_edited
    from annotate.model import Decision
    from annotate.reconcile.sheet import COLUMNS, from_rows

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(str(path), "the file is not there", "Run: annotate adjudicate sheet") from None
    except UnicodeDecodeError:
        raise InputError(str(path), "is not UTF-8", "Save it as CSV UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(str(path), f"has no column {', '.join(missing)}", "Keep the columns of the sheet.")
    rows = [
        (f"{path} row {number}", {key: (row[key] or "").removeprefix("'") for key in COLUMNS})
        for number, row in enumerate(reader, 1)
    ]
    known = {(row["dispute"], row["members"]): row for row in originals}
    made = from_rows(rows, known, documents, at=datetime.now(UTC).isoformat(timespec="seconds"))
    _append(study, read_edited(study.root / DECISIONS, Decision), made)
    say(f"{len(made)} decisions added to {DECISIONS}. Next: annotate reconcile")
