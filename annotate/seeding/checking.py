"""What can be wrong with the files of a pack beside their shape: all of it, with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.errors import AnnotateError, InputError, nearest
from annotate.seeding.facts import FACTS, REQUIRED_LEXICONS
from annotate.seeding.format import ActorList, ActorRule, PackFile, RelationRule, Rule
from annotate.seeding.packs import LABELS
from annotate.seeding.patterns import expand, faults, unknown_macros

Sources = Callable[[Sequence[PackFile], str], Mapping[str, str]]


def problems_of(read: Sequence[tuple[Path, PackFile]], sources_of: Sources) -> Iterator[AnnotateError]:
    """Yield what is wrong with the files of one pack.

    Args:
        read: the files by their paths; one of them has the pack's head.
        sources_of: from the files and their language, lexicon -> the expression that stands for it.
    """
    files = [file for _, file in read]
    language = next(file.pack.language for file in files if file.pack)
    sources = sources_of(files, language)
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
