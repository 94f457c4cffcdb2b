"""Read rule packs: all files of a folder, checked together, compiled once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.errors import AnnotateError, InputError, NotFoundError, nearest, raise_problems
from annotate.loading import available, load_yaml
from annotate.seeding.facts import FACTS, REQUIRED_LEXICONS
from annotate.seeding.format import ActorList, ActorRule, Lexicon, PackFile, PackHead, RelationRule, Rule
from annotate.seeding.necessary import necessary
from annotate.seeding.patterns import alternation, expand, faults, unknown_macros

LABELS = ("policy_recommendation", "claim", "evidence", "none")


@dataclass(frozen=True, slots=True)
class Words:
    """A compiled lexicon.

    Args:
        source: the expression that stands for `{name}` in patterns.
        regex: the same, compiled.
        tokens: one-character hits count only on token borders.
        needs: characters of which every hit holds one.
        singles: one-character words whose borders a segmenter is asked about.
    """

    source: str
    regex: re.Pattern[str]
    tokens: bool
    needs: frozenset[str]
    singles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its expression, None where only facts decide; `needs` as for `Words`, None where unknown."""

    rule: Rule
    regex: re.Pattern[str] | None
    needs: frozenset[str] | None = None


@dataclass(frozen=True)
class Pack:
    """A rule pack, ready to be used."""

    head: PackHead
    words: Mapping[str, Words]
    rules: tuple[Compiled, ...]
    lists: PackFile
    actor_rules: tuple[tuple[ActorRule, re.Pattern[str]], ...]
    relations: tuple[tuple[RelationRule, re.Pattern[str] | None], ...]
    fold: Mapping[str, str]
    themes: tuple[tuple[str, re.Pattern[str]], ...] = ()
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    fingerprint: str = ""
    applicable: dict[tuple[str, ...], tuple[Compiled, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def rules_for(self, unit: str, values: Mapping[str, str]) -> tuple[Compiled, ...]:
        """Return the rules of a unit whose `when` holds; few combinations of facts occur, so each is kept."""
        key = (unit, *values.values())
        if key not in self.applicable:
            self.applicable[key] = tuple(
                each
                for each in self.rules
                if each.rule.unit == unit and all(values[fact] in allowed for fact, allowed in each.rule.when.items())
            )
        return self.applicable[key]

    @property
    def name(self) -> str:
        """The pack, its version and a fingerprint of its files: another rule is another name."""
        return f"{self.head.id}-{self.head.version}-{self.fingerprint}"

    @property
    def all_rules(self) -> tuple[Rule | ActorList | ActorRule | RelationRule, ...]:
        """The rules of every kind, in the order of the files."""
        return (
            *(compiled.rule for compiled in self.rules),
            *self.lists.actors,
            *(rule for rule, _ in self.actor_rules),
            *(rule for rule, _ in self.relations),
        )


def load_packs(names: Sequence[str], project_root: Path | None = None) -> tuple[Pack, ...]:
    """Read packs by the names of their folders in `seeds/`, a project's own files first.

    Raises:
        NotFoundError: there is no such pack.
        InputError, ProblemsError: a file is wrong; all problems at once.
    """
    files = available("seeds", project_root)
    known = sorted({name.partition("/")[0] for name in files if "/" in name})
    packs = []
    for name in names:
        if name not in known:
            raise NotFoundError("seeds", f"there is no rule pack {name!r}", nearest(name, known))
        packs.append(_load_pack([path for key, path in files.items() if key.startswith(f"{name}/")]))
    return tuple(packs)


def _load_pack(paths: Sequence[Path]) -> Pack:
    problems: list[AnnotateError] = []
    read: list[tuple[Path, PackFile]] = []
    for path in paths:
        try:
            read.append((path, load_yaml(path, PackFile)))
        except AnnotateError as error:
            problems.extend(getattr(error, "problems", (error,)))
    raise_problems(problems)
    heads = [(path, file.pack) for path, file in read if file.pack is not None]
    if len(heads) != 1:
        where = str(paths[0].parent)
        raise InputError(where, f"{len(heads)} files have a `pack:`", "Exactly one file of a pack must have it.")
    raise_problems(list(_inconsistencies(read)))
    return replace(_compile(heads[0][1], [file for _, file in read]), fingerprint=_fingerprint(paths))


def _fingerprint(paths: Sequence[Path]) -> str:
    """Return a short hash of what the files say, whatever the system's line endings."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda each: each.name):
        digest.update(f"{path.name}\n".encode())
        digest.update("\n".join(path.read_text(encoding="utf-8").splitlines()).encode())
    return digest.hexdigest()[:8]


def _compile(head: PackHead, files: Sequence[PackFile]) -> Pack:
    flags = re.IGNORECASE if head.language == "en" else re.NOFLAG
    sources = _sources(files, head.language)
    words = {name: _words(lexicon, sources[name], flags) for file in files for name, lexicon in file.lexicons.items()}

    def compiled(pattern: str) -> re.Pattern[str] | None:
        return re.compile(expand(pattern, sources), flags) if pattern else None

    groups = {
        (label, family): factor
        for file in files
        for label, factors in file.groups.items()
        for family, factor in factors.items()
    }
    exact = [re.compile(expand(rule.pattern, sources)) for file in files for rule in file.actor_rules]
    lists = tuple(actors for file in files for actors in file.actors)
    return Pack(
        head=head,
        words=words,
        rules=tuple(
            Compiled(
                replace(rule, weight=rule.weight * groups.get((rule.label, rule.family), 1.0)),
                compiled(rule.pattern),
                necessary(expand(rule.pattern, sources)) if rule.pattern else None,
            )
            for file in files
            for rule in file.rules
        ),
        lists=PackFile(
            format="seeds/1", actors=lists, lexicons={k: v for file in files for k, v in file.lexicons.items()}
        ),
        actor_rules=tuple(zip((rule for file in files for rule in file.actor_rules), exact, strict=True)),
        relations=tuple((rule, compiled(rule.pattern)) for file in files for rule in file.relations),
        calibration={label: pair for file in files for label, pair in file.calibration.items()},
        themes=tuple(
            (theme.title, re.compile(_source(Lexicon(words=theme.words), head.language), flags))
            for file in files
            for theme in file.themes
        ),
        fold={k: v for file in files for old, new in file.fold.items() for k, v in zip(old, new, strict=True)},
    )


def _words(lexicon: Lexicon, source: str, flags: re.RegexFlag) -> Words:
    singles = frozenset(word for word in lexicon.words if len(word) == 1) if lexicon.tokens else frozenset()
    return Words(source, re.compile(source, flags), lexicon.tokens, necessary(source) or frozenset(), singles)


def _sources(files: Sequence[PackFile], language: str) -> dict[str, str]:
    """Return lexicon name -> expression."""
    return {name: _source(lexicon, language) for file in files for name, lexicon in file.lexicons.items()}


def _source(lexicon: Lexicon, language: str) -> str:
    free, guarded = [], []
    for word in lexicon.words:
        guards = "".join(_guard(word, longer) for longer in lexicon.skip if word in longer and word != longer)
        if guards:
            guarded.append((word, guards + re.escape(word)))
        else:
            free.append(word)
    guarded.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    parts = [alternation(free), *(source for _, source in guarded)] if free else [source for _, source in guarded]
    joined = f"(?:{'|'.join(parts)})"
    return rf"(?:\b{joined}\b)" if language == "en" else joined


def _guard(word: str, longer: str) -> str:
    """Return a look-ahead that fails where `word` is a part of the longer word."""
    at = longer.index(word)
    before = f"(?<={re.escape(longer[:at])})" if at else ""
    return f"(?!{before}{re.escape(longer[at:])})"


def _inconsistencies(read: Sequence[tuple[Path, PackFile]]) -> Iterator[AnnotateError]:
    files = [file for _, file in read]
    language = next(file.pack.language for file in files if file.pack)
    sources = _sources(files, language)
    missing = sorted(set(REQUIRED_LEXICONS) - set(sources))
    if missing:
        yield InputError(str(read[0][0].parent), f"the lexicons {', '.join(missing)} are missing", "Add them.")
    seen: dict[str, Path] = {}
    for path, file in read:
        for key, name, rule in _rules(file):
            where = f"{path} {key}.{rule.id}"
            if rule.id in seen:
                yield InputError(where, f"the id stands already in {seen[rule.id]}", "Rename one of the two.")
            seen[rule.id] = path
            yield from _pattern_problems(where, name, sources)
            if isinstance(rule, Rule):
                yield from _rule_problems(where, rule)
            if not rule.match or not rule.skip:
                yield InputError(where, "lacks `match` or `skip` examples", "Give at least one of each.")
        yield from _word_problems(path, file)
    yield from _fitted_problems(read)


def _fitted_problems(read: Sequence[tuple[Path, PackFile]]) -> Iterator[AnnotateError]:
    families = {label: sorted({r.family for _, f in read for r in f.rules if r.label == label}) for label in LABELS}
    seen: set[str] = set()
    for path, file in read:
        for label in (*file.groups, *file.calibration):
            if label not in LABELS:
                yield InputError(f"{path} {label}", f"{label!r} is no reading", nearest(label, LABELS))
        for label, factors in file.groups.items():
            for family in factors:
                if family not in families.get(label, ()):
                    known = families.get(label, [])
                    yield InputError(
                        f"{path} groups.{label}", f"no rule is of the family {family!r}", nearest(family, known)
                    )
        for label in file.calibration:
            if label in seen:
                yield InputError(f"{path} calibration.{label}", "stands in two files", "Keep one.")
            seen.add(label)


def _word_problems(path: Path, file: PackFile) -> Iterator[AnnotateError]:
    for name, lexicon in file.lexicons.items():
        if not lexicon.words or "" in lexicon.words:
            yield InputError(f"{path} lexicons.{name}", "has no words, or an empty one", "Give words.")
    for actors in file.actors:
        if not actors.names or "" in actors.names:
            yield InputError(f"{path} actors.{actors.id}", "has no names, or an empty one", "Give names.")
    for theme in file.themes:
        if not theme.words or "" in theme.words:
            yield InputError(f"{path} themes.{theme.id}", "has no words, or an empty one", "Give words.")
    for old, new in file.fold.items():
        if len(old) != len(new):
            yield InputError(f"{path} fold", f"{old!r} and {new!r} differ in length", "Give pairs of characters.")


def _rules(file: PackFile) -> Iterator[tuple[str, str, Rule | ActorList | ActorRule | RelationRule]]:
    for names in file.actors:
        yield "actors", "", names
    for rule in file.rules:
        yield "rules", rule.pattern, rule
    for actor in file.actor_rules:
        yield "actor_rules", actor.pattern, actor
    for relation in file.relations:
        yield "relations", relation.pattern, relation


def _pattern_problems(where: str, pattern: str, sources: Mapping[str, str]) -> Iterator[AnnotateError]:
    if not pattern:
        return
    unknown = unknown_macros(pattern, sources)
    for name in unknown:
        yield InputError(f"{where}.pattern", f"there is no lexicon {name!r}", nearest(name, sources))
    if not unknown:
        for fault in faults(expand(pattern, sources)):
            yield InputError(f"{where}.pattern", fault, "Change the pattern.")


def _rule_problems(where: str, rule: Rule) -> Iterator[AnnotateError]:
    if rule.label not in LABELS:
        yield InputError(f"{where}.label", f"{rule.label!r} is no reading", nearest(rule.label, LABELS))
    if not rule.pattern and not rule.when:
        yield InputError(where, "has neither `pattern` nor `when`", "Say where it holds.")
    for fact, values in rule.when.items():
        if fact not in FACTS:
            yield InputError(f"{where}.when", f"{fact!r} is no fact of a clause", nearest(fact, FACTS))
            continue
        for value in values:
            if value not in FACTS[fact]:
                yield InputError(f"{where}.when.{fact}", f"{value!r} is not a value", nearest(value, FACTS[fact]))
