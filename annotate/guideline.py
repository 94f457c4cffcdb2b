"""The guideline for annotators, generated from the schema, so that the two never differ.

`to_markdown` writes it in one language; `to_html` makes one offline page of it.
The part of an example that is to be marked stands in 【 】 in the schema and is
shown in bold (Markdown) or marked (HTML).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Literal

from annotate.han import in_one_line
from annotate.schema import AttributeType, Example, Label, RelationType, Schema, Titles

Language = Literal["en", "zh"]

_MARKED = re.compile(r"【(.+?)】")
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "guideline": "Guideline for annotators", "general": "How to work", "labels": "Labels", "relations": "Relations",
        "key": "key", "examples": "Mark", "counter": "Do not mark", "attributes": "Attributes", "choice": "choose one",
        "choices": "choose any number", "text": "free text", "default": "holds if nothing is set", "joins": "joins",
        "codebook": "the themes of the study", "note": "Every span may carry a note.", "version": "Schema",
        "colon": ": ", "open": " (", "close": ")", "and": "; ", "comma": ", ",
    },
    "zh": {
        "guideline": "标注指南", "general": "怎样标注", "labels": "标签", "relations": "关系",
        "key": "快捷键", "examples": "应标", "counter": "不标", "attributes": "属性", "choice": "单选",
        "choices": "可多选", "text": "自由填写", "default": "未填时以此为准", "joins": "可连接",
        "codebook": "本研究的主题表", "note": "每个片段都可以写备注。", "version": "标注方案",
        "colon": "：", "open": "（", "close": "）", "and": "；", "comma": "，",
    },
}  # fmt: skip
_STYLE = """
body{font:17px/1.8 "Noto Serif CJK SC","Source Han Serif SC","Songti SC",Georgia,serif;max-width:44em;margin:2em auto;
padding:0 1em;color:#1f2937;background:#fff}
h1,h2,h3{line-height:1.3}h3{border-left:.35em solid var(--colour,#9ca3af);padding-left:.5em;margin-top:2em}
mark{background:#fde68a;padding:0 .1em}.note{color:#4b5563;font-size:.9em}
kbd{border:1px solid #9ca3af;border-radius:3px;padding:0 .35em;font-size:.8em}
dt{font-weight:bold}dd{margin:0 0 .4em 1.5em}
.no mark{background:#fecaca}
table{border-collapse:collapse}td,th{border-bottom:1px solid #d1d5db;padding:.3em .8em;text-align:left}
@media print{body{font-size:11pt;max-width:none}h3{break-after:avoid}}
"""


def to_markdown(schema: Schema, language: Language) -> str:
    """Return the guideline as Markdown."""
    words = _WORDS[language]
    lines = [f"# {_heading(schema, language)}", "", _title(schema.description, language), ""]
    if schema.guideline:
        lines += [f"## {words['general']}", "", _title(schema.guideline, language), ""]
    if schema.note:
        lines += [words["note"], ""]
    lines += [f"## {words['labels']}", ""]
    for label in schema.labels:
        lines += _label_markdown(label, language)
    if schema.relations:
        lines += [f"## {words['relations']}", ""]
    for relation in schema.relations:
        lines += [f"### {_title(relation.title, language)}{words['open']}`{relation.id}`{words['close']}", ""]
        joined = f"{words['joins']}{words['colon']}{_joins(relation, schema, language)}"
        lines += [_title(relation.definition, language), "", joined, ""]
    lines += [f"{words['version']}{words['colon']}{schema.id} {schema.version}"]
    return "\n".join(lines) + "\n"


def _heading(schema: Schema, language: Language) -> str:
    words = _WORDS[language]
    return f"{_title(schema.title, language)}{words['colon']}{words['guideline']}"


def _label_markdown(label: Label, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    key = f"`{label.id}`{words['comma']}{words['key']} `{label.hotkey}`"
    yield from (f"### {_title(label.title, language)}{words['open']}{key}{words['close']}", "")
    yield from (_title(label.definition, language), "")
    for heading, examples in ((words["examples"], label.examples), (words["counter"], label.counterexamples)):
        if examples:
            yield from (f"{heading}{words['colon']}".rstrip(), "")
            yield from (*(_example_markdown(example, language) for example in examples), "")
    if label.attributes:
        yield from (f"{words['attributes']}{words['colon']}".rstrip(), "")
        for attribute in label.attributes:
            yield from _attribute_markdown(attribute, language)
        yield ""


def _attribute_markdown(attribute: AttributeType, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    told = f"{words['colon']}{_title(attribute.definition, language)}" if attribute.definition else ""
    kind = f"`{attribute.id}`{words['comma']}{_kind(attribute, language)}"
    yield f"- **{_title(attribute.title, language)}**{words['open']}{kind}{words['close']}{told}"
    for name, meaning in _choices(attribute, language):
        yield f"  - {name}" + (f"{words['colon']}{meaning}" if meaning else "")


def _example_markdown(example: Example, language: Language) -> str:
    words = _WORDS[language]
    note = f"{words['open']}{_title(example.note, language)}{words['close']}" if example.note else ""
    return "- " + _MARKED.sub(r"**\1**", example.text) + note


def to_html(schema: Schema, language: Language) -> str:
    """Return the guideline as one page that needs nothing from the network."""
    words = _WORDS[language]
    title = _heading(schema, language)
    parts = [f"<h1>{escape(title)}</h1>", _paragraph(schema.description, language)]
    if schema.guideline:
        parts += [f"<h2>{words['general']}</h2>", _paragraph(schema.guideline, language)]
    if schema.note:
        parts += [f"<p>{words['note']}</p>"]
    parts += [f"<h2>{words['labels']}</h2>"]
    for label in schema.labels:
        parts += _label_html(label, language)
    if schema.relations:
        parts += [f"<h2>{words['relations']}</h2>", _relations_html(schema, language)]
    parts += [f'<p class="note">{words["version"]}{words["colon"]}{escape(schema.id)} {escape(schema.version)}</p>']
    code = "zh-Hans" if language == "zh" else "en"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>{head}\n<style>{_STYLE}</style></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _label_html(label: Label, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield (
        f'<h3 style="--colour:{escape(label.colour)}">{escape(_title(label.title, language))} '
        f"<kbd>{escape(label.hotkey)}</kbd></h3>"
    )
    yield _paragraph(label.definition, language)
    for heading, examples, kind in (
        (words["examples"], label.examples, "yes"),
        (words["counter"], label.counterexamples, "no"),
    ):
        if examples:
            items = "\n".join(_example_html(example, language) for example in examples)
            yield f'<p>{heading}{words["colon"]}</p>\n<ul class="{kind}">\n{items}\n</ul>'
    if label.attributes:
        yield f"<p>{words['attributes']}{words['colon']}</p>\n<dl>"
        for attribute in label.attributes:
            yield (
                f"<dt>{escape(_title(attribute.title, language))} "
                f'<span class="note">{escape(_kind(attribute, language))}</span></dt>'
            )
            told = escape(_title(attribute.definition, language)) if attribute.definition else ""
            choices = (f"{n}{words['open']}{m}{words['close']}" if m else n for n, m in _choices(attribute, language))
            listed = escape(words["and"].join(choices))
            yield f"<dd>{'<br>'.join(part for part in (told, listed) if part)}</dd>"
        yield "</dl>"


def _example_html(example: Example, language: Language) -> str:
    text = _MARKED.sub(r"<mark>\1</mark>", escape(example.text))
    note = f' <span class="note">{escape(_title(example.note, language))}</span>' if example.note else ""
    return f"<li>{text}{note}</li>"


def _relations_html(schema: Schema, language: Language) -> str:
    rows = "\n".join(
        f"<tr><td>{escape(_title(r.title, language))}</td><td>{escape(_title(r.definition, language))}</td>"
        f"<td>{escape(_joins(r, schema, language))}</td></tr>"
        for r in schema.relations
    )
    words = _WORDS[language]
    return f"<table>\n<tr><th>{words['relations']}</th><th></th><th>{words['joins']}</th></tr>\n{rows}\n</table>"


def _paragraph(titles: Titles, language: Language) -> str:
    return f"<p>{escape(_title(titles, language))}</p>"


def _title(titles: Titles, language: Language) -> str:
    """Return a title in a language, in the other one where it has not been translated."""
    return in_one_line(titles.get(language) or next(iter(titles.values()), ""))


def _kind(attribute: AttributeType, language: Language) -> str:
    return _WORDS[language][attribute.kind]


def _choices(attribute: AttributeType, language: Language) -> Iterator[tuple[str, str]]:
    words = _WORDS[language]
    if attribute.from_codebook and not attribute.choices:
        yield words["codebook"], ""
    for choice in attribute.choices:
        meaning = [_title(choice.definition, language)] if choice.definition else []
        if choice.id == attribute.default:
            meaning.append(words["default"])
        yield _title(choice.title, language), words["and"].join(meaning)


def _joins(relation: RelationType, schema: Schema, language: Language) -> str:
    def named(ids: Iterable[str]) -> str:
        labels = (schema.label(name) for name in ids)
        return " / ".join(_title(label.title, language) for label in labels if label)

    return f"{named(relation.sources)} → {named(relation.targets)}"
