"""What `seed` as a whole promises, and how it behaves on bad input."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.files import dump_record
from annotate.model import Extent, Section
from annotate.schema import check, load
from annotate.seeding import Pack, seed
from annotate.seeding.examples import example_document, examples
from annotate.seeding.filtering import at_least
from annotate.seeding.pipeline import GROUP, Pipeline, load_pipeline
from annotate.segmenters import Segmenter

WORDS = "学校应开放操场 ， 。 ； 《 》 （ ） “ ” 2019年 美国 通过 表示 ，以 應 需要 𠮷 但 首先 ： ？ 不 可以 加强监管"
PIECES = st.sampled_from([*WORDS.split(" "), "\n", "\n# 对策\n", " ", "\u3000", "Firms should act."])
TEXT = st.lists(PIECES, max_size=40).map("".join)


@given(TEXT)
@settings(max_examples=60)
def test_predictions_fit_the_schema(pipeline: Pipeline, text: str) -> None:
    """Whatever the text, every span, attribute and relation is one that the schema allows."""
    document = example_document(text)
    prediction = pipeline.predict(document)

    assert check(prediction, load(), len(document.text)) == []


@given(TEXT)
@settings(max_examples=60)
def test_readings_exclude_each_other(pipeline: Pipeline, text: str) -> None:
    """Claims, evidence and recommendations never overlap; no span begins or ends in white space."""
    document = example_document(text)
    spans = [span for span in pipeline.predict(document).spans if span.label != "actor"]

    assert all(not a.overlaps(b) for n, a in enumerate(spans) for b in spans[n + 1 :])
    assert all(document.quote(span.extent).strip() == document.quote(span.extent) for span in spans)


def test_every_span_has_score_and_rule(pipeline: Pipeline, packs: tuple[Pack, ...]) -> None:
    """Each mark says which rule made it and how likely it is; default readings say so too."""
    known = {rule.id for pack in packs for rule in pack.all_rules}
    known |= {"country", "learnt-abbreviation", "default-claim", "default-evidence", "addressee"}
    text = "".join(example.text for example in examples(packs[0]) if "#" not in example.text)
    prediction = pipeline.predict(example_document(text))

    assert {span.rule for span in prediction.spans} <= known
    assert all(span.score is not None and 0 <= span.score <= 1 for span in prediction.spans)
    assert {relation.rule for relation in prediction.relations} <= known
    assert len({span.id for span in prediction.spans}) == len(prediction.spans)


def test_same_input_same_bytes(packs: tuple[Pack, ...]) -> None:
    """Two runs give the same record, byte for byte, ids among it."""
    document = example_document("2019年，渔获量下降了四成。因此，中国应当延长禁渔期。")
    runs = [dump_record(next(seed([document], packs))) for _ in range(2)]

    assert runs[0] == runs[1]


def test_model_version_names_the_packs(pipeline: Pipeline, packs: tuple[Pack, ...]) -> None:
    """A prediction names the packs that made it, with version and fingerprint."""
    prediction = pipeline.predict(example_document("学校应开放操场。"))

    assert prediction.packs == tuple(f"{p.head.id}-{p.head.version}-{p.fingerprint}" for p in packs)
    assert prediction.model_version == "+".join(prediction.packs)


def test_spacy_doc_carries_the_spans(pipeline: Pipeline) -> None:
    """The pipeline's Doc holds the same spans, with rule and score, and exact edges."""
    document = example_document("因此，美国应当開放数据。")
    doc, prediction = pipeline.doc(document), pipeline.predict(document)
    group = doc.spans[GROUP]

    assert {(s.label_, s.start_char, s.end_char, s.id_) for s in group} == {
        (s.label, s.extent.start, s.extent.end, s.rule) for s in prediction.spans
    }
    assert sorted(group.attrs["scores"]) == sorted(s.score or 0 for s in prediction.spans)


def test_headings_are_not_needed(pipeline: Pipeline) -> None:
    """A strong cue passes alone: the same advice is found without any heading."""
    text = "学校应开放操场。加强对药品流通的监管，防止囤积居奇。"
    bare = [s.extent for s in pipeline.predict(example_document(text)).spans if s.label == "policy_recommendation"]

    assert len(bare) == 2


def test_traditional_script_is_read_as_simplified(pipeline: Pipeline) -> None:
    """The same sentence in either script gets the same marks."""
    simplified = pipeline.predict(example_document("韩国政府应当检讨现行标准，并扩大补贴的范围。"))
    traditional = pipeline.predict(example_document("韓國政府應當檢討現行標準，並擴大補貼的範圍。"))

    assert [(s.label, s.extent, s.rule) for s in simplified.spans] == [
        (s.label, s.extent, s.rule) for s in traditional.spans
    ]


@pytest.mark.parametrize("text", ["", " ", "\n", "。", "，，，", "）", "\u3000\u3000", "🙂"])
def test_nothing_to_mark(text: str, pipeline: Pipeline) -> None:
    """A document without words has an empty prediction, not an error."""
    assert pipeline.predict(example_document(text)).spans == ()


def test_empty_document(packs: tuple[Pack, ...]) -> None:
    """A document without sentences and sections is no error."""
    blank = replace(example_document(""), sentences=(), sections=())

    assert next(seed([blank], packs)).spans == ()


def test_no_packs() -> None:
    """Without packs nothing is marked."""
    assert next(seed([example_document("学校应开放操场。")], ())).spans == ()


def test_references_are_left_alone(pipeline: Pipeline) -> None:
    """A list of references holds no advice."""
    document = example_document("学校应开放操场。")
    sections = (Section(id="r", path=("参考文献",), level=1, extent=Extent(0, 8), kind="references"),)

    assert pipeline.predict(replace(document, sections=sections)).spans == ()


def test_min_score(pipeline: Pipeline) -> None:
    """Marks under the least score are left out and counted, and with them their relations."""
    prediction = pipeline.predict(example_document("2019年，渔获量下降了四成。因此，中国应当延长禁渔期。"))
    kept, left_out = at_least(prediction, {span.label: 0.999 for span in prediction.spans})

    assert prediction.relations
    assert (kept.spans, kept.relations, left_out) == ((), (), Counter(span.label for span in prediction.spans))
    assert at_least(prediction, {}) == (prediction, Counter())


def test_segmenter_tells_words_apart(packs: tuple[Pack, ...], segmenter: Segmenter) -> None:
    """With the segmenter a one-character cue inside a word is no cue, even if no list names the word."""
    document = example_document("双方应加强沟通。")
    borders = load_pipeline(packs, None, segmenter)

    assert [s.label for s in borders.predict(document).spans if s.label != "actor"] == ["policy_recommendation"]
