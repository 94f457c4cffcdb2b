"""Names in the archive for publication: people's go, words that look like them stay."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.exporters.replication import Replication, write_replication
from annotate.model import Annotation, Attribute, Document
from annotate.tables.study import Study


def _written(of: Study, name: str, notes: tuple[str, ...], folder: Path, **more: object) -> dict[str, str]:
    """Return the archive of one person's work on the first paper."""
    document: Document = replace(of.documents[0], id=f"{name}-2024")
    first = of.annotations[0]
    attributes = (Attribute(name="note", values=notes), Attribute(name="modality", values=("may",)))
    spans = tuple(replace(s, id=f"{document.id}:{name}:{n}", attributes=attributes) for n, s in enumerate(first.spans))
    work = Annotation(document=document.id, annotator=name, spans=spans, asked=first.asked)
    given = Replication(documents=[document], annotations=[work], letters={name: "A"}, **more)  # type: ignore[arg-type]
    with zipfile.ZipFile(write_replication(given, folder)) as archive:
        return {member: archive.read(member).decode() for member in archive.namelist()}


@pytest.mark.parametrize("name", ["li", "ann", "label", "claim", "may", "annotation", "policy_recommendation"])
def test_a_name_that_stands_in_our_own_words_spoils_none(study: Study, tmp_path: Path, name: str) -> None:
    """Formats, labels, attributes and the schema's choices are what they are, whoever is called so."""
    members = _written(study, name, (), tmp_path, choices=frozenset({"may"}))
    other = _written(study, "somebody@else.example", (), tmp_path)
    found, expected = (json.loads(own["annotations.jsonl"]) for own in (members, other))
    for one in (found, expected):
        for span in one["spans"]:
            span["id"] = span["id"].partition(":")[2]
        del one["document"]
    assert found == expected
    assert json.loads(members["papers.jsonl"])["document"] == f"{name}-2024"


def test_a_name_goes_from_peoples_words_however_it_is_written(study: Study, tmp_path: Path) -> None:
    """Alone or beside signs and Han characters, in capitals too; longer words that hold it stay."""
    notes = ("Li: 与li、LI_2同；reliable, Li's",)
    themes = "format: themes/1  # 由Li整理，reliable\n"
    members = _written(study, "li", notes, tmp_path, study={"themes.yaml": themes})
    (note, *_) = json.loads(members["annotations.jsonl"])["spans"][0]["attributes"][0]["values"]
    assert note == "A: 与A、A_2同；reliable, A's"
    assert members["study/themes.yaml"] == "format: themes/1  # 由A整理，reliable\n"


def test_a_chinese_name_and_an_address_go_wherever_they_stand(study: Study, tmp_path: Path) -> None:
    """No blank parts a Chinese name from what stands beside it, nor an address from the words around."""
    notes = ("见AB李明CD，问李明的", "写信给x@y.example了")
    for name, note in (("李明", 0), ("x@y.example", 1)):
        members = _written(study, name, notes, tmp_path)
        found = json.loads(members["annotations.jsonl"])["spans"][0]["attributes"][0]["values"]
        assert found[note] == notes[note].replace(name, "A")
        assert found[1 - note] == notes[1 - note]
