from __future__ import annotations

import re

import pytest

from annotate.model import Span
from annotate.seeding.actors import literal_names
from annotate.seeding.examples import example_document
from annotate.seeding.patterns import alternation
from annotate.seeding.pipeline import Pipeline


def actors(pipeline: Pipeline, text: str) -> list[tuple[str, str]]:
    """Return the actors that are marked in a text, with their types."""
    document = example_document(text)
    spans: tuple[Span, ...] = pipeline.predict(document).spans
    return [(document.quote(s.extent), s.values("type")[0]) for s in spans if s.label == "actor"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("挪威与韩国重启了谈判。", [("挪威", "state"), ("韩国", "state")]),
        ("中美可以共享鱼群数据。", [("中美", "state")]),
        ("美日韩举行了磋商。", [("美日韩", "state")]),
        ("美中不足的是缺少数据。", []),
        ("该国收紧了对华出口。", [("华", "state")]),
        ("对华为的禁令仍在。", [("华为", "company")]),
        ("《中国海洋法》规定了程序。", []),
        ("船队驶过印度洋。", []),
        ("美国商务部收紧了许可。", [("美国商务部", "government")]),
        ("德国总理默克尔谈到了难民。", [("德国总理默克尔", "person")]),
        ("埃莉诺·奥斯特罗姆研究过公共池塘。", [("埃莉诺·奥斯特罗姆", "person")]),
        ("东南亚国家修建了港口。", [("东南亚国家", "group")]),
        ("北约与世界卫生组织签了协议。", [("北约", "alliance"), ("世界卫生组织", "organization")]),
        ("歐盟與韓國簽署了協定。", [("歐盟", "organization"), ("韓國", "state")]),
        ("Washington should consult NATO.", [("Washington", "state"), ("NATO", "alliance")]),
        ("TARMAC 和 ISOLDE 是项目名。", []),
    ],
)
def test_actors(text: str, expected: list[tuple[str, str]], pipeline: Pipeline) -> None:
    """Actors are found whole and with their type; titles, oceans and longer words are left alone."""
    assert actors(pipeline, text) == expected


def test_abbreviation_is_learnt(pipeline: Pipeline) -> None:
    """An abbreviation that the paper introduces behind a full name is an actor from then on."""
    text = "挪威水资源管理委员会（NWC）公布了方案。渔民欢迎NWC的决定。"

    assert actors(pipeline, text) == [
        ("挪威水资源管理委员会", "government"),
        ("NWC", "government"),
    ]


def test_abbreviation_is_not_carried_over(pipeline: Pipeline) -> None:
    """What one paper introduces is not known in the next."""
    pipeline.predict(example_document("挪威水资源管理委员会（NWC）公布了方案。"))

    assert actors(pipeline, "渔民欢迎NWC的决定。") == []


def test_literal_names_are_found_the_same_way() -> None:
    """The automaton finds what an alternation of the names finds: leftmost, then longest."""
    names = ["中国", "中国人民银行", "人民", "欧盟委员会", "欧盟"]
    text = "中国人民银行与欧盟委员会、中国人民和欧盟。"

    expected = [found.span() for found in re.finditer(alternation(names), text)]

    assert literal_names(names, "zh")(text) == expected
