from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from annotate.errors import AnnotateError, NotFoundError
from annotate.loading import shipped
from annotate.seeding import load_packs
from annotate.seeding.actors import ActorFinder
from annotate.seeding.examples import fired

RULE = {
    "id": "own",
    "title": "Own rule",
    "label": "claim",
    "family": "own",
    "weight": 1.0,
    "pattern": "潮位",
    "match": ["潮位上升了。"],
    "skip": ["水库很远。"],
}

ACTOR_RULE = {"id": "own", "title": "Own", "type": "group", "pattern": "渔会", "match": ["渔会"], "skip": ["港口"]}

NAMES = {"id": "own", "title": "Own", "type": "group", "names": ["渔会"], "match": ["渔会"], "skip": ["港口"]}


def problems(project: Path, content: object) -> str:
    """Add a file to the project's zh pack and return what loading says."""
    path = project / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnnotateError) as caught:
        load_packs(["zh"], project)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"pattern": "(潮"}, "not a regular expression"),
        ({"pattern": "潮*"}, "empty string"),
        ({"pattern": "(潮+)+位"}, "inside another repeat"),
        ({"pattern": "{shuold}潮"}, "there is no lexicon 'shuold'. Did you mean should?"),
        ({"label": "clam"}, "'clam' is no reading. Did you mean claim?"),
        ({"when": {"modul": ["must"]}}, "'modul' is no fact of a clause. Did you mean modal?"),
        ({"when": {"modal": ["musst"]}}, "'musst' is not a value. Did you mean must?"),
        ({"pattern": ""}, "has neither `pattern` nor `when`"),
        ({"match": []}, "lacks `match` or `skip`"),
        ({"skip": []}, "lacks `match` or `skip`"),
        ({"weigth": 2}, "is not a known key"),
        ({"weight": "much"}, "valid number"),
        ({"id": "should-actor"}, "stands already in"),
        ({"id": "a\tb"}, "is no id"),
        ({"pattern": "(?:潮|潮)+位"}, "countless steps on a text of 240 characters"),
        ({"pattern": ".*潮.*.*位", "unit": "sentence"}, "steps on a text of 1200 characters"),
        ({"weight": float("nan")}, "is no weight"),
    ],
)
def test_a_wrong_rule_is_refused(change: dict[str, object], word: str, tmp_path: Path) -> None:
    """A rule with one fault is refused with a message that names the file and the fault."""
    message = problems(tmp_path, {"format": "seeds/1", "rules": [RULE | change]})

    assert "own.yaml" in message
    assert word in message


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Every rule's fault is told in one go."""
    rules = [RULE | {"id": "a", "pattern": "("}, RULE | {"id": "b", "label": "x"}, RULE | {"id": "c", "skip": []}]
    message = problems(tmp_path, {"format": "seeds/1", "rules": rules})

    assert [line.partition("rules.")[2][0] for line in message.splitlines()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"format": "seeds/1", "lexicons": {"x": {"words": []}}}, "has no words"),
        ({"format": "seeds/1", "lexicons": {"x": {"words": ["a", ""]}}}, "empty one"),
        ({"format": "seeds/1", "fold": {"應": "应当"}}, "differ in length"),
        ({"format": "seeds/2"}, "seeds/1"),
        ({"format": "seeds/1", "lexicons": {"must": {"words": ["须"]}}}, "the lexicon stands already in"),
        ({"format": "seeds/1", "groups": {"claim": {"cause": float("inf")}}}, "is not finite"),
        (
            {"format": "seeds/1", "actor_rules": [ACTOR_RULE | {"pattern": ".*部"}]},
            "actor_rules.own.pattern: it can take",
        ),
        ({"format": "seeds/1", "actor_rules": [ACTOR_RULE | {"score": 2.0}]}, "is no probability"),
        ({"format": "seeds/1", "actors": [NAMES | {"aliases": {"渔会": []}}]}, "aliases.渔会: has no names"),
        ({"format": "seeds/1", "actors": [NAMES | {"aliases": {"渔会": ["会", " "]}}]}, "or an empty one"),
        ({"format": "seeds/1", "actors": [NAMES | {"aliases": {"甲": ["会"], "乙": ["会"]}}]}, "for '乙' and for '甲'"),
        ({"format": "seeds/1", "actors": [NAMES | {"aliases": {"甲": ["乙"], "乙": ["会"]}}]}, "aliases of its own"),
        ({"format": "seeds/1", "actors": [NAMES | {"aliases": ["甲"]}]}, "aliases"),
        ({"format": "seeds/1", "actors": [NAMES | {"alias": {"甲": ["乙"]}}]}, "is not a known key"),
        ("format: seeds/1\nrules: [", "is not YAML"),
        ({"format": "seeds/1", "pack": {"id": "b", "version": "1", "language": "zh", "title": "b"}}, "2 files have"),
    ],
)
def test_a_wrong_file_is_refused(content: object, word: str, tmp_path: Path) -> None:
    """Lexicons without words, uneven pairs, other formats and two heads are refused."""
    assert word in problems(tmp_path, content)


def test_unknown_pack(tmp_path: Path) -> None:
    """A pack that is not there is named, with those that are."""
    with pytest.raises(NotFoundError, match="Known: en, zh"):
        load_packs(["zhh"], tmp_path)


def test_a_pack_needs_the_lexicons_of_the_facts(tmp_path: Path) -> None:
    """A pack without the lexicons that facts are made from is refused, all of them named."""
    path = tmp_path / "seeds" / "own" / "pack.yaml"
    path.parent.mkdir(parents=True)
    head = {"id": "own", "version": "1", "language": "zh", "title": "own"}
    path.write_text(yaml.safe_dump({"format": "seeds/1", "pack": head}), encoding="utf-8")
    with pytest.raises(AnnotateError, match=r"connective.*must.*missing"):
        load_packs(["own"], tmp_path)


def test_a_project_adds_a_rule(tmp_path: Path) -> None:
    """A file in the project's pack folder adds to the shipped pack."""
    path = tmp_path / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"format": "seeds/1", "rules": [RULE]}, allow_unicode=True), encoding="utf-8")
    (pack,) = load_packs(["zh"], tmp_path)

    assert "own" in fired("潮位上升了。", ActorFinder.of(pack))


def test_a_project_replaces_a_file(tmp_path: Path) -> None:
    """A file of the same name stands in place of the shipped one."""
    path = tmp_path / "seeds" / "zh" / "claim.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"format": "seeds/1", "rules": [RULE]}, allow_unicode=True), encoding="utf-8")
    (pack,) = load_packs(["zh"], tmp_path)
    ids = {rule.id for rule in pack.all_rules}

    assert "own" in ids
    assert "prediction" not in ids


def test_skip_words_guard_a_cue() -> None:
    """A cue is not seen inside a longer word that the lexicon lists under `skip`."""
    (pack,) = load_packs(["zh"])
    should = pack.words["should"].regex

    assert [found.start() for found in should.finditer("供应链的反应应加快")] == [6]


@pytest.mark.parametrize("name", ["zh", "en"])
def test_no_word_of_a_shipped_lexicon_is_idle(name: str) -> None:
    """No word stands twice, and each word to skip is a longer one in which a word of the lexicon stands."""
    (pack,) = load_packs([name])
    idle = {}
    for key, lexicon in pack.lists.lexicons.items():
        twice = [w for words in (lexicon.words, lexicon.skip) for w, count in Counter(words).items() if count > 1]
        idle[key] = twice + [w for w in lexicon.skip if not any(o in w and o != w for o in lexicon.words)]

    assert {key: words for key, words in idle.items() if words} == {}


def test_shipped_packs_are_data() -> None:
    """The knowledge lies in YAML, in a folder for each pack."""
    assert {path.parent.name for path in shipped("seeds").glob("*/pack.yaml")} == {"en", "zh"}


def test_another_rule_is_another_version(tmp_path: Path) -> None:
    """A pack's name changes with the content of its files, and only with it."""
    (before,) = load_packs(["zh"], tmp_path)
    path = tmp_path / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"format": "seeds/1", "rules": [RULE]}, allow_unicode=True), encoding="utf-8")
    (after,) = load_packs(["zh"], tmp_path)

    assert before.name == load_packs(["zh"])[0].name
    assert before.name != after.name
    assert before.name.startswith("zh-1.0.0-")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"groups": {"clam": {"date": 1.0}}}, "'clam' is no reading. Did you mean claim?"),
        ({"groups": {"evidence": {"dates": 1.0}}}, "no rule is of the family 'dates'. Did you mean date?"),
        ({"calibration": {"claim": [0.0, 1.0]}}, "stands in two files"),
        ({"themes": [{"id": "x", "title": "X", "words": []}]}, "has no words"),
    ],
)
def test_wrong_fitted_values_are_refused(content: dict[str, object], word: str, tmp_path: Path) -> None:
    """Factors and calibrations must belong to readings and families that there are, and stand once."""
    assert word in problems(tmp_path, {"format": "seeds/1", **content})


def test_groups_scale_weights(tmp_path: Path) -> None:
    """A factor scales the weights of its family, and of no other."""
    path = tmp_path / "seeds" / "zh" / "own.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("format: seeds/1\ngroups: {evidence: {date: 0.5}}\n", encoding="utf-8")
    (shipped,), (scaled,) = load_packs(["zh"]), load_packs(["zh"], tmp_path)
    changed = {
        old.rule.family: new.rule.weight / old.rule.weight
        for old, new in zip(shipped.rules, scaled.rules, strict=True)
        if new.rule.weight != old.rule.weight
    }

    assert changed == {"date": 0.5}


def test_a_pack_without_a_rule_does_not_fire_it() -> None:
    """What a pack has learnt about its rules does not pass to a copy with other rules."""
    (pack,) = load_packs(["zh"])
    text = "学校应开放操场。"
    before = fired(text, ActorFinder.of(pack))
    fewer = replace(pack, rules=tuple(each for each in pack.rules if each.rule.id != "should-actor"))

    assert "should-actor" in before
    assert "should-actor" not in fired(text, ActorFinder.of(fewer))
