"""Read rule packs: all files of a folder, checked together, compiled once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from annotate.errors import AnnotateError, InputError, NotFoundError, nearest, raise_problems
from annotate.loading import available, load_yaml, shipped
from annotate.seeding.checking import problems_of
from annotate.seeding.format import Lexicon, PackFile, PackHead, Rule
from annotate.seeding.necessary import SAME_LETTER
from annotate.seeding.packs import Pack, Words
from annotate.seeding.patterns import alternation, expand
from annotate.seeding.rulebook import Compiled


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
    ours = shipped("seeds").resolve()
    trusted = all(path.resolve().is_relative_to(ours) for path in paths)
    raise_problems(list(problems_of(read, _sources, trusted=trusted)))
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
    rules = _weighed(files)
    patterns = [expand(rule.pattern, sources) if rule.pattern else "" for rule in rules]
    relations = [rule for file in files for rule in file.relations]
    actor_rules = [rule for file in files for rule in file.actor_rules]
    themes = [theme for file in files for theme in file.themes]
    return Pack(
        head=head,
        words={name: _words(lexicon, sources[name], flags) for name, lexicon in _lexicons(files).items()},
        rules=tuple(Compiled(rule, pattern, flags) for rule, pattern in zip(rules, patterns, strict=True)),
        lists=PackFile(
            format="seeds/1", actors=tuple(each for file in files for each in file.actors), lexicons=_lexicons(files)
        ),
        actor_rules=tuple((rule, re.compile(expand(rule.pattern, sources))) for rule in actor_rules),
        relations=tuple(
            (rule, re.compile(expand(rule.pattern, sources), flags) if rule.pattern else None) for rule in relations
        ),
        calibration={label: pair for file in files for label, pair in file.calibration.items()},
        themes=tuple(
            (theme.title, re.compile(_source(Lexicon(words=theme.words), head.language), flags)) for theme in themes
        ),
        fold={ord(k): v for file in files for old, new in file.fold.items() for k, v in zip(old, new, strict=True)},
    )


def _lexicons(files: Sequence[PackFile]) -> dict[str, Lexicon]:
    return {name: lexicon for file in files for name, lexicon in file.lexicons.items()}


def _weighed(files: Sequence[PackFile]) -> tuple[Rule, ...]:
    """Return the rules with their weights multiplied by the factors of their groups."""
    factors = {
        (label, family): factor
        for file in files
        for label, families in file.groups.items()
        for family, factor in families.items()
    }
    return tuple(
        replace(rule, weight=rule.weight * factors.get((rule.label, rule.family), 1.0))
        for file in files
        for rule in file.rules
    )


def _words(lexicon: Lexicon, source: str, flags: re.RegexFlag) -> Words:
    singles = frozenset(word for word in lexicon.words if len(word) == 1) if lexicon.tokens else frozenset()
    starts = frozenset(word[0] for word in lexicon.words if word)
    if flags & re.IGNORECASE:
        starts = frozenset(other for char in starts for other in (char, char.lower(), char.upper()))
        starts |= {other for other, char in SAME_LETTER.items() if char in starts}
    return Words(source, re.compile(source, flags), lexicon.tokens, starts, singles)


def _sources(files: Sequence[PackFile], language: str) -> dict[str, str]:
    """Return lexicon name -> expression."""
    return {name: _source(lexicon, language) for name, lexicon in _lexicons(files).items()}


@lru_cache(maxsize=1024)  # asked when a pack is checked, and again when it is compiled
def _source(lexicon: Lexicon, language: str) -> str:
    free, guarded = [], []
    for word in lexicon.words:
        guards = "".join(_guard(word, longer) for longer in lexicon.skip if word in longer and word != longer)
        if guards:
            guarded.append((word, re.escape(word) + guards))
        else:
            free.append(word)
    guarded.sort(key=lambda pair: (-len(pair[0]), pair[0]))
    plain = [alternation(free).removeprefix("(?:").removesuffix(")")] if free else []
    joined = f"(?:{'|'.join([*plain, *(source for _, source in guarded)])})"  # no group first: `re` is quicker so
    return rf"(?:\b{joined}\b)" if language == "en" else joined


def _guard(word: str, longer: str) -> str:
    """Return what fails behind a `word` that is a part of the longer word.

    It stands behind the word, not before it, so that `re` can look for the
    word's first character quickly.
    """
    at = longer.index(word)
    after = longer[at + len(word) :]
    if not at:
        return f"(?!{re.escape(after)})"
    ahead = f"(?={re.escape(after)})" if after else ""
    return f"(?<!{re.escape(longer[: at + len(word)])}{ahead})"
