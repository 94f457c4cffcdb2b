"""What can be wrong with the files of a pack beside their shape: all of it, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path

from annotate.errors import AnnotateError, InputError, nearest
from annotate.seeding.clauses import MAX_CLAUSE, MAX_SENTENCE
from annotate.seeding.facts import FACTS, REQUIRED_LEXICONS
from annotate.seeding.format import ActorList, ActorRule, PackFile, RelationRule, Rule
from annotate.seeding.kinds import RULE_KINDS, load_kind
from annotate.seeding.patterns import expand, faults, unknown_macros
from annotate.seeding.rulebook import LABELS

ANY_LENGTH = 100_000
"""Names of actors are looked for in a whole sentence, however long it is."""
ID = re.compile(r"[\w-]+")
AnyRule = Rule | ActorList | ActorRule | RelationRule
Sources = Callable[[Sequence[PackFile], str], Mapping[str, str]]


def problems_of(
    read: Sequence[tuple[Path, PackFile]], sources_of: Sources, *, trusted: bool = False
) -> Iterator[AnnotateError]:
    """Yield what is wrong with the files of one pack.

    Args:
        read: the files by their paths; one of them has the pack's head.
        sources_of: from the files and their language, lexicon -> the expression that stands for it.
        trusted: leave out what is wrong with a pattern itself, as a test has looked at it before.
    """
    files = [file for _, file in read]
    language = next(file.pack.language for file in files if file.pack)
    sources = sources_of(files, language)
    missing = sorted(set(REQUIRED_LEXICONS) - set(sources))
    if missing:
        yield InputError(str(read[0][0].parent), f"the lexicons {', '.join(missing)} are missing", "Add them.")
    seen: dict[str, Path] = {}
    for path, file in read:
        for key, rule in _rules(file):
            where = f"{path} {key}.{rule.id}"
            if rule.id in seen:
                yield InputError(where, f"the id stands already in {seen[rule.id]}", "Rename one of the two.")
            seen[rule.id] = path
            if not ID.fullmatch(rule.id):
                yield InputError(f"{path} {key}", f"{rule.id!r} is no id", "Give it letters, figures, - and _ only.")
            yield from _pattern_problems(where, rule, sources, trusted=trusted)
            yield from _rule_problems(where, rule) if isinstance(rule, Rule) else _score_problems(where, rule)
            if not rule.match or not rule.skip:
                yield InputError(where, "lacks `match` or `skip` examples", "Give at least one of each.")
        yield from _word_problems(path, file)
    yield from _twice(read)
    yield from _alias_problems(read)
    yield from _fitted_problems(read)


def _twice(read: Sequence[tuple[Path, PackFile]]) -> Iterator[AnnotateError]:
    """Yield the lexicons that two files of the pack have."""
    seen: dict[str, Path] = {}
    for path, file in read:
        for name in file.lexicons:
            if name in seen:
                what = f"the lexicon stands already in {seen[name]}"
                yield InputError(f"{path} lexicons.{name}", what, "Keep one, or name your file as that one.")
            seen[name] = path


def _alias_problems(read: Sequence[tuple[Path, PackFile]]) -> Iterator[AnnotateError]:
    """Yield the aliases that are empty, stand for two actors, or are an actor's canonical name."""
    lists = [(path, actors) for path, file in read for actors in file.actors]
    canonical = {name for _, actors in lists for name in actors.aliases}
    seen: dict[str, str] = {}
    for path, actors in lists:
        for name, others in actors.aliases.items():
            where = f"{path} actors.{actors.id}.aliases.{name}"
            if not name.strip() or not others or not all(other.strip() for other in others):
                yield InputError(where, "has no names, or an empty one", "Give names.")
            for other in others:
                if other in canonical and other != name:
                    yield InputError(where, f"{other!r} has aliases of its own", "Put them in one row.")
                elif seen.setdefault(other, name) != name:
                    what = f"{other!r} stands for {seen[other]!r} and for {name!r}"
                    yield InputError(where, what, "Keep it with one of the two.")


def _fitted_problems(read: Sequence[tuple[Path, PackFile]]) -> Iterator[AnnotateError]:
    families = {label: sorted({r.family for _, f in read for r in f.rules if r.label == label}) for label in LABELS}
    seen: set[str] = set()
    for path, file in read:
        for label in (*file.groups, *file.calibration, *(file.pack.bias if file.pack else ())):
            if label not in LABELS:
                yield InputError(f"{path} {label}", f"{label!r} is no reading", nearest(label, LABELS))
        numbers = [factor for factors in file.groups.values() for factor in factors.values()]
        numbers += [number for pair in file.calibration.values() for number in pair]
        if not all(map(isfinite, (*numbers, *(file.pack.bias.values() if file.pack else ())))):
            yield InputError(str(path), "a weight, factor or calibration is not finite", "Give a number.")
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


def _rules(file: PackFile) -> Iterator[tuple[str, AnyRule]]:
    for key in ("actors", "rules", "actor_rules", "relations"):
        for rule in getattr(file, key):
            yield key, rule


def _bounds(rule: AnyRule) -> tuple[int, int | None]:
    """Return how long a text a rule's pattern meets, and how far a repeat can go in it."""
    if isinstance(rule, Rule):
        return (MAX_CLAUSE if rule.unit == "clause" else MAX_SENTENCE), None
    return (MAX_SENTENCE, ANY_LENGTH) if isinstance(rule, ActorRule) else (1, MAX_SENTENCE)


def _pattern_problems(
    where: str, rule: AnyRule, sources: Mapping[str, str], *, trusted: bool
) -> Iterator[AnnotateError]:
    pattern = getattr(rule, "pattern", "")
    if not pattern:
        return
    unknown = unknown_macros(pattern, sources)
    for name in unknown:
        yield InputError(f"{where}.pattern", f"there is no lexicon {name!r}", nearest(name, sources))
    if not unknown and not trusted:
        for fault in faults(expand(pattern, sources), *_bounds(rule)):
            yield InputError(f"{where}.pattern", fault, "Change the pattern: give its repeats an end, such as {0,20}.")


def _score_problems(where: str, rule: AnyRule) -> Iterator[AnnotateError]:
    score = getattr(rule, "score", 0.0)
    if not 0 <= score <= 1:
        yield InputError(f"{where}.score", f"{score} is no probability", "Give a number between 0 and 1.")


def _rule_problems(where: str, rule: Rule) -> Iterator[AnnotateError]:
    if rule.label not in LABELS:
        yield InputError(f"{where}.label", f"{rule.label!r} is no reading", nearest(rule.label, LABELS))
    if not isfinite(rule.weight):
        yield InputError(f"{where}.weight", f"{rule.weight} is no weight", "Give a number between -10 and 10.")
    if not rule.pattern and not rule.when:
        yield InputError(where, "has neither `pattern` nor `when`", "Say where it holds.")
    for fact, values in rule.when.items():
        if fact not in FACTS and fact not in RULE_KINDS.names():
            known = (*FACTS, *RULE_KINDS.names())
            yield InputError(f"{where}.when", f"{fact!r} is no fact of a clause", nearest(fact, known))
            continue
        allowed = FACTS[fact] if fact in FACTS else load_kind(fact).values
        for value in values:
            if value not in allowed:
                yield InputError(f"{where}.when.{fact}", f"{value!r} is not a value", nearest(value, allowed))
