"""The guideline says what the schema says, in both languages and formats."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from annotate.guideline import Language, to_html, to_markdown
from annotate.schema import Choice, Schema, load


@pytest.fixture
def schema() -> Schema:
    """Return the shipped schema with one theme that is hostile to HTML."""
    return load().with_choices([Choice(id="x", title={"en": "<b>Tides</b>", "zh": "<b>潮位</b>"})])


class Text(HTMLParser):
    """Collect a page's text and what stands in `mark`."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what is open."""
        del attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Tags close in order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep visible text, and marked text apart."""
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marked.append(data)


def squeeze(text: str) -> str:
    """Return a text without white space, which YAML folds."""
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_of_the_schema_is_told(schema: Schema, language: Language) -> None:
    """Titles, definitions, examples, choices, hotkeys and joins stand in both formats."""
    page = Text()
    page.feed(to_html(schema, language))
    for told in (to_markdown(schema, language).replace("**", ""), page.text):
        for label in schema.labels:
            assert label.title[language] in told
            assert squeeze(label.definition[language]) in squeeze(told)
            for example in (*label.examples, *label.counterexamples):
                assert example.text.replace("【", "").replace("】", "") in told
            for attribute in label.attributes:
                meant = [attribute.definition, *(choice.definition for choice in attribute.choices)]
                assert attribute.title[language] in told
                assert all(choice.title[language] in told for choice in attribute.choices)
                assert all(squeeze(definition[language]) in squeeze(told) for definition in meant if definition)
            notes = [example.note for example in (*label.examples, *label.counterexamples) if example.note]
            assert all(squeeze(note[language]) in squeeze(told) for note in notes)
        for relation in schema.relations:
            assert relation.definition[language] in told
        assert schema.version in told
        assert {"en": "Every span may carry a note.", "zh": "每个片段都可以写备注。"}[language] in told
        # One choice is the default of its attribute: polarity.
        assert told.count({"en": "holds if nothing is set", "zh": "未填时以此为准"}[language]) == 1


def test_hotkeys_stand_beside_their_labels(schema: Schema) -> None:
    """Who annotates sees which key chooses which label."""
    page = Text()
    page.feed(to_html(schema, "en"))
    for label in schema.labels:
        assert f"### {label.title['en']} (`{label.id}`, key `{label.hotkey}`)" in to_markdown(schema, "en")
        assert f"{label.title['en']} {label.hotkey}" in page.text


def test_what_a_schema_does_not_have_is_not_told(schema: Schema) -> None:
    """Without notes, relations and a way to work, none is spoken of; one language is enough."""
    bare = replace(schema, note=None, relations=(), guideline=None, description={"zh": "只有中文。"})
    for told in (to_markdown(bare, "en"), to_html(bare, "en")):
        assert "note" not in told.replace('class="note"', "").replace(".note{", "").replace("theme_note", "").lower()
        assert "Relations" not in told
        assert "How to work" not in told
        assert "只有中文。" in told


def test_what_is_to_be_marked_is_emphasised(schema: Schema) -> None:
    """The part in 【】 is bold in Markdown and marked in HTML; the brackets go."""
    page = Text()
    page.feed(to_html(schema, "zh"))

    assert "- **港口城市应建立统一的潮位预警平台**，并向渔民开放数据。" in to_markdown(schema, "zh")
    assert "港口城市应建立统一的潮位预警平台" in page.marked
    assert "【" not in page.text
    assert page.open == []


def test_joins_name_the_allowed_labels(schema: Schema) -> None:
    """A relation says from which labels to which it may be drawn."""
    assert "joins: Policy recommendation → Actor" in to_markdown(schema, "en")
    assert "可连接：论据 / 论点 → 论点 / 政策建议" in to_markdown(schema, "zh")


def test_titles_are_text_not_html(schema: Schema) -> None:
    """What people write in a title is shown, never run."""
    page = to_html(schema, "zh")

    assert "&lt;b&gt;潮位" in page
    assert "<b>" not in page


def test_the_page_needs_no_network(schema: Schema) -> None:
    """The page opens offline."""
    page = to_html(schema, "en")

    assert "http" not in page
    assert "src=" not in page


def test_a_codebook_without_themes_is_named() -> None:
    """Where the themes come from the study, the guideline says so."""
    assert "  - 本研究的主题表" in to_markdown(load(), "zh")


def test_chinese_is_set_as_chinese() -> None:
    """No half-width colon, bracket or fold stands between Chinese words."""
    told = to_markdown(load(), "zh")

    assert not re.search(r"[\u4e00-\u9fff](?:[:;(]|\) | )[\u4e00-\u9fff]", told)
    assert "可以有行为体。关系从理由" in told
