"""`annotate export` and `annotate compare`: the tables, into files or into the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotate.cli.app import JsonOption, ProjectOption, data, open_project, say

if TYPE_CHECKING:
    from annotate.exporters import Exporter
    from annotate.model import Table
    from annotate.store import Project
    from annotate.tables.profile import Profile
    from annotate.tables.study import Study


class Lang(StrEnum):
    """The languages that the tool speaks."""

    zh = "zh"
    en = "en"


FileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE.json]", help="One Label Studio export, without a study.", show_default=False),
]
SeedsOption = Annotated[
    bool, typer.Option("--with-seeds", help="Show, hatched, what only rules marked in papers nobody annotated.")
]
LangOption = Annotated[Lang, typer.Option(help="The language of the tool's own words.")]


FORMATS = "html, xlsx, csv, markdown, json, docx, parquet, dna; brat, cas, docbin, refi-qda. Default: the profile's."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("export")(export)
    app.command("compare")(compare)


def export(  # noqa: PLR0917 - Typer declares options as parameters
    file: FileArgument = None,
    profile: Annotated[list[str] | None, typer.Option(help="Profiles of exports/. Default: all.")] = None,
    format_: Annotated[
        list[str] | None,
        typer.Option("--format", help=FORMATS),
    ] = None,
    with_seeds: SeedsOption = False,
    lang: LangOption = Lang.zh,
    bom: Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for Excel.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to write. Default: out/.")] = None,
    project: ProjectOption = None,
) -> None:
    """Set the authors' recommendations side by side, in files.

    Example: annotate export --profile comparison --format html
    """
    from annotate.exporters import Options

    root = open_project(project) if project or not file else None
    profiles = _profiles(profile, root)
    foreign, format_ = _foreign(format_)
    wanted = [] if foreign and not format_ else _by_format(profiles, format_)
    study = _study(file, root, profiles, with_seeds)
    tables = _tables(profiles, study, with_seeds)
    folder = out or (root.out if root and not file else Path("out"))
    options = Options(lang=lang.value, bom=bom)
    written: list[Path] = []
    for write, ids in wanted:
        written += write([tables[i] for i in ids], folder, options)
    if foreign:
        from annotate.cli.exchanging import exchange

        written += exchange(foreign, study, folder)
    if root and not file:
        _translations(root, study, profiles)
    written.append(_manifest(folder, written, file, root, profiles, with_seeds))
    for path in dict.fromkeys(folder / path.relative_to(folder).parts[0] for path in written):
        say(f"→ {path}")


def compare(
    file: FileArgument = None,
    profile: Annotated[str, typer.Option(help="A matrix profile of exports/.")] = "comparison",
    with_seeds: SeedsOption = False,
    lang: LangOption = Lang.zh,
    as_json: JsonOption = False,
    project: ProjectOption = None,
) -> None:
    """Show the comparison in the terminal.

    Example: annotate compare --lang en
    """
    from annotate.cli.terminal import show
    from annotate.errors import InputError
    from annotate.exporters.to_json import dumped

    root = open_project(project) if project or not file else None
    profiles = _profiles([profile], root)
    if profiles[0].kind != "matrix":
        raise InputError(f"exports/{profile}", "is a long table", "Run: annotate export --profile " + profile)
    study = _study(file, root, profiles, with_seeds)
    table = _tables(profiles, study, with_seeds)[profiles[0].id]
    if as_json:
        data(dumped(table))
    else:
        show(table, lang.value)


def _profiles(names: Sequence[str] | None, root: Project | None) -> list[Profile]:
    """Read profiles, all if none is named; every problem of every file at once."""
    from annotate.errors import AnnotateError, InputError, raise_problems
    from annotate.loading import available
    from annotate.tables.profile import load_profile

    folder = root.root if root else None
    profiles: dict[str, Profile] = {}
    problems: list[AnnotateError] = []
    for name in names or available("exports", folder):
        try:
            loaded = load_profile(name, folder)
        except AnnotateError as error:
            problems.append(error)
            continue
        if loaded.id in profiles and not names:
            problems.append(InputError(f"exports/{name}", f"another profile has the id {loaded.id!r}", "Change it."))
        profiles[loaded.id] = loaded
    raise_problems(problems)
    return list(profiles.values())


def _foreign(formats: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Part the formats of other programs, which take annotations, from those that take tables."""
    from annotate.exchange import EXCHANGE

    foreign = [name for name in formats or () if name in EXCHANGE.names()]
    for name in foreign:
        EXCHANGE.load(name)  # a missing extra is told before any work
    return foreign, [name for name in formats or () if name not in foreign]


def _by_format(profiles: Sequence[Profile], formats: Sequence[str] | None) -> list[tuple[Exporter, list[str]]]:
    """Return each exporter with the tables it writes; an unknown format is told before any work."""
    from annotate.exporters import EXPORTERS

    names = sorted(set(formats or [f for p in profiles for f in p.formats]))
    return [(EXPORTERS.load(n), [p.id for p in profiles if formats or n in p.formats]) for n in names]


def _study(file: Path | None, root: Project | None, profiles: Sequence[Profile], with_seeds: bool) -> Study:
    """Gather, and give references to what has none yet; a study keeps them."""
    from annotate.cli.gathering import REFERENCES, gather, gather_file
    from annotate.tables.build import refer
    from annotate.tables.references import save_references

    if file:
        study = gather_file(file, root, with_seeds=with_seeds)
    elif root:
        study = gather(root, with_seeds=with_seeds)
    for label in dict.fromkeys(profile.label for profile in profiles):
        study = refer(study, label)
    if root and not file:
        save_references(root.work / REFERENCES, study.references)
    return study


def _translations(root: Project, study: Study, profiles: Sequence[Profile]) -> None:
    """Write the file of translations to be filled in, once; what stands there is never written over."""
    from annotate.files import replacing
    from annotate.tables.study import translations_to_fill

    path = root.root / "translations.csv"
    if path.exists() or not profiles or not study.consensus:
        return
    with replacing(path) as out:
        out.write(translations_to_fill(study, profiles[0].label))
    say(f"→ {path}: fill in translations, and the next export shows them beside the quotations")


def _tables(profiles: Sequence[Profile], study: Study, with_seeds: bool) -> dict[str, Table]:
    from annotate.tables.build import tabulate

    return {profile.id: tabulate(profile, study, with_seeds=with_seeds) for profile in profiles}


def _manifest(
    folder: Path,
    written: Sequence[Path],
    file: Path | None,
    root: Project | None,
    profiles: Sequence[Profile],
    with_seeds: bool,
) -> Path:
    """Write what the files were made from, so that a figure in print can be traced."""
    from annotate.cli.manifest import manifest
    from annotate.files import replacing

    path = folder / "manifest.json"
    text = manifest(
        written, export=file, project=root, profiles=[p.id for p in profiles], with_seeds=with_seeds, folder=folder
    )
    with replacing(path) as out:
        out.write(text)
    return path
