"""The labelling configuration says everything the schema says, and nothing unescaped."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from label_studio_sdk.label_interface.interface import LabelInterface

from annotate.labelstudio.config import bilingual, instruction, shown_names, to_xml
from annotate.schema import Choice, Schema, load


@pytest.fixture
def schema() -> Schema:
    """The shipped schema with two themes."""
    themes = (
        Choice(id="tides", title={"en": "Tides", "zh": "潮汐"}),
        Choice(id="ports", title={"en": "Ports & piers", "zh": "港口"}),
    )
    return load().with_choices(themes)


def test_the_sdk_accepts_it(schema: Schema) -> None:
    """Label Studio's own offline check finds nothing wrong."""
    LabelInterface(to_xml(schema)).validate()  # type: ignore[no-untyped-call]


def test_stored_values_are_the_schemas_ids(schema: Schema) -> None:
    """Labels and choices carry their ids as alias and bilingual titles as value."""
    page = ET.fromstring(to_xml(schema))  # noqa: S314 - our own text
    labels = {item.get("alias"): item for item in page.iter("Label")}
    assert list(labels) == [label.id for label in schema.labels]
    assert labels["policy_recommendation"].get("value") == "政策建议 Policy recommendation"
    assert labels["policy_recommendation"].get("hotkey") == "1"
    themes = page.find(".//Choices[@name='policy_recommendation_theme']")
    assert themes is not None
    assert themes.get("choice") == "multiple"
    assert [item.get("alias") for item in themes] == ["tides", "ports"]


def test_every_control_of_the_schema_is_there(schema: Schema) -> None:
    """The controls' names are those that `Schema.controls` resolves, and `note`."""
    page = ET.fromstring(to_xml(schema))  # noqa: S314 - our own text
    regional = {item.get("name") for item in page.iter() if item.get("perRegion") == "true"}
    assert regional == {*schema.controls(), "note"}
    for item in page.iter():
        if item.get("perRegion") and item.get("name") != "note":
            assert item.get("whenLabelValue") == schema.controls()[item.get("name", "")][0]


def test_an_empty_codebook_leaves_the_theme_out() -> None:
    """Choices without a choice would be refused by the server, so they are not written."""
    page = ET.fromstring(to_xml(load()))  # noqa: S314 - our own text
    assert page.find(".//Choices[@name='policy_recommendation_theme']") is None
    assert page.find(".//TextArea[@name='policy_recommendation_theme_note']") is not None


def test_titles_cannot_break_the_page(schema: Schema) -> None:
    """Quotes, angle brackets and ampersands of a schema come back as they were."""
    nasty = "<b>\"A\" & 'B'</b>"
    labels = (replace(schema.labels[0], title={"en": nasty, "zh": nasty}), *schema.labels[1:])
    page = ET.fromstring(to_xml(replace(schema, labels=labels)))  # noqa: S314 - our own text
    first = page.find(".//Label")
    assert first is not None
    assert first.get("value") == nasty


def test_equal_titles_are_told_apart() -> None:
    """Two choices of one title show their ids, since Label Studio finds them by title."""
    title = {"en": "Same", "zh": "同"}
    assert shown_names([("a", title), ("b", title), ("c", {"en": "C", "zh": ""})]) == {  # type: ignore[list-item]
        "a": "同 Same (a)",
        "b": "同 Same (b)",
        "c": "C",
    }
    assert bilingual({"en": "EU", "zh": "EU"}) == "EU"


def test_the_guideline_is_one_click_away(schema: Schema) -> None:
    """The project's instruction explains every label and relation in both languages, and is safe HTML."""
    html = instruction(schema)
    for title in [label.title for label in schema.labels] + [relation.title for relation in schema.relations]:
        assert title["zh"] in html
        assert title["en"] in html
    assert all(f"{relation.title['zh']} {relation.id}" in html for relation in schema.relations)
    assert "。 " not in html
    hostile = replace(schema, guideline={"zh": "<script>alert(1)</script>", "en": "a & b"})
    assert "<script>" not in instruction(hostile)
