"""`annotate adjudicate`: decide what the annotators dispute."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, refuse_if_failed, say, sub_app, tell_issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotate.model import Decision, Dispute, Document
    from annotate.reconcile.sheet import Proposal
    from annotate.store import Project

    Disputed = tuple[Dispute, Proposal]

LabelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--label", metavar="LABEL", help="Only disputes on this label or relation; may be repeated. Default: all."
    ),
]
SHEET = "disputes"
DECISIONS = "decisions.jsonl"


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = sub_app("Decide what the annotators dispute.")
    group.command("push")(push)
    group.command("pull")(pull)
    group.command("sheet")(sheet)
    app.add_typer(group, name="adjudicate")


def push(labels: LabelsOption = None, project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """Send the disputed passages to a Label Studio project of their own, worst first.

    Example: annotate adjudicate push --label claim
    """
    import json
    from dataclasses import asdict

    from annotate.labelstudio.adjudication import push_disputes
    from annotate.reconcile.disputes_page import Words

    study = open_project(project)
    sent = push_disputes(study, _known(study, labels), Words(study.schema()).asked)
    say(f"{sent.disputes} disputes: {sent.sent} sent, {sent.worked} worked on there; {sent.removed} outdated removed")
    say(f"The adjudicator works here: {sent.stream}")
    if as_json:
        data(json.dumps(asdict(sent), ensure_ascii=False, indent=2))


def _known(study: Project, labels: Sequence[str] | None) -> Sequence[str]:
    """Return labels, and types of relations, that the schema has; no others are taken."""
    from annotate.cli.labels import refuse_unknown

    schema = study.schema()
    refuse_unknown(labels or (), [*(one.id for one in schema.labels), *(one.id for one in schema.relations)])
    return labels or ()


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
        tell_issue(issue)
    known = len(decided.decisions) - len(made)
    say(f"{len(made)} decisions added to {DECISIONS}, {known} known. Next: annotate reconcile")
    refuse_if_failed(sum(issue.is_error for issue in decided.issues), "problems in what came back")


def _append(study: Project, old: Sequence[Decision], made: Sequence[Decision]) -> None:
    from annotate.files import dump_record

    if made:
        study.write_text(DECISIONS, "".join(dump_record(decision) + "\n" for decision in (*old, *made)))


def sheet(
    read: Annotated[
        Path | None,
        typer.Option("--read", metavar="FILE", help="Read a filled sheet, .xlsx or .csv, into decisions.jsonl."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write out/disputes.csv instead.")] = False,
    labels: LabelsOption = None,
    project: ProjectOption = None,
) -> None:
    """Write the disputes as a workbook to fill in, out/disputes.xlsx; or read it back.

    Example: annotate adjudicate sheet, then annotate adjudicate sheet --read out/disputes.xlsx
    """
    from annotate.errors import InputError

    study = open_project(project)
    chosen = _known(study, labels)
    if read is not None and chosen:
        raise InputError("--label", "chooses what is written; a sheet is read as a whole", "Leave it out.")
    proposals, documents = _proposals(study, chosen)
    if read is not None:
        _read_back(study, read, [proposal for _, proposal in proposals], documents)
        return
    path = _write(study, proposals, csv=csv)
    say(f"{len(proposals)} proposals → {path}. Fill in the column decision (keep or drop), then run:")
    say(f"annotate adjudicate sheet --read {path}")


def _proposals(study: Project, labels: Sequence[str] = ()) -> tuple[list[Disputed], dict[str, Document]]:
    """Return each proposal with its dispute, worst first, and the documents; of the labels named only."""
    from annotate.model import Consensus
    from annotate.reconcile.running import disputed
    from annotate.reconcile.sheet import to_proposals
    from annotate.records import Filed

    consensus = Filed(study.path(Consensus), Consensus)
    documents: dict[str, Document] = {}
    found: list[Disputed] = []
    for document, disputes, works in disputed(study):
        chosen = [dispute for dispute in disputes if dispute.is_on(labels)]
        if chosen:
            documents[document.id] = document
            standing = {span.id: span for one in consensus.of(document.id) for span in one.spans}
            own = {dispute.id: dispute for dispute in chosen}
            proposals = to_proposals(document, chosen, works, standing)
            found.extend((own[proposal.row["dispute"]], proposal) for proposal in proposals)
    return sorted(found, key=lambda pair: -float(pair[1].row["severity"])), documents


def _write(study: Project, proposals: Sequence[Disputed], *, csv: bool) -> Path:
    from annotate.cli.sheets import as_csv, workbook
    from annotate.files import replacing
    from annotate.language import current
    from annotate.reconcile.disputes_page import Words
    from annotate.reconcile.sheet import COLUMNS
    from annotate.reconcile.sheet_words import HEADS, in_chinese

    path = study.out / f"{SHEET}.{'csv' if csv else 'xlsx'}"
    _refuse_unread(study, path)
    words, chinese = Words(study.schema()), current() == "zh"
    heads = HEADS if chinese else {}
    rows = [in_chinese(one.row, dispute, words) if chinese else one.row for dispute, one in proposals]
    content = as_csv(COLUMNS, rows, heads).encode() if csv else workbook(COLUMNS, rows, heads)
    with replacing(path, "wb") as file:
        file.write(content)
    return path


def _refuse_unread(study: Project, path: Path) -> None:
    """Refuse to write over what somebody filled in and nobody read back.

    Raises:
        InputError: there are such rows.
    """
    from annotate.cli.sheets import read_sheet
    from annotate.errors import InputError
    from annotate.files import read_edited
    from annotate.model import Decision
    from annotate.reconcile.sheet import COLUMNS
    from annotate.reconcile.sheet_reading import unread

    if not path.is_file():
        return
    waiting = unread(read_sheet(path, COLUMNS), read_edited(study.root / DECISIONS, Decision))
    if waiting:
        todo = f"Run: annotate adjudicate sheet --read {path}, or move the file away."
        raise InputError(str(path), f"{len(waiting)} filled rows were not read yet", todo)


def _read_back(study: Project, path: Path, originals: list[Proposal], documents: dict[str, Document]) -> None:
    from datetime import UTC, datetime

    from annotate.cli.sheets import read_sheet
    from annotate.files import read_edited
    from annotate.labelstudio.decided import new_decisions
    from annotate.model import Decision
    from annotate.reconcile.sheet import COLUMNS
    from annotate.reconcile.sheet_reading import from_rows

    # The head is the first row, as programs count them.
    rows = [(f"{path} row {number}", row) for number, row in enumerate(read_sheet(path, COLUMNS), 2)]
    proposals = {proposal.key: proposal for proposal in originals}
    old = read_edited(study.root / DECISIONS, Decision)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    made = new_decisions(old, from_rows(rows, proposals, documents, study.schema(), at=at, known=old))
    _append(study, old, made)
    known = sum(bool(row["decision"].strip()) for _, row in rows) - len(made)
    say(f"{len(made)} decisions added to {DECISIONS}, {known} known. Next: annotate reconcile")
