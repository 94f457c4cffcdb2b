"""The JSON Schemas that ship are those of the values that are written."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from annotate import json_schemas
from annotate.errors import NotFoundError
from annotate.files import FORMATS, dump_record
from annotate.model import (
    Agreement,
    Annotation,
    Answer,
    Asked,
    Attribute,
    Cell,
    Column,
    Consensus,
    Dispute,
    Document,
    Entry,
    Extent,
    Footnote,
    Issue,
    LedgerEntry,
    Metadata,
    Place,
    Prediction,
    Reason,
    Relation,
    Removal,
    Row,
    Score,
    Section,
    Sentence,
    Source,
    Span,
    Support,
    Table,
    Tie,
    Version,
)

AT = Extent(0, 4)
SUPPORT = Support(by=("a",), asked=("a", "b"), members=("d:a:r",))
SPAN = Span(
    id="s", label="claim", extent=AT, attributes=(Attribute(name="note", values=("x",), support=SUPPORT),), score=0.5
)
RELATION = Relation(id="r", type="supports", source="s", target="t", support=SUPPORT)
PLACE = Place(document="d", section=("一、",), paragraph=1, extent=AT)
REASON = Reason(span="s", label="claim", relation="supports", quotation="潮位", place=PLACE, support=SUPPORT)
ENTRY = Entry(
    reference="甲1", span="s", label="policy_recommendation", document="d", quotation="应", place=PLACE, context="应",
    context_start=0, sentence=AT, reasons=(REASON,), cues=(AT,),
)  # fmt: skip
RECORDS: list[object] = [
    Document(
        id="d",
        source=Source(path="a.txt", sha256="0" * 64, encoding="utf-8", length=9, reader="text"),
        metadata=Metadata(title="潮", authors=("甲",), year=2024, origins={"title": "text"}),
        text="潮位数据",
        sections=(Section(id="1", path=(), level=0, extent=AT),),
        sentences=(Sentence(extent=AT),),
        footnotes=(Footnote(id="f", mark="①", anchor=2, text="注", source_extents=(Extent(5, 7),)),),
        runs=((0, 0, 4),),
        removals=(Removal(extent=Extent(4, 9), reason="footnote"),),
    ),
    Prediction(document="d", spans=(SPAN,), relations=(RELATION,), model_version="seeds", packs=("zh",)),
    Annotation(
        document="d", annotator="a", spans=(SPAN,), relations=(RELATION,),
        asked=(Asked(extent=AT, labels=("claim",)),),
        answers=(Answer(task="1", annotation="2", extent=AT, state="submitted", lead_time=3.5),),
    ),
    Consensus(document="d", spans=(SPAN,), relations=(RELATION,), method="majority", annotators=("a", "b")),
    Dispute(
        id="x", document="d", kind="label", label="claim", extent=AT, severity=0.5,
        versions=(Version(annotator="a", spans=("s",)),),
        ties=(Tie(name="type", votes={"a": ("case",), "b": ("document",)}, values=("case",)),),
    ),
    LedgerEntry(document="d", annotator="a", item="s", kind="span", label="claim", fate="rejected", reason="why"),
    Agreement(
        annotators=("a", "b"), documents=("d",), warnings=(Issue(code="W501", message="few"),),
        scores=(
            Score(metric="alpha_u", unit="character", label="*", annotators=("a", "b"), document="*", value=None,
                  n_units=0, reason="nothing"),
        ),
    ),
    Issue(code="E101", message="no", where="d", expected="x", found="y"),
    Table(
        id="t", kind="matrix", title={"en": "T", "zh": "表"}, columns=(Column(id="d", title={"zh": "甲"}, count=1),),
        rows=(Row(id="r", title={"zh": "行"}, cells=(Cell(entries=(ENTRY,)), Cell(absence="silent"))),),
        notes=({"en": "n"},),
    ),
]  # fmt: skip
TASK: dict[str, Any] = {
    "data": {
        "paper": "a.txt", "document": "d", "section": ["一、"], "title": "潮", "text": "潮位数据", "char_offset": 0,
        "text_sha256": "0" * 64, "labels": ["claim"], "passages": [{"start": 0, "end": 2, "labels": ["actor"]}],
        "status": "seeded",
    },
    "meta": {},
    "predictions": [
        {
            "model_version": "seeds-1", "score": 0.5,
            "result": [
                {"id": "s", "from_name": "span", "to_name": "text", "type": "labels", "score": 0.5,
                 "value": {"start": 0, "end": 2, "text": "潮位", "labels": ["evidence"]},
                 "meta": {"text": ["rule: zh/x"]}},
                {"id": "s", "from_name": "evidence_type", "to_name": "text", "type": "choices",
                 "value": {"start": 0, "end": 2, "choices": ["case"]}},
                {"id": "s", "from_name": "note", "to_name": "text", "type": "textarea",
                 "value": {"start": 0, "end": 2, "text": ["x"]}},
                {"type": "relation", "from_id": "s", "to_id": "t", "direction": "right", "labels": ["supports"]},
            ],
        }
    ],
}  # fmt: skip


def test_the_schemas_are_current() -> None:
    """What ships is what the dataclasses say now; else run `python -m annotate.json_schemas`."""
    shipped = {path.stem: path.read_text(encoding="utf-8") for path in json_schemas.FOLDER.glob("*.json")}

    assert shipped == {name: json_schemas.to_text(schema) for name, schema in json_schemas.generate().items()}


@pytest.mark.parametrize("name", json_schemas.names())
def test_each_schema_is_a_schema(name: str) -> None:
    """The schemas themselves follow the dialect that they name."""
    jsonschema.Draft202012Validator.check_schema(json_schemas.load_schema(name))


@pytest.mark.parametrize("value", RECORDS, ids=lambda value: type(value).__name__)
def test_written_records_validate(value: object) -> None:
    """Each kind of record, with all its parts, follows its schema; a further key does not."""
    schema = json_schemas.load_schema(FORMATS[type(value)].partition("/")[0])
    body = json.loads(dump_record(value))

    jsonschema.validate(body, schema)
    with pytest.raises(jsonschema.ValidationError, match="Additional properties"):
        jsonschema.validate({**body, "colour": "red"}, schema)
    with pytest.raises(jsonschema.ValidationError, match="was expected"):
        jsonschema.validate({**body, "format": "other/1"}, schema)


def test_a_task_validates() -> None:
    """A task as the design describes it follows the schema; without its text it does not."""
    schema = json_schemas.load_schema("tasks")
    blank = {"data": {**TASK["data"], "status": "blank"}}

    jsonschema.validate([TASK, blank], schema)
    for key in ("text", "char_offset", "labels"):
        broken = {"data": {name: value for name, value in TASK["data"].items() if name != key}}
        with pytest.raises(jsonschema.ValidationError, match=f"'{key}' is a required property"):
            jsonschema.validate([broken], schema)


def test_fields_say_what_the_docstrings_say() -> None:
    """A field's description is its line in the dataclass' docstring."""
    ledger = json_schemas.load_schema("ledger")

    assert ledger["properties"]["reason"]["description"] == "in words; never empty where rejected."


def test_an_unknown_schema_lists_the_known() -> None:
    """A wrong name gets the nearest."""
    with pytest.raises(NotFoundError, match="Did you mean dispute"):
        json_schemas.load_schema("disputes")
