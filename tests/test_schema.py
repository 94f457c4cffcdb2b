"""Schemas: what a file may say, and what `check` finds in a labelling."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import AnnotateError
from annotate.loading import available
from annotate.model import Attribute, Extent, Labelling, Relation, Span
from annotate.schema import Choice, Schema, check, load

GOOD = """
format: schema/1
id: small
version: 1.0.0
title: {en: Small, zh: 小}
description: {en: For tests., zh: 测试用。}
labels:
  - id: claim
    title: {en: Claim, zh: 论点}
    definition: {en: Asserted., zh: 断言。}
    colour: "#1d4ed8"
    hotkey: "1"
  - id: advice
    title: {en: Advice, zh: 建议}
    definition: {en: Advised., zh: 建议。}
    colour: "#c2410c"
    hotkey: "2"
    attributes:
      - id: force
        kind: choice
        default: weak
        title: {en: Force, zh: 语气}
        choices:
          - {id: weak, title: {en: weak, zh: 弱}}
          - {id: strong, title: {en: strong, zh: 强}}
      - {id: theme, kind: choices, from_codebook: true, title: {en: Theme, zh: 主题}}
      - {id: addressee, kind: text, title: {en: Addressee, zh: 对象}}
relations:
  - id: supports
    title: {en: supports, zh: 支持}
    definition: {en: Supports., zh: 支持。}
    sources: [claim]
    targets: [advice]
"""


def read(tmp_path: Path, text: str) -> Schema:
    """Read a text as a schema file."""
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    return load(str(path))


@pytest.fixture
def schema(tmp_path: Path) -> Schema:
    """Return the small schema with one theme."""
    return read(tmp_path, GOOD).with_choices([Choice(id="data", title={"en": "D", "zh": "数"})])


def span(label: str = "claim", start: int = 0, end: int = 5, name: str = "s", **attributes: tuple[str, ...]) -> Span:
    """Return a span."""
    marked = tuple(Attribute(name=key, values=values) for key, values in attributes.items())
    return Span(id=name, label=label, extent=Extent(start, end), attributes=marked)


def codes(schema: Schema, *spans: Span, relations: tuple[Relation, ...] = (), length: int | None = 10) -> list[str]:
    """Return the codes of what is found in a labelling."""
    return [issue.code for issue in check(Labelling(document="d", spans=spans, relations=relations), schema, length)]


@pytest.mark.parametrize("name", sorted(available("schemas")))
def test_shipped_schemas_are_consistent(name: str) -> None:
    """Each schema that ships loads, under the name it states."""
    assert load(name).id == name


def test_the_shipped_schema_is_the_designs() -> None:
    """The four labels, the attributes' values and the four relations are fixed."""
    schema = load()
    attributes = {f"{label.id}.{a.id}": [c.id for c in a.choices] for label in schema.labels for a in label.attributes}

    assert {label.id for label in schema.labels} == {"claim", "evidence", "actor", "policy_recommendation"}
    assert attributes == {
        "policy_recommendation.modality": ["must", "should", "may", "bare"],
        "policy_recommendation.polarity": ["for", "against"],
        "policy_recommendation.theme": [],
        "policy_recommendation.theme_note": [],
        "policy_recommendation.addressee": [],
        "evidence.type": ["statistic", "case", "document", "authority"],
        "actor.type": ["state", "government", "organization", "alliance", "company", "person", "group"],
    }
    assert {r.id: (set(r.sources), set(r.targets)) for r in schema.relations} == {
        "supports": ({"evidence", "claim"}, {"claim", "policy_recommendation"}),
        "attacks": ({"evidence", "claim"}, {"claim", "policy_recommendation"}),
        "addressed_to": ({"policy_recommendation"}, {"actor"}),
        "attributed_to": ({"claim", "evidence"}, {"actor"}),
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('hotkey: "2"', 'hotkey: "1"'), "labels: two labels have the hotkey '1'. Change one of the two."),
        (('hotkey: "2"', "hotkey: ctrl+2"), "labels.1.hotkey: 'ctrl+2' is not one character. Give one key."),
        (('hotkey: "2"', "hotkey: 2"), "labels.1.hotkey: Input should be a valid string (found 2)"),
        (('hotkey: "2"', 'hotky: "2"'), "labels.1.hotky: is not a known key"),
        (("targets: [advice]", "targets: [advise]"), "relations.0.targets: 'advise' is not a label of this schema."),
        (("targets: [advice]", "targets: [advise]"), "Did you mean advice? Known: advice, claim."),
        (("id: advice", "id: claim"), "labels: two labels have the id 'claim'"),
        (("id: advice", "id: Advice!"), "labels.1.id: 'Advice!' is not made of small letters, digits and _"),
        (("id: theme", "id: force"), "attributes: two attributes have the id 'force'"),
        (("default: weak", "default: waek"), "labels.1.attributes.force.default: 'waek' is not a choice. Did you mean"),
        (("id: strong", "id: weak"), "labels.1.attributes.force choices: two choices have the id 'weak'"),
        (("from_codebook: true, ", ""), "labels.1.attributes.theme: has no choices"),
        (("#c2410c", "orange"), "labels.1.colour: 'orange' is not a colour like #1d4ed8"),
        (("schema/1", "schema/2"), "format: Input should be 'schema/1' (found 'schema/2')"),
        (("kind: text", "kind: texts"), "Input should be 'choice', 'choices' or 'text' (found 'texts')"),
        (("en: Advised.", "fr: conseil"), "Input should be 'en' or 'zh'"),
    ],
)
def test_an_inconsistent_schema_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """Each inconsistency is told with its place and, where known, the remedy."""
    with pytest.raises(AnnotateError) as raised:
        read(tmp_path, GOOD.replace(*change))

    assert message in str(raised.value)


def test_a_text_may_have_any_default(tmp_path: Path) -> None:
    """It has no choices that it would have to be among."""
    schema = read(tmp_path, GOOD.replace("id: addressee, kind: text", "id: addressee, default: 各市, kind: text"))
    label = schema.label("advice")
    assert label is not None
    assert [attribute.default for attribute in label.attributes] == ["weak", "", "各市"]


def test_two_relations_of_one_id_are_refused(tmp_path: Path) -> None:
    """A relation's id means one thing."""
    with pytest.raises(AnnotateError, match="two relations have the id 'supports'"):
        read(tmp_path, GOOD + GOOD[GOOD.index("  - id: supports") :])


def test_two_controls_of_one_name_are_refused(tmp_path: Path) -> None:
    """`a` with `b_c` and `a_b` with `c` would both be `a_b_c`; that is told, not guessed."""
    text = GOOD.replace("id: claim\n", "id: advice_force\n", 1).replace("[claim]", "[advice_force]")
    attribute = "    attributes: [{id: level, kind: text, title: {en: L, zh: 级}}]\n  - id: advice\n"
    text = text.replace("  - id: advice\n", attribute, 1).replace("id: addressee", "id: force_level")

    with pytest.raises(AnnotateError, match="two controls would have the name 'advice_force_level'"):
        read(tmp_path, text)


def test_all_inconsistencies_are_told_at_once(tmp_path: Path) -> None:
    """Three mistakes are three lines."""
    text = GOOD.replace('hotkey: "2"', 'hotkey: "1"').replace("targets: [advice]", "targets: [actor]")
    with pytest.raises(AnnotateError) as raised:
        read(tmp_path, text.replace("#c2410c", "red"))

    assert len(str(raised.value).splitlines()) == 3


def test_control_names_are_resolved_not_split(schema: Schema) -> None:
    """The name of a control leads to its label and attribute through the schema."""
    assert schema.controls() == {
        "advice_force": ("advice", "force"),
        "advice_theme": ("advice", "theme"),
        "advice_addressee": ("advice", "addressee"),
    }


def test_a_sound_labelling_has_no_issues(schema: Schema) -> None:
    """What the schema allows passes: notes, overlaps, several themes, the text's last character."""
    spans = (
        span("claim", 0, 5, "c", note=("sure",)),
        span("advice", 3, 10, "a", force=("strong",), theme=("data",), addressee=("各市",)),
    )
    relation = Relation(id="r", type="supports", source="c", target="a")

    assert codes(schema, *spans, relations=(relation,)) == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("E101", span("clam")),
        ("E102", span(start=5, end=11)),
        ("E102", span(start=-1, end=3)),
        ("E103", span(start=3, end=3)),
        ("E103", span(start=4, end=3)),
        ("E301", span("claim", force=("weak",))),
        ("E302", span("advice", force=("medium",))),
        ("E302", span("advice", theme=("money",))),
        ("E303", span("advice", force=("weak", "strong"))),
    ],
)
def test_each_span_mistake_has_its_code(schema: Schema, code: str, wrong: Span) -> None:
    """One mistake is one issue with its own code."""
    assert codes(schema, wrong) == [code]


def test_a_span_may_have_several_mistakes(schema: Schema) -> None:
    """An unknown label hides no wrong edges; of attributes that nobody defined nothing is said besides."""
    assert codes(schema, span("clam", 5, 11, force=("weak",))) == ["E101", "E102"]
    assert codes(schema, span("clam", 3, 3)) == ["E101", "E103"]


def test_the_same_span_twice(schema: Schema) -> None:
    """E104: same label and edges; another label on the same edges is no mistake."""
    assert codes(schema, span(name="a"), span(name="b")) == ["E104"]
    assert codes(schema, span(name="a"), span("advice", name="b")) == []


@pytest.mark.parametrize(
    ("code", "kind", "source", "target"),
    [
        ("E201", "supports", "c", "gone"),
        ("E201", "supports", "gone", "a"),
        ("E202", "helps", "c", "a"),
        ("E203", "supports", "a", "c"),
        ("E204", "supports", "c", "c"),
    ],
)
def test_each_relation_mistake_has_its_code(schema: Schema, code: str, kind: str, source: str, target: str) -> None:
    """One mistake is one issue with its own code."""
    spans = (span("claim", name="c"), span("advice", name="a"))
    relation = Relation(id="r", type=kind, source=source, target=target)

    assert codes(schema, *spans, relations=(relation,)) == [code]


def test_without_a_length_only_the_start_is_checked(schema: Schema) -> None:
    """Where the document's length is not known, a far end is not called wrong."""
    assert codes(schema, span(start=5, end=9999), length=None) == []
    (issue,) = check(Labelling(document="d", spans=(span(start=-1, end=2),)), schema)
    assert (issue.code, issue.expected) == ("E102", "0:")


def test_an_issue_says_both_sides(schema: Schema) -> None:
    """A refused relation names what stands there and what the schema allows."""
    spans = (span("claim", name="c"), span("advice", name="a"))
    wrong = Relation(id="r", type="supports", source="a", target="c")
    (issue,) = check(Labelling(document="d", spans=spans, relations=(wrong,)), schema, 10)

    assert (issue.expected, issue.found) == ("claim → advice", "advice → claim")
    assert issue.is_error
    assert str(issue) == "E203 d r: the schema does not allow supports here"
