"""The shape of `work/tasks.json`: what Label Studio's import takes, as we write it.

Label Studio itself checks next to nothing; this is what we promise.
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_OFFSET = {"type": "integer", "minimum": 0}
_IDS = {"type": "array", "items": _TEXT}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, *, closed: bool = True) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": not closed,
    }


def _region(kind: str, from_name: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    return _object(
        {
            "id": _TEXT,
            "from_name": from_name,
            "to_name": {"const": "text"},
            "type": {"const": kind},
            "value": _object({"start": _OFFSET, "end": _OFFSET, **value}, {"text": {}}),
        },
        {"score": {"type": "number", "minimum": 0, "maximum": 1}, "origin": _TEXT, "meta": _object({"text": _IDS})},
    )


_RELATION = _object(
    {
        "type": {"const": "relation"},
        "from_id": _TEXT,
        "to_id": _TEXT,
        "direction": {"const": "right"},
        "labels": {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 1},
    },
    # Label Studio keeps further keys of a relation; rules leave their id and score here.
    closed=False,
)

_PREDICTION = _object(
    {
        "model_version": _TEXT,
        "score": {"type": ["number", "null"]},
        "result": {
            "description": "Spans, their attributes under the span's id, and relations.",
            "type": "array",
            "items": {
                "anyOf": [
                    _region(
                        "labels", {"const": "span"}, {"text": _TEXT, "labels": {**_IDS, "minItems": 1, "maxItems": 1}}
                    ),
                    _region("choices", _TEXT, {"choices": {**_IDS, "minItems": 1}}),
                    _region("textarea", _TEXT, {"text": {**_IDS, "minItems": 1}}),
                    _RELATION,
                ],
            },
        },
    },
)

_DATA = _object(
    {
        "paper": {**_TEXT, "description": "The source's path below papers/."},
        "document": {**_TEXT, "description": "The document's id."},
        "section": {"description": "The path of headings at the task's start.", "anyOf": [_IDS, _TEXT]},
        "title": _TEXT,
        "text": {**_TEXT, "description": "An exact slice of the document's text, whole paragraphs."},
        "char_offset": {**_OFFSET, "description": "Where the text starts in the document, in code points."},
        "text_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "labels": {**_IDS, "description": "The labels asked for in the whole task."},
        "status": {"enum": ["seeded", "blank"]},
    },
    {
        "before": {**_TEXT, "description": "What stands before the text in the document, for reading on only."},
        "after": {**_TEXT, "description": "What stands after it."},
        "passages": {
            "description": "Further labels asked for in these stretches of the task's text only.",
            "type": "array",
            "items": _object({"start": _OFFSET, "end": _OFFSET, "labels": _IDS}),
        },
    },
    # Data may carry what the page shows besides, such as the section as one line.
    closed=False,
)

TASKS: dict[str, Any] = {
    "title": "tasks/1",
    "description": "Tasks for Label Studio: one section or paper each, with at most one prediction.",
    "type": "array",
    "items": _object(
        {"data": _DATA},
        {
            "meta": {"type": "object"},
            "predictions": {"type": "array", "items": _PREDICTION, "maxItems": 1},
        },
    ),
}
