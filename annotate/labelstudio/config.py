"""A schema as Label Studio's labelling configuration: the page that annotators work on.

The head (title, section, labels) and the attributes of the selected region stay
in view while the text scrolls::

    ┌ title · section · [labels] ───────────────────────────┐  sticky
    │ text at reading width          │ attributes, note     │  sticky column
    └────────────────────────────────┴──────────────────────┘

What is shown is bilingual (`value`), what is stored are the schema's ids
(`alias`); `whenLabelValue` too must name the alias, or the choices never show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from xml.etree import ElementTree as ET

from annotate.han import in_one_line
from annotate.schema import NOTE, AttributeType, Label, Schema, Titles

SPAN = "span"
TEXT = "text"
"""The names (`from_name`, `to_name`) under which regions are stored."""

WHY = "why"
"""The adjudicator's reason, given once for the whole task."""

LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
# No > in these rules: as &gt; it would reach the browser and end the rule. The head's
# height is known to the side column (84px), which must not slide under it.
STYLE = """
.page{display:grid;grid-template-columns:minmax(0,1fr) 290px;gap:0 28px;align-items:start;
font-family:"Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif}
.head{grid-column:1/3;position:sticky;top:0;z-index:5;padding:2px 0 6px;
background:var(--color-neutral-background,#fff);border-bottom:1px solid var(--color-neutral-border,#ddd)}
.head h4{display:inline-block;margin:4px 14px 4px 0 !important;font-size:15px !important;line-height:1.4 !important}
.head h4 + h4{font-weight:400 !important;font-size:13px !important;opacity:.75}
.head .lsf-labels{margin:0 !important}
.txt{max-width:46em;white-space:pre-wrap;padding-top:6px}
.txt [class*=richtext],.txt [class*=richtext] *{font-size:17px !important;line-height:2.05 !important}
.near h4{margin:6px 0 !important;font-size:13px !important;line-height:1.6 !important;
font-weight:400 !important;opacity:.6}
.side{position:sticky;top:84px;font-size:14px;max-height:calc(100vh - 230px);overflow-y:auto}
.side h4{margin:10px 0 2px !important;font-size:13px !important;line-height:1.4 !important;opacity:.8}
.side .lsf-choices{margin:0 !important}
.side [class*=textarea-tag]{font-size:13px}
.relations-overlay g[transform]{opacity:.7}
.relations-overlay g[transform] rect,.relations-overlay g[transform] text{scale:.75}
.lsf-labels-list{white-space:nowrap}
.legend h4{font-weight:400 !important;line-height:1.6 !important}
.versions h4{white-space:pre-wrap}
"""


def to_xml(schema: Schema, *, adjudicating: bool = False) -> str:
    """Return the labelling configuration of a schema, ready for Label Studio.

    A choice attribute without choices (a codebook that is still empty) is left
    out, for Label Studio refuses it.

    Args:
        schema: what may be marked.
        adjudicating: show what is disputed and who says what, and ask for the reason.
    """
    page = ET.Element("View", className="page")
    ET.SubElement(page, "Style").text = STYLE
    _head(page, schema)
    text = ET.SubElement(page, "View", className="txt")
    _heading(ET.SubElement(text, "View", className="near"), "$before")
    ET.SubElement(text, "Text", name=TEXT, value="$text", granularity="symbol")
    _heading(ET.SubElement(text, "View", className="near"), "$after")
    side = ET.SubElement(page, "View", className="side")
    if adjudicating:
        _dispute(side)
    for label in schema.labels:
        for attribute in label.attributes:
            if attribute.kind == "text" or attribute.choices:
                _attribute(side, label, attribute)
    _note(side, schema)
    if schema.relations:
        # A relation is stored and shown by its value: there is no alias for it, so its title is told here.
        told = " · ".join(f"{relation.id} {relation.title.get('zh', '')}".strip() for relation in schema.relations)
        _heading(ET.SubElement(side, "View", className="legend"), f"关系 relations: {told}")
    relations = ET.SubElement(page, "Relations", choice="single")
    for relation in schema.relations:
        ET.SubElement(relations, "Relation", value=relation.id)
    ET.indent(page, " ")
    return ET.tostring(page, encoding="unicode") + "\n"


def bilingual(titles: Titles) -> str:
    """Return a title in both languages, Chinese first.

    >>> bilingual({"en": "Actor", "zh": "行为体"})
    '行为体 Actor'
    """
    return " ".join(dict.fromkeys(titles[language] for language in ("zh", "en") if titles.get(language)))


def shown_names(items: Iterable[tuple[str, Titles]]) -> dict[str, str]:
    """Return id -> shown name; ids tell equal titles apart.

    Label Studio finds a label by what it shows, so two equal ones would be one.
    """
    titles = {name: bilingual(title) or name for name, title in items}
    shown = list(titles.values())
    return {name: title if shown.count(title) == 1 else f"{title} ({name})" for name, title in titles.items()}


def instruction(schema: Schema) -> str:
    """Return the guideline as the HTML that annotators open beside their work."""
    page = ET.Element("div")
    for language in LANGUAGES:
        ET.SubElement(page, "h3").text = schema.title.get(language, "")
        ET.SubElement(page, "p").text = in_one_line((schema.guideline or {}).get(language, ""))
        items = ET.SubElement(page, "ul")
        for label in schema.labels:
            _explain(items, label.title.get(language, label.id), in_one_line(label.definition.get(language, "")))
        for relation in schema.relations:
            # The page shows relations by their ids.
            name = " ".join(dict.fromkeys((relation.title.get(language, ""), relation.id)))
            _explain(items, name.strip(), in_one_line(relation.definition.get(language, "")))
    return ET.tostring(page, encoding="unicode", method="html")


def _explain(items: ET.Element, name: str, definition: str) -> None:
    item = ET.SubElement(items, "li", style="margin:6px 0")
    head = ET.SubElement(item, "b")
    head.text = name
    head.tail = f" {definition}"


def _head(page: ET.Element, schema: Schema) -> None:
    head = ET.SubElement(page, "View", className="head")
    ET.SubElement(head, "Header", value="$title", size="6", underline="false")
    ET.SubElement(head, "Header", value="$section", size="7", underline="false")
    labels = ET.SubElement(head, "Labels", name=SPAN, toName=TEXT)
    names = shown_names((label.id, label.title) for label in schema.labels)
    for label in schema.labels:
        item = ET.SubElement(labels, "Label", value=names[label.id], alias=label.id)
        item.set("background", label.colour)
        item.set("hotkey", label.hotkey)
        item.set("hint", " ".join(in_one_line(label.definition.get(language, "")) for language in LANGUAGES).strip())


def _dispute(side: ET.Element) -> None:
    """Add who says what, and one reason for the whole task."""
    _heading(side, "$question")
    _heading(ET.SubElement(side, "View", className="versions"), "$versions")
    area = ET.SubElement(side, "TextArea", name=WHY, toName=TEXT, rows="1", maxSubmissions="1", editable="true")
    area.set("placeholder", "裁决理由 reason of the decision")


def _attribute(side: ET.Element, label: Label, attribute: AttributeType) -> None:
    box = _box(side, label.id)
    _heading(box, bilingual(attribute.title))
    name = f"{label.id}_{attribute.id}"
    if attribute.kind == "text":
        _text_area(box, name, label.id, bilingual(attribute.title))
        return
    control = ET.SubElement(box, "Choices", _per_region(name, label.id))
    control.set("choice", "single" if attribute.kind == "choice" else "multiple")
    control.set("layout", "inline")
    names = shown_names((choice.id, choice.title) for choice in attribute.choices)
    for choice in attribute.choices:
        item = ET.SubElement(control, "Choice", value=names[choice.id], alias=choice.id)
        if choice.definition:
            item.set("hint", in_one_line(bilingual(choice.definition)))


def _note(side: ET.Element, schema: Schema) -> None:
    title = bilingual(schema.note or {"en": "Note", "zh": "备注"})
    box = _box(side, *(label.id for label in schema.labels))
    _heading(box, title)
    _text_area(box, NOTE, "", title)


def _box(side: ET.Element, *labels: str) -> ET.Element:
    """Add a part that shows only while a region of one of the labels is selected."""
    box = ET.SubElement(side, "View", visibleWhen="region-selected", whenTagName=SPAN)
    box.set("whenLabelValue", ",".join(labels))
    return box


def _heading(box: ET.Element, title: str) -> None:
    ET.SubElement(box, "Header", value=title, size="7", underline="false")


def _text_area(box: ET.Element, name: str, label: str, placeholder: str) -> None:
    # More than one row draws a wide bar of counters under the field.
    area = ET.SubElement(box, "TextArea", _per_region(name, label))
    area.set("rows", "1")
    area.set("maxSubmissions", "1")
    area.set("editable", "true")
    area.set("placeholder", placeholder)


def _per_region(name: str, label: str) -> dict[str, str]:
    when = {"whenLabelValue": label} if label else {}
    return {"name": name, "toName": TEXT, "perRegion": "true", "whenTagName": SPAN, **when}
