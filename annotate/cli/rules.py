"""`annotate rules report` and `annotate rules fit`: the rules beside what annotators made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, progress, say

if TYPE_CHECKING:
    from annotate.cli.judged import Work
    from annotate.seeding.figures import Change, Figures
    from annotate.seeding.fitting import Fit
    from annotate.seeding.observing import Survey
    from annotate.seeding.reporting import RuleReport

AnnotationsArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[ANNOTATIONS]",
        help="A Label Studio export, annotations.jsonl or consensus.jsonl. Default: the study's annotations.",
        show_default=False,
    ),
]
SHOWN = 20
HEADINGS = "headings"


def register(rules: typer.Typer) -> None:
    """Add the commands to those of `annotate rules`."""
    rules.command("report")(rules_report)
    rules.command("fit")(rules_fit)


def rules_report(
    annotations: AnnotationsArgument = None,
    without: Annotated[
        list[str] | None,
        typer.Option(metavar="FAMILY", help="As if these rules were not there; `headings`: as if no heading was."),
    ] = None,
    ablation: Annotated[
        bool, typer.Option("--ablation", help="What is lost without headings, and without each family in turn.")
    ] = False,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Say how each rule did: firings, precision, recall, and what annotators did with its marks.

    Example: annotate rules report work/annotations.jsonl
    """
    from annotate.cli.judged import gather
    from annotate.seeding.figures import figures
    from annotate.seeding.figures import without as without_families
    from annotate.seeding.reporting import fates, missed_by_all, report

    work = gather(annotations, project)
    survey = _survey(work, without or [])
    if ablation:
        _ablation(work, survey, without or [], as_json=as_json)
        return
    known = fates(work.predictions, work.annotations)
    packs = without_families(work.packs, [name for name in without or [] if name != HEADINGS])
    rules, labels = report(survey, packs, known), figures(survey, packs)
    missed = [(label, unit.document, unit.extent) for label, unit in missed_by_all(survey.units, packs)]
    missed += [(m.label, m.document, m.extent) for m in survey.marks if not m.rule and m.label == "actor"]
    by_label = fates(work.predictions, work.annotations, by="label")
    if as_json:
        _json(rules=rules, figures=labels, missed=missed, marks=by_label)
        return
    _table(rules)
    _missed(missed, work)
    _anchoring(by_label)
    _figures(labels)


def _survey(work: Work, left_out: Sequence[str]) -> Survey:
    """Read the annotated papers, without some families or without headings.

    Raises:
        InputError: annotators were asked about nothing.
        NotFoundError: there is no such family.
    """
    from annotate.errors import InputError
    from annotate.seeding.figures import without
    from annotate.seeding.observing import survey

    packs = without(work.packs, [name for name in left_out if name != HEADINGS])
    found = survey(work.documents, work.annotations, packs, work.borders, headings=HEADINGS not in left_out)
    if not found.units:
        raise InputError("annotations", "no sentence was asked about", "Annotate, then run: annotate pull")
    return found


def _table(rules: Sequence[RuleReport]) -> None:
    from annotate.seeding.reporting import FATES

    data("\t".join(("rule", "label", "of", "weight", "firings", "precision", "recall", *FATES)))
    for each in rules:
        weight = f"{each.weight:+.1f}" if each.of == "units" else f"{each.weight:.2f}"
        numbers = (each.of, weight, str(each.firings), str(each.precision), str(each.recall))
        data("\t".join((each.rule, each.label, *numbers, *(str(each.fates.get(fate, 0)) for fate in FATES))))


def _missed(missed: Sequence[tuple[str, str, object]], work: Work) -> None:
    from annotate.model import Extent

    say(f"{len(missed)} marks of annotators that no rule spoke for")
    texts = {document.id: document for document in work.documents}
    left: Counter[str] = Counter()
    for label, document, extent in missed:
        left[label] += 1
        if left[label] <= SHOWN and isinstance(extent, Extent):
            say(f"  {document} {extent.start} {label}: {texts[document].quote(extent)}")
    for label, number in left.items():
        if number > SHOWN:
            say(f"  and {number - SHOWN} more of {label} (all of them: --json)")


def _anchoring(by_label: Mapping[str, Counter[str]]) -> None:
    """Say how far annotators went along with what they were shown."""
    from annotate.seeding.reporting import FATES, Share

    if not by_label:
        say("nobody began with these marks, so what became of them is not known")
    for label, counts in sorted(by_label.items()):
        shares = ", ".join(f"{fate} {Share(counts[fate], counts.total())}" for fate in FATES)
        say(f"of the marks that annotators were shown, {label}: {shares}")


def _figures(labels: Sequence[Figures]) -> None:
    """Say how each label did, with intervals."""
    for each in labels:
        base = f" (marking everything {each.everything:.2f}), kappa {each.kappa}" if each.kappa else ""
        say(
            f"{each.label}, {each.asked} {each.of}, {each.held} held by annotators: "
            f"F1 {each.f1}{base}; precision {each.precision}, recall {each.recall}"
        )
        if each.scores:
            whose = "its scores" if each.of == "units" else "scores of the marks made"
            say(f"  {whose}: calibration error {each.scores.error}, Brier skill {each.scores.skill}")
    if labels:
        say(f"in brackets: 95 % of 1000 draws of whole {labels[0].drawn}; base rates are those of the other papers")


def _ablation(work: Work, before: Survey, left_out: Sequence[str], *, as_json: bool) -> None:
    """Print what is lost without headings, and without each family of rules."""
    from annotate.seeding.figures import changes, families, without

    names = [HEADINGS, *families(without(work.packs, [name for name in left_out if name != HEADINGS]))]
    found: dict[str, tuple[Change, ...]] = {"nothing": changes(before, before)}
    with progress([name for name in names if name not in left_out], "leaving out") as shown:
        for name in shown:
            found[name] = changes(before, _survey(work, [*left_out, name]))
    if as_json:
        _json(without=found)
        return
    data("without\tlabel\tF1\tdifference")
    for name, changed in found.items():
        for each in changed:
            data("\t".join((name, each.label, str(each.f1), "" if name == "nothing" else str(each.difference))))


def _json(**content: object) -> None:
    data(json.dumps(content, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: object) -> object:
    """Return a value of ours as JSON has it."""
    return asdict(value)  # type: ignore[call-overload] # only our dataclasses come here


def rules_fit(
    annotations: AnnotationsArgument = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write. Default: work/.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Fit group weights and calibration, and say how they do on papers they were not fitted on.

    Example: annotate rules fit

    The shipped packs stay as they are. To use what was fitted, move the file to seeds/PACK/fitted.yaml.
    """
    from annotate.cli.judged import gather
    from annotate.files import replacing
    from annotate.seeding.fitting import fit

    work = gather(annotations, project)
    units = _survey(work, []).units
    folder = out or open_project(project).work
    folder.mkdir(parents=True, exist_ok=True)
    told: dict[str, tuple[Fit, ...]] = {}
    for pack in work.packs:
        fits = fit([unit for unit in units if unit.pack == pack.head.id], pack.calibration)
        if not fits:
            say(f"{pack.head.id}: fewer than two annotated papers, nothing to fit")
            continue
        told[pack.head.id] = fits
        path = folder / f"fitted-{pack.head.id}.yaml"
        with replacing(path) as file:
            file.write(_file(pack.head.id, fits))
        if not as_json:
            for each in fits:
                _tell(pack.head.id, each)
        say(f"{path}: move it to seeds/{pack.head.id}/fitted.yaml to use it")
    if as_json:
        _json(fits=told)


def _tell(pack: str, fit: Fit) -> None:
    """Say what was fitted, how it does on papers left out, and whether there are enough of them."""
    data(f"{pack} {fit.label}: {fit.papers} papers, {fit.units} units, {fit.held} held; leaving one paper out:")
    data(f"  F1 {fit.f1_shipped} as shipped, {fit.f1_fitted} with fitted factors, difference {fit.gain}")
    data(f"  calibration error {fit.shipped.error} as shipped, {fit.fitted.error} fitted")
    data(f"  Brier skill {fit.shipped.skill} as shipped, {fit.fitted.skill} fitted")
    data(f"  fitted on all papers: score = logistic({fit.calibration[0]} + {fit.calibration[1]} * margin)")
    for family, factor in fit.groups.items():
        data(f"    {family} x {factor}")
    if fit.groups and fit.gain.low <= 0:
        data("    papers left out gain nothing for certain by these factors: leave them out of the file")
    if not fit.enough:
        say(
            f"{pack} {fit.label}: {fit.papers} papers are too few to trust the fit (ten of several fields are wanted); "
            f"the intervals are drawn over {fit.drawn} and do not tell how other fields would differ",
            warn=True,
        )


def _file(pack: str, fits: tuple[Fit, ...]) -> str:
    """Return a file of the pack that holds what was fitted."""
    lines = [f"# Fitted by `annotate rules fit`; move to seeds/{pack}/fitted.yaml to use it.", "format: seeds/1"]
    if groups := [fit for fit in fits if fit.groups]:
        lines.append("groups:")
        for fit in groups:
            lines.append(f"  {fit.label}:")
            lines.extend(f"    {family}: {factor.value}" for family, factor in fit.groups.items())
    lines.append("calibration:")
    lines.extend(f"  {fit.label}: [{fit.calibration[0].value}, {fit.calibration[1].value}]" for fit in fits)
    return "\n".join(lines) + "\n"
