"""Each annotator's own work goes out beside the consensus, in every format, and comes back as theirs."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from lxml import etree
from spacy.tokens import DocBin

from annotate.exchange import CONSENSUS, EXCHANGE, OWN, READERS, Found, Layer
from annotate.exchange.docbin import KEY
from annotate.model import Extent, Relation, Span
from annotate.schema import load as load_schema

FORMATS = ("brat", "cas", "docbin", "refi-qda")
SCHEMA = load_schema()
TITLES = {title: label.id for label in SCHEMA.labels for title in label.title.values()}
HOSTILE = ("<b>&]]>", "\x1b[31m\x00", "=cmd|x", "\u202e", "a\tb\nc", "\ud800", "../../x", "\ufffe")
Mark = tuple[str, int, int]


def layers_of(layer: Layer, names: tuple[str, ...] = ("li", "吴")) -> list[Layer]:
    """Return the consensus and two annotators: one marked two spans otherwise, the other the same as the consensus."""
    advice = Span(id="e:1", label="policy_recommendation", extent=Extent(17, 29))
    claim = Span(id="p:1", label="claim", extent=Extent(0, 7))
    relation = Relation(id="r", type="supports", source="p:1", target="e:1")
    other = replace(layer.labelling, spans=(advice, claim), relations=(relation,))
    own = (other, layer.labelling)
    return [
        layer,
        *(Layer(document=layer.document, labelling=w, who=OWN + n) for w, n in zip(own, names, strict=True)),
    ]


def back(name: str, layers: list[Layer], folder: Path) -> tuple[dict[str, Found], Counter[str]]:
    """Write the layers, and read the files by their annotators."""
    done = EXCHANGE.load(name)(layers, SCHEMA, folder)
    top = {"refi-qda": folder / "annotations.qdpx", "docbin": folder / "annotations.spacy"}.get(name, folder / name)
    found = READERS.load(name)(top)
    assert len({one.who for one in found}) == len(found)
    return {one.who: one for one in found}, done.lost


def marks(spans: tuple[Span, ...]) -> set[Mark]:
    """Return label and place of spans, whatever the format calls the label."""
    return {(TITLES.get(span.label, span.label), span.extent.start, span.extent.end) for span in spans}


@pytest.mark.parametrize("name", FORMATS)
def test_everybodys_spans_and_relations_come_back_as_theirs(name: str, layer: Layer, tmp_path: Path) -> None:
    """The consensus and each annotator have their own marks again, and no others."""
    layers = layers_of(layer)
    found, _ = back(name, layers, tmp_path)
    whose = {CONSENSUS: layers[0], "li": layers[1], "吴": layers[2]}
    if name in {"brat", "cas"}:
        assert set(found) == set(whose)
    assert {who: marks(one.spans) for who, one in found.items()} == {
        who: marks(own.labelling.spans) for who, own in whose.items()
    }
    if name != "docbin":
        ends = {
            who: {(s.extent, t.extent) for r in one.relations for s in one.spans for t in one.spans
                  if (r.source, r.target) == (s.id, t.id)}
            for who, one in found.items()
        }  # fmt: skip
        assert ends["li"] == {(Extent(0, 7), Extent(17, 29))}
        assert ends["吴"] == ends[CONSENSUS] == {(Extent(9, 15), Extent(17, 30))}
    assert not any(one.lost for one in found.values())


@pytest.mark.parametrize("name", FORMATS)
def test_an_annotator_who_marked_nothing_is_kept_or_told(name: str, layer: Layer, tmp_path: Path) -> None:
    """Who found nothing was asked all the same; where a format knows people by their marks alone, that is said."""
    layers = layers_of(layer)
    layers[1] = replace(layers[1], labelling=replace(layer.labelling, spans=(), relations=()))
    found, lost = back(name, layers, tmp_path)
    assert ("li" in found) == (name != "refi-qda")
    assert lost["labellings without a mark"] == (name == "refi-qda")
    assert all(not one.spans for who, one in found.items() if who == "li")


@pytest.mark.parametrize("name", FORMATS)
def test_nobodys_work_is_taken_for_the_consensus(name: str, layer: Layer, tmp_path: Path) -> None:
    """Somebody may be called so."""
    found, _ = back(name, layers_of(layer, (CONSENSUS, "吴")), tmp_path)
    assert marks(found[CONSENSUS].spans) == marks(layer.labelling.spans)
    assert set(found) == {CONSENSUS, f"{OWN}{CONSENSUS}", "吴"}


@pytest.mark.parametrize("who", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_hostile_names_are_names(name: str, who: str, layer: Layer, tmp_path: Path) -> None:
    """What an annotator is called ends no element and leaves no folder; the marks come back."""
    found, _ = back(name, layers_of(layer, (who, "吴")), tmp_path / "in")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    (other,) = set(found) - {CONSENSUS, "吴"}
    assert marks(found[other].spans) == {("policy_recommendation", 17, 29), ("claim", 0, 7)}


def test_the_project_has_a_user_for_each(layer: Layer, tmp_path: Path) -> None:
    """Every selection and every coding says whose it is, and each text stands in the archive once."""
    (path,) = EXCHANGE.load("refi-qda")(layers_of(layer), SCHEMA, tmp_path).paths
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        assert len(archive.namelist()) == 2
    users = {user.get("guid"): user.get("name") for user in root.iter("{*}User")}
    assert sorted(users.values()) == ["consensus", "li", "吴"]
    count = Counter(users[selection.get("creatingUser")] for selection in root.iter("{*}PlainTextSelection"))
    assert count == {"consensus": 3, "li": 2, "吴": 3}
    for selection in root.iter("{*}PlainTextSelection"):
        assert {c.get("creatingUser") for c in selection.iter("{*}Coding")} == {selection.get("creatingUser")}


def test_links_between_users_are_counted(layer: Layer, tmp_path: Path) -> None:
    """Another program may link one user's selection with another's: no labelling holds that, and it is told."""
    (path,) = EXCHANGE.load("refi-qda")(layers_of(layer), SCHEMA, tmp_path).paths
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(files["project.qde"])
    one, two = list(root.iter("{*}Link"))[:2]
    one.set("targetGUID", two.get("targetGUID"))
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (files | {"project.qde": etree.tostring(root)}).items():
            archive.writestr(name, data)
    found = READERS.load("refi-qda")(path)
    assert sum((one.lost for one in found), Counter()) == {"links between what no user coded by themselves": 1}
    assert sum(len(one.relations) for one in found) == 2


def test_spacy_has_a_group_for_each(layer: Layer, tmp_path: Path) -> None:
    """The trained group is the consensus alone; the annotators' lie beside it in the same text."""
    (path,) = EXCHANGE.load("docbin")(layers_of(layer), SCHEMA, tmp_path).paths
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("zh").vocab)
    assert list(doc.spans) == [KEY, "annotator-li", "annotator-吴"]
    assert {(s.label_, s.start_char, s.end_char) for s in doc.spans[KEY]} == marks(layer.labelling.spans)


def test_a_text_without_a_consensus_teaches_nothing(layer: Layer, tmp_path: Path) -> None:
    """A text whose trained group is empty because nobody reconciled it would be a lesson that nothing is there."""
    done = EXCHANGE.load("docbin")(layers_of(layer)[1:], SCHEMA, tmp_path)
    assert len(DocBin().from_disk(done.paths[0])) == 0
    assert done.lost["labellings of texts without a consensus"] == 2
    done = EXCHANGE.load("docbin")(layers_of(layer)[::-1], SCHEMA, tmp_path)
    assert len(DocBin().from_disk(done.paths[0])) == 1


def test_the_same_layers_give_the_same_bytes(layer: Layer, tmp_path: Path) -> None:
    """Users, groups and ids follow from what they hold."""
    for name in FORMATS:
        first, second = (EXCHANGE.load(name)(layers_of(layer), SCHEMA, tmp_path / n).paths for n in "ab")
        assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
