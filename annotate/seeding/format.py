"""What a rule pack may say: the shape of the YAML files in `seeds/PACK/`.

A pack is a folder. Its files share one shape, every part is optional, and all
files of the folder are read together::

    format: seeds/1
    pack: {id: zh, version: 1.0.0, language: zh, title: …}   # in one file only
    lexicons:
      must: {words: [必须, 务必], skip: [必须品]}
    rules:
      - id: should-actor
        title: An actor should do something.
        label: policy_recommendation
        family: modal
        weight: 3.0
        when: {modal: [should], subject: [actor]}
        pattern: "{should}.{0,9}{action}"
        match: [港口城市应建立统一的潮位预警平台。]
        skip: [供应链很长。]

A rule fires on a clause or a sentence where all of `when` and the pattern hold,
and adds its weight to the reading that `label` names. `match`, `skip` and
`known_misses` are sentences of our own on which the rule must fire, must not
fire, and should fire but does not yet; a line that begins with `# ` is a heading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackHead:
    """Who a pack is.

    Args:
        id: the pack's name, as its folder's.
        version: changed by its authors with every change of meaning.
        language: of the sentences that it reads.
        title: what texts it is for, for people.
        bias: label -> weight that every sentence of the language begins with.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    version: str
    language: Language
    title: str
    bias: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Words of one class, for patterns (`{name}`) and for the facts of a clause.

    Args:
        words: literal strings; the longest one that fits is taken.
        skip: longer words in which a word of the lexicon is not meant.
        tokens: one-character words count only where a token begins and ends.
    """

    __pydantic_config__ = {"extra": "forbid"}
    words: tuple[str, ...]
    skip: tuple[str, ...] = ()
    tokens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One reason for or against a reading.

    Args:
        id: its name in reports: letters, figures, - and _.
        title: what it sees, for people.
        label: the reading it speaks of; `none` means: nothing to mark here.
        family: rules of one family do not add up, the strongest on each side counts.
        weight: in log odds; negative speaks against the reading.
        unit: what the pattern is looked for in.
        when: fact -> values of which one must hold, see `annotate.seeding.facts`.
        pattern: a regular expression over folded text; `{name}` stands for a lexicon.
        set: attributes of the span that follow when the rule fires.
        match: invented sentences on which it must fire.
        skip: invented sentences on which it must not fire.
        known_misses: invented sentences on which it should fire and does not yet.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: str
    label: str
    family: str
    weight: float
    match: tuple[str, ...]
    skip: tuple[str, ...]
    unit: Literal["clause", "sentence"] = "clause"
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pattern: str = ""
    set: Mapping[str, str] = field(default_factory=dict)
    known_misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorList:
    """Names of actors of one type.

    Args:
        id: its name in reports: letters, figures, - and _.
        title: what it sees, for people.
        type: the actors' type, as the schema names it.
        names: as authors write them, short forms and abbreviations among them.
        match: invented sentences on which it must fire.
        skip: invented sentences on which it must not fire.
        aliases: canonical name -> other names of the same actor, for the tables; they mark nothing.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: str
    type: str
    names: tuple[str, ...]
    match: tuple[str, ...]
    skip: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRule:
    """An open pattern for names that no list has.

    Args:
        id: its name in reports: letters, figures, - and _.
        title: what it sees, for people.
        type: the actors' type, as the schema names it.
        pattern: the mention is its group `actor`, or the whole match if there is none.
        match: invented sentences on which it must fire.
        skip: invented sentences on which it must not fire.
        score: the probability of what it marks or joins.
        known_misses: invented sentences on which it should fire and does not yet.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: str
    type: str
    pattern: str
    match: tuple[str, ...]
    skip: tuple[str, ...]
    score: float = 0.8
    known_misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationRule:
    """What joins two spans of one paragraph.

    Args:
        id: its name in reports: letters, figures, - and _.
        title: what it sees, for people.
        relation: the type of the relation, as the schema names it.
        kind: how the ends are found, see `annotate.seeding.relations`.
        pattern: must match at the start of the sentence that the rule speaks of.
        score: the probability of what it marks or joins.
        match: invented sentences on which it must fire.
        skip: invented sentences on which it must not fire.
        known_misses: invented sentences on which it should fire and does not yet.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: str
    relation: str
    kind: Literal["back", "forward", "topic", "unfolds", "addressee", "source"]
    score: float
    match: tuple[str, ...]
    skip: tuple[str, ...]
    pattern: str = ""
    known_misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeWords:
    """A theme of the general codebook, suggested where one of its words stands in a recommendation.

    Args:
        id: the theme's name in the file.
        title: as the annotator reads it in the free theme note.
        words: the theme is suggested where one of them stands.
    """

    __pydantic_config__ = {"extra": "forbid"}
    id: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """One YAML file of a pack.

    Args:
        format: the version of this shape.
        pack: who the pack is; in one file of the pack only.
        lexicons: name -> words of one class.
        rules: reasons for or against a reading.
        actors: lists of names.
        actor_rules: patterns for names that no list has.
        relations: what joins two spans of one paragraph.
        fold: characters -> the characters that rules see in their places.
        themes: a general codebook, used where a study has none.
        groups: label -> family -> factor of its rules' weights, as `annotate rules fit` writes them.
        calibration: label -> [a, b]: a mark's score is the logistic of a + b * margin.
    """

    __pydantic_config__ = {"extra": "forbid"}
    format: Literal["seeds/1"]
    pack: PackHead | None = None
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    actors: tuple[ActorList, ...] = ()
    actor_rules: tuple[ActorRule, ...] = ()
    relations: tuple[RelationRule, ...] = ()
    fold: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[ThemeWords, ...] = ()
    groups: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
