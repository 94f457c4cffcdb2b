"""One export: which profiles, from which study, into which files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.cli.app import say
from annotate.collecting import uncollected

if TYPE_CHECKING:
    from annotate.exporters import Exporter, Options
    from annotate.model import Table
    from annotate.store import Project
    from annotate.tables.profile import Profile
    from annotate.tables.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one export was asked for.

    Args:
        file: one Label Studio export, instead of or beside a study.
        max_quote: characters after which quotations are cut; 0 cuts none.
        replication: write the archive that can be published.
        consensus_only: leave annotators' own work out of the formats of other programs.
        letters: name annotators by letters in them.
        jobs: how many formats are written at once; 0: one for each core.
    """

    file: Path | None
    root: Project | None
    folder: Path
    profiles: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    with_seeds: bool = False
    lang: str = "zh"
    bom: bool = False
    max_quote: int = 0
    replication: bool = False
    consensus_only: bool = False
    letters: bool = False
    jobs: int = 1

    @property
    def kept(self) -> Project | None:
        """Return the study whose files this export may write; none beside a single file."""
        return None if self.file else self.root


def run(order: Order) -> list[Path]:
    """Carry out an export; return the files and folders that were written, and say them."""
    from annotate.exporters import Options

    profiles = find_profiles(order.profiles, order.root)
    foreign, formats = _foreign(order.formats)
    _refuse_whole_texts(order, foreign)
    _refuse_without_foreign(order, foreign)
    only = (foreign or order.replication) and not formats
    wanted = {} if only else _by_format(profiles, formats)
    _refuse_many_papers(order, profiles, wanted)
    with uncollected():
        study = find_study(order, profiles)
        tables = make_tables(profiles, study, order.with_seeds) if wanted else {}
        _refuse_too_large(tables, wanted)
        options = Options(lang=order.lang, bom=order.bom, documents=() if order.max_quote else study.documents)
        written: list[Path] = []
        if order.kept:
            _translations(order.kept, study, profiles)
        if wanted and not foreign and not order.replication:
            study = replace(study, consensus=(), annotations=(), predictions=())  # the tables hold all that is needed
        if "dna" in wanted:
            _tell_dna(order, tables.values())
        written += _written(wanted, tables, order, options)
        if foreign:
            from annotate.cli.exchanging import exchange

            written += exchange(foreign, study, order)
        if order.replication:
            from annotate.cli.replicating import replicate

            written.append(replicate(study, order))
    written.append(_manifest(order, written, profiles))
    tops = list(dict.fromkeys(order.folder / path.relative_to(order.folder).parts[0] for path in written))
    for path in tops:
        say(f"→ {path}")
    return tops


def _written(wanted: Mapping[str, list[str]], tables: dict[str, Table], order: Order, options: Options) -> list[Path]:
    """Write each format; return the files in the formats' order.

    Several are written at once by processes that are forked from this one: what
    tables hold, on disk and in memory, is theirs without being sent. Where
    processes cannot be forked, one format is written after the other.
    """
    from annotate.exporters import EXPORTERS
    from annotate.parallel import FORKS, available_cores, mapping

    def write(name: str) -> list[Path]:
        exporter: Exporter = EXPORTERS.load(name)
        return exporter([tables[i] for i in wanted[name]], order.folder, options)

    jobs = max(1, min(order.jobs or available_cores(), len(wanted))) if FORKS else 1
    with mapping(jobs, batch=1) as mapper:
        return [path for paths in mapper(write, list(wanted)) for path in paths]


def _refuse_whole_texts(order: Order, foreign: Sequence[str]) -> None:
    from annotate.errors import InputError

    if order.max_quote < 0:
        raise InputError("--max-quote", f"{order.max_quote} is less than 0", "Give a number of characters.")
    if order.max_quote and foreign:
        what = f"{', '.join(foreign)} hold the papers' whole texts"
        raise InputError("--max-quote", what, "Export them without it, and do not publish them.")


def _refuse_without_foreign(order: Order, foreign: Sequence[str]) -> None:
    """Refuse what says how other programs' formats are written where none is asked for."""
    from annotate.errors import InputError
    from annotate.exchange import EXCHANGE

    for option, given in (("--consensus-only", order.consensus_only), ("--letters", order.letters)):
        if given and not foreign:
            todo = f"Add --format {', or '.join(EXCHANGE.names())}."
            raise InputError(option, "says how the formats of other programs are written, and none is asked for", todo)


def _tell_dna(order: Order, tables: Iterable[Table]) -> None:
    """Say what of the tables does not become a statement with a place."""
    from annotate.exporters.to_dna import without_concept

    for table in tables:
        if lone := without_concept(table):
            say(f"dna: lost: {lone} of {table.id} that stand in no row of a name, and so have no concept", warn=True)
    if order.max_quote:
        say("dna: lost: the papers' texts, and with them the places of statements, since quotations are cut", warn=True)


def find_profiles(names: Sequence[str] | None, root: Project | None) -> list[Profile]:
    """Read profiles, all if none is named; every problem of every file at once."""
    from annotate.errors import AnnotateError, InputError, raise_problems
    from annotate.loading import available
    from annotate.tables.profile import load_profile

    folder = root.root if root else None
    profiles: dict[str, Profile] = {}
    problems: list[AnnotateError] = []
    for name in dict.fromkeys(names or available("exports", folder)):
        try:
            loaded = load_profile(name, folder)
        except AnnotateError as error:
            problems.append(error)
            continue
        if loaded.id in profiles:
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


def _by_format(profiles: Sequence[Profile], formats: Sequence[str] | None) -> dict[str, list[str]]:
    """Return the tables that each format writes; an unknown format is told before any work."""
    from annotate.exporters import EXPORTERS

    names = sorted(set(formats or [f for p in profiles for f in p.formats]))
    for name in names:
        EXPORTERS.load(name)
    return {name: [p.id for p in profiles if formats or name in p.formats] for name in names}


def _refuse_many_papers(order: Order, profiles: Sequence[Profile], wanted: Mapping[str, list[str]]) -> None:
    """Refuse a column for each of very many papers before any of them is read."""
    from annotate.exporters.limits import Size, refuse_too_large
    from annotate.model import Document
    from annotate.records import Lines

    matrices = {p.id for p in profiles if p.kind == "matrix" and p.columns.by == "paper"}
    if not order.root or order.file or not any(matrices & {*ids} for ids in wanted.values()):
        return
    papers = len(Lines(order.root.path(Document)))
    sizes = {name: Size(id=name, kind="matrix", columns=papers) for name in matrices}
    refuse_too_large((name, [sizes[i] for i in ids if i in sizes]) for name, ids in wanted.items())


def _refuse_too_large(tables: Mapping[str, Table], wanted: Mapping[str, list[str]]) -> None:
    """Refuse what a format cannot show before any file is written."""
    from annotate.exporters.limits import refuse_too_large, size

    refuse_too_large((name, [size(tables[i]) for i in ids]) for name, ids in wanted.items())


def find_study(order: Order, profiles: Sequence[Profile]) -> Study:
    """Gather, and give references to what has none yet; a study keeps them."""
    from annotate.cli.gathering import REFERENCES, gather, gather_file
    from annotate.exchange import EXCHANGE
    from annotate.tables.build import refer
    from annotate.tables.references import save_references

    if order.file:
        study = gather_file(order.file, order.root, with_seeds=order.with_seeds)
    elif order.root:
        whole = order.replication or any(name in EXCHANGE.names() for name in order.formats)
        labels = None if whole else {profile.label for profile in profiles}
        study = gather(order.root, with_seeds=order.with_seeds, labels=labels)
    for label in dict.fromkeys(profile.label for profile in profiles):
        study = refer(study, label)
    if order.kept:
        save_references(order.kept.work / REFERENCES, study.references)
    return replace(study, max_quote=order.max_quote)


def _translations(root: Project, study: Study, profiles: Sequence[Profile]) -> None:
    """Write the file of translations to be filled in, once; what stands there is never written over."""
    from annotate.files import replacing
    from annotate.tables.translations import write_translations

    path = root.root / "translations.csv"
    if path.exists():
        _tell_unknown(path, study)
        return
    if not profiles or not study.consensus:
        return
    with replacing(path) as out:
        write_translations(out, study, profiles[0].label)
    say(f"→ {path}: fill in translations, and the next export shows them beside the quotations")


def _tell_unknown(path: Path, study: Study) -> None:
    """Say which translations stand beside no quotation, as a mistyped reference would leave them."""
    if not study.translations:
        return
    known = {reference.name for reference in study.references.given}
    # Machine marks have numbers of their own, which are no references: 秦*5.
    unknown = [name for name in study.translations if name not in known and "*" not in name]
    if unknown:
        say(f"{path.name}: no quotation has the reference {', '.join(unknown)}", warn=True)


def make_tables(profiles: Sequence[Profile], study: Study, with_seeds: bool) -> dict[str, Table]:
    """Return profile id -> its table."""
    from annotate.tables.build import tabulate_all

    return tabulate_all(profiles, study, with_seeds=with_seeds)


def _manifest(order: Order, written: Sequence[Path], profiles: Sequence[Profile]) -> Path:
    """Write what the files were made from, so that a figure in print can be traced."""
    from annotate.cli.manifest import manifest
    from annotate.files import replacing

    path = order.folder / "manifest.json"
    pieces = manifest(
        written,
        export=order.file,
        project=order.root,
        profiles=[p.id for p in profiles],
        with_seeds=order.with_seeds,
        max_quote=order.max_quote,
        asked={"consensus_only": order.consensus_only, "letters": order.letters},
        folder=order.folder,
    )
    with replacing(path) as out:
        out.writelines(pieces)
    return path
