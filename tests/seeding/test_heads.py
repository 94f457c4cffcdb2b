from __future__ import annotations

import pytest

from annotate.model import Prediction
from annotate.seeding.examples import example_document
from annotate.seeding.pipeline import Pipeline


def last_addressee(pipeline: Pipeline, text: str) -> tuple[str, ...]:
    """Return whom the last recommendation of a text is addressed to; there has to be one."""
    return recommended(pipeline.predict(example_document(text)))[-1]


def recommended(prediction: Prediction) -> list[tuple[str, ...]]:
    """Return the addressees of all recommendations, in order."""
    return [span.values("addressee") for span in prediction.spans if span.label == "policy_recommendation"]


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("# 对政府的建议\n应当尽快公布潮位数据。", "政府"),
        ("# 给地方政府的几点建议\n应当尽快公布潮位数据。", "地方政府"),
        ("# 面向高校的政策建议\n应当增设海洋测绘课程。", "高校"),
        ("# 企业层面\n应当定期检修滤水设备。", "企业"),
        ("# （一）政府层面\n应当定期检修滤水设备。", "政府"),
        ("# 二、行业协会方面\n应当统一滤水设备的标准。", "行业协会"),
        ("# 医院：改进分诊\n应当尽快增设夜间门诊。", "医院"),
        ("# 我国的应对之策\n应当尽快修订渔港条例。", "我国"),
        ("# 对我国的启示\n应当尽快修订渔港条例。", "我国"),
        ("对高校而言，应当增设海洋测绘课程。还应当改进评价办法。", "高校"),
        ("企业层面，应当定期检修滤水设备。同时，应当公开检修记录。", "企业"),
        ("从监管部门的角度看，应当公开检修记录。还应当设立举报热线。", "监管部门"),
        ("政府：应当公开检修记录，并应当设立举报热线。", "政府"),
        ("# 企业层面\n对银行而言，应当降低渔船贷款的利率。还应当延长还款期。", "银行"),
        ("# Recommendations for universities\nMore courses on tides should be offered.", "universities"),
        ("# 学校层面\n审批时限应当缩短到三天。", "学校"),
    ],
)
def test_the_head_says_who_is_advised(text: str, addressee: str, pipeline: Pipeline) -> None:
    """Advice that names nobody is addressed to whom its paragraph or section speaks to."""
    assert last_addressee(pipeline, text) == (addressee,)


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("# 技术层面\n应当定期检修滤水设备。", ()),
        ("# 社会层面\n应当定期检修滤水设备。", ()),
        ("# 国际层面\n应当尽快公布潮位数据。", ()),
        ("# 对策建议\n应当尽快公布潮位数据。", ()),
        ("# 对贸易关系的启示\n应当尽快公布潮位数据。", ()),
        ("# 对数据开放的建议\n应当尽快公布潮位数据。", ()),
        ("# 欧盟的应对\n应当尽快公布潮位数据。", ()),
        ("# 企业面临的困境\n应当尽快降低渔港税费。", ()),
        ("# 高校治理的路径\n应当尽快改进评价办法。", ()),
        ("对企业而言，滤水设备过于昂贵。应当尽快降低渔港税费。", ()),
        ("企业层面，应当定期检修滤水设备。\n应当尽快公布潮位数据。", ()),
        ("# 企业层面\n政府应当公布潮位数据。", ("政府",)),
        ("# 企业层面\n应当定期检修滤水设备。\n# 预警平台\n应当尽快公布潮位数据。", ()),
    ],
)
def test_what_is_no_head_advises_nobody(text: str, addressee: tuple[str, ...], pipeline: Pipeline) -> None:
    """Levels, topics, what others did, and heads of other stretches say nothing; a subject has the word."""
    assert last_addressee(pipeline, text) == addressee


def test_a_head_is_marked_once(pipeline: Pipeline) -> None:
    """However much advice stands below a heading, no two spans have one id."""
    text = "# 行业协会层面\n应当统一滤水设备的标准。应当公开检修记录。"

    ids = [span.id for span in pipeline.predict(example_document(text)).spans]

    assert len(ids) == len(set(ids))
