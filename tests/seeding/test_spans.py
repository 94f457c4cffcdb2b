from __future__ import annotations

import pytest

from annotate.codebook import Codebook, Theme
from annotate.model import Relation, Span
from annotate.seeding import Pack
from annotate.seeding.examples import example_document
from annotate.seeding.pipeline import Pipeline, load_pipeline


def found(pipeline: Pipeline, text: str, label: str) -> list[tuple[str, Span]]:
    """Return quotations and spans of a label."""
    document = example_document(text)
    return [(document.quote(s.extent), s) for s in pipeline.predict(document).spans if s.label == label]


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("因此，应当缩短新药审批的时限。", ["应当缩短新药审批的时限"]),
        ("在气候变暖的背景下，沿海城市应提高海堤的标准。", ["沿海城市应提高海堤的标准"]),
        ("县医院应增设夜间门诊；乡镇卫生院应负责随访。", ["县医院应增设夜间门诊", "乡镇卫生院应负责随访"]),
        ("一是完善结算的技术标准，二是扩大备案的覆盖面。", ["完善结算的技术标准", "扩大备案的覆盖面"]),
        ("通过发行绿色债券，拓宽低碳融资渠道。", ["通过发行绿色债券，拓宽低碳融资渠道"]),
        ("学校应开放操场，否则居民无处锻炼。", ["学校应开放操场"]),
        ("The ministry must not cut the budget.", ["The ministry must not cut the budget"]),
    ],
)
def test_edges_of_advice(text: str, quotations: list[str], pipeline: Pipeline) -> None:
    """Advice is cut to what advises: no connective, no setting, no full stop; lists are split."""
    assert [quotation for quotation, _ in found(pipeline, text, "policy_recommendation")] == quotations


def test_edges_of_evidence(pipeline: Pipeline) -> None:
    """Evidence is the sentence without its leading connective and full stop."""
    text = "例如，丹麦从上世纪七十年代开始征收能源税。"

    assert [q for q, _ in found(pipeline, text, "evidence")] == ["丹麦从上世纪七十年代开始征收能源税"]


@pytest.mark.parametrize(
    ("text", "modality", "polarity"),
    [
        ("我国必须守住耕地红线。", "must", "for"),
        ("我国须守住耕地红线。", "must", "for"),
        ("法院亟需统一裁判尺度。", "must", "for"),
        ("学校应当开放操场。", "should", "for"),
        ("学校宜开放操场。", "should", "for"),
        ("学校需要重新审视作息时间。", "should", "for"),
        ("政府可以通过税收引导企业。", "may", "for"),
        ("不妨先在少数城市试点。", "may", "for"),
        ("大力发展社区养老。", "bare", "for"),
        ("学校不应占用操场。", "should", "against"),
        ("企业不得瞒报排放。", "must", "against"),
        ("应避免重复建设。", "should", "against"),
        ("摒弃重数量轻质量的做法。", "bare", "against"),
        ("Schools must not close.", "must", "against"),
        ("Schools should open.", "should", "for"),
        ("Avoid tying aid to purchases.", "bare", "against"),
    ],
)
def test_modality_and_polarity(text: str, modality: str, polarity: str, pipeline: Pipeline) -> None:
    """Strength and side of a recommendation follow from its cue."""
    ((_, span),) = found(pipeline, text, "policy_recommendation")

    assert (span.values("modality"), span.values("polarity")) == ((modality,), (polarity,))


def test_addressee(pipeline: Pipeline) -> None:
    """The subject of the advice is its addressee, joined to the actor if that is marked."""
    document = example_document("对此，中国应当公布潮位数据。")
    prediction = pipeline.predict(document)
    by_id = {span.id: span for span in prediction.spans}
    (relation,) = [each for each in prediction.relations if each.type == "addressed_to"]

    assert by_id[relation.source].values("addressee") == ("中国",)
    assert document.quote(by_id[relation.target].extent) == "中国"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022年，全国新增光伏装机达到8700万千瓦。", "statistic"),
        ("《巴黎协定》规定，各方每五年通报一次减排目标。", "document"),
        ("世界银行认为，贫困正在加深。", "authority"),
        ("例如，丹麦在港口试行了岸电。", "case"),
    ],
)
def test_evidence_type(text: str, kind: str, pipeline: Pipeline) -> None:
    """The type of evidence follows from what is brought forward."""
    ((_, span),) = found(pipeline, text, "evidence")

    assert span.values("type") == (kind,)


def test_theme_from_the_codebook(packs: tuple[Pack, ...]) -> None:
    """A theme is suggested where its title or a word it matches stands in the advice, else none."""
    book = Codebook(themes=(Theme(id="tides", title={"zh": "潮汐", "en": "Tides"}, match=("潮位",)),))
    pipeline = load_pipeline(packs, book)

    assert found(pipeline, "港口应公布潮位数据。", "policy_recommendation")[0][1].values("theme") == ("tides",)
    assert found(pipeline, "港口应公布吞吐量。", "policy_recommendation")[0][1].values("theme") == ()


def joined(pipeline: Pipeline, text: str) -> list[tuple[str, str, str]]:
    """Return the relations of a text as words."""
    document = example_document(text)
    prediction = pipeline.predict(document)
    words = {span.id: document.quote(span.extent) for span in prediction.spans}
    relations: tuple[Relation, ...] = prediction.relations
    return [(words[r.source], r.type, words[r.target]) for r in relations if r.type == "supports"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2019年，渔获量下降了四成。因此，禁渔期应当延长。",
            [("2019年，渔获量下降了四成", "supports", "禁渔期应当延长")],
        ),
        (
            "分散的预警代价很高。例如，该市在2019年损失了三千万元。",
            [("该市在2019年损失了三千万元", "supports", "分散的预警代价很高")],
        ),
        (
            "分散的预警代价很高。各站之间难以互通。2019年，该市损失了三千万元。但统一的预警难以推行。",
            [
                ("各站之间难以互通", "supports", "分散的预警代价很高"),
                ("2019年，该市损失了三千万元", "supports", "分散的预警代价很高"),
            ],
        ),
        ("2019年，渔获量下降了四成。\n因此，禁渔期应当延长。", []),
        ("因此，禁渔期应当延长。", []),
    ],
)
def test_supports(text: str, expected: list[tuple[str, str, str]], pipeline: Pipeline) -> None:
    """Reasons are joined to what they support inside a paragraph, never across its end."""
    assert joined(pipeline, text) == expected


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("理性要求我们必须重启渔业谈判。", "我们"),
        ("中日两国应当公布潮位数据。", "中日两国"),
        ("应当缩短新药审批的时限。", None),
    ],
)
def test_addressee_has_nothing_before_it(text: str, addressee: str | None, pipeline: Pipeline) -> None:
    """The addressee is who is advised, without the verb that leads to it and without a cut inside its name."""
    spans = pipeline.predict(example_document(text)).spans
    (found,) = (span.values("addressee") for span in spans if span.label == "policy_recommendation")

    assert (found[0] if found else None) == addressee


def test_condition_and_consequence_are_one_span(pipeline: Pipeline) -> None:
    """只有……才能 is one advice, whatever clauses stand between."""
    text = "因此，只有推动沿岸各国公布数据，建立共同的预警平台，才能减少损失。"
    document = example_document(text)
    (span,) = (s for s in pipeline.predict(document).spans if s.label == "policy_recommendation")

    assert document.quote(span.extent) == text.removeprefix("因此，").removesuffix("。")
