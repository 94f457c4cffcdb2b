from __future__ import annotations

from pathlib import Path

import pytest

from annotate.cli.naming import write_names
from annotate.seeding import Pack
from annotate.seeding.entities import Entities, Joined
from annotate.seeding.examples import example_document
from annotate.seeding.pipeline import Pipeline
from annotate.tables.actors import Actors, load_actors


def joined(pipeline: Pipeline, text: str) -> dict[str, tuple[str, ...]]:
    """Return alias -> canonical names of a text."""
    return {each.alias: each.names for each in whys(pipeline, text)}


def whys(pipeline: Pipeline, text: str) -> tuple[Joined, ...]:
    """Return what is joined in a text."""
    document = example_document(text)
    return pipeline.entities.joined(document, pipeline.predict(document).spans)


@pytest.mark.parametrize(
    ("text", "alias", "names"),
    [
        ("中方重启了渔业谈判。", "中方", ("中国",)),
        ("我国重启了渔业谈判。", "我国", ("中国",)),
        ("该国收紧了对华出口。", "华", ("中国",)),
        ("中美可以共享鱼群数据。", "中美", ("中国", "美国")),
        ("美日韩举行了海上磋商。", "美日韩", ("美国", "日本", "韩国")),
        ("中欧重启了磋商。", "中欧", ("中国", "欧盟")),
        ("澳洲公布了鱼汛。", "澳洲", ("澳大利亚",)),
        ("歐盟公布了魚汛。", "歐盟", ("欧盟",)),
        ("G7公布了海洋方案。", "G7", ("七国集团",)),
        ("QUAD公布了海洋方案。", "QUAD", ("四方安全对话",)),
        ("世卫组织公布了指南。", "世卫组织", ("世界卫生组织",)),
        ("发改委公布了方案。", "发改委", ("国家发展和改革委员会",)),
        ("华为公司铺设了光缆。", "华为公司", ("华为",)),
        ("德国总理默克尔谈到了港口。", "德国总理默克尔", ("默克尔",)),
        ("“五眼联盟”举行了会议。", "“五眼联盟”", ("五眼联盟",)),
        ("挪威水资源管理委员会（NWC）公布了方案。渔民欢迎NWC的决定。", "NWC", ("挪威水资源管理委员会",)),
        ("挪威农业部（以下简称“挪农部”）公布了方案。渔民欢迎挪农部的决定。", "挪农部", ("挪威农业部",)),
        ("埃莉诺·奥斯特罗姆研究过水渠。奥斯特罗姆认为水渠要共管。", "奥斯特罗姆", ("埃莉诺·奥斯特罗姆",)),
        ("学者奥尔森（Mancur Olson）研究过集体行动。", "Mancur Olson", ("奥尔森",)),
        ("院长陈思源指出，病房不足。陈院长建议，加开门诊。", "陈院长", ("陈思源",)),
        ("Washington should publish the maps.", "Washington", ("美国",)),
        ("Minister Jane Okafor opened the port. Minister Okafor left.", "Minister Okafor", ("Minister Jane Okafor",)),
    ],
)
def test_names_of_one_actor_are_joined(pipeline: Pipeline, text: str, alias: str, names: tuple[str, ...]) -> None:
    """Short forms, names side by side, and what the paper defines lead to canonical names."""
    assert joined(pipeline, text).get(alias) == names


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("中国公布了鱼汛。", "中国"),
        ("拜登政府调整了关税。", "拜登政府"),
        ("中国政府公布了鱼汛。", "中国政府"),
        ("港务局长亨特·温特斯与卡罗·温特斯见面。温特斯认为港口太小。", "温特斯"),
        ("国际清算银行（BIS）与挪威港口管理委员会（BIS）公布了方案。", "BIS"),
        ("美日同盟举行了会议。", "美日同盟"),
        ("商务部公布了名单，美国商务部（DOC）也公布了。", "商务部"),
    ],
)
def test_what_may_be_another_actor_keeps_its_name(pipeline: Pipeline, text: str, alias: str) -> None:
    """Governments are no states, and what two may be called joins neither."""
    assert alias not in {each.alias for each in whys(pipeline, text) if each.because.partition(":")[0] != "alias"}
    assert alias == "BIS" or alias not in joined(pipeline, text)


def test_a_definition_holds_in_its_paper_only(pipeline: Pipeline) -> None:
    """BIS is the bank where the paper says so, and the bureau where no paper says anything."""
    text = "国际清算银行（BIS）公布了报告。BIS认为利率太低。"

    defined = {each.alias: each for each in whys(pipeline, text)}["BIS"]

    assert (defined.names, defined.document) == (("国际清算银行",), example_document(text).id)
    assert defined.because == "defined: 国际清算银行（BIS）"
    assert joined(pipeline, "BIS公布了名单。") == {"BIS": ("美国商务部工业与安全局",)}


def test_every_reason_is_said(pipeline: Pipeline) -> None:
    """A row tells by what a name was joined."""
    reasons = {each.alias: each.because for each in whys(pipeline, "中方与美日韩以及微软公司见面。")}

    assert reasons == {"中方": "alias: zh/states-more", "美日韩": "several", "微软公司": "company: zh/companies"}


def test_aliases_lead_to_one_name(packs: tuple[Pack, ...]) -> None:
    """No canonical name that ships is itself joined to another: the file can always be read back."""
    entities = Entities.of(packs)

    wrong = {
        key: title
        for key, (title, _, _) in entities.known.items()
        if entities.known.get(entities.key(title), (title,))[0] != title
    }

    assert wrong == {}


def test_the_file_reads_back_and_the_scholar_has_the_last_word(pipeline: Pipeline, tmp_path: Path) -> None:
    """What seed writes, the tables read; `actors.csv` renames what was joined and parts what it names."""
    text = "中方与中美两国渔业界见面。挪威水资源管理委员会（NWC）公布了方案。=HYPER"
    found = whys(pipeline, text)
    document = example_document(text).id
    write_names(tmp_path / "found.csv", [(e.document, e.names, e.alias, e.type, e.because) for e in found])
    edited = tmp_path / "actors.csv"

    read = load_actors(edited, tmp_path / "found.csv")

    assert read.canonical("中方") == ("中国",)
    assert read.canonical("NWC") == ("NWC",)
    assert read.within(document).canonical("NWC") == ("挪威水资源管理委员会",)
    assert read.within(document).canonical("中美") == ("中国", "美国")
    edited.write_text("name,aliases,type\n本国,中国,state\n对话双方,中美,group\n", encoding="utf-8")
    again = load_actors(edited, tmp_path / "found.csv").within(document)
    assert again.canonical("中方") == ("本国",)
    assert again.canonical("中美") == ("对话双方",)
    assert again.type("挪威水资源管理委员会") == "government"


def test_words_of_a_paper_are_no_formula(tmp_path: Path) -> None:
    """A name that begins with = is written so that a spreadsheet leaves it alone, and read back as it was."""
    write_names(tmp_path / "actors.csv", [("", ["=甲局"], "甲", "government", "alias: x")])

    assert "'=甲局" in (tmp_path / "actors.csv").read_text(encoding="utf-8-sig")
    assert load_actors(tmp_path / "actors.csv").canonical("甲") == ("=甲局",)


def test_several_names_and_one_paper() -> None:
    """A row may hold in one paper only; it stands there before what holds in all."""
    actors = Actors({"局": "省局"}, {}, {"p": {"局": "市局；港口"}})

    assert actors.canonical("局") == ("省局",)
    assert actors.within("p").canonical("局") == ("市局", "港口")
    assert actors.within("q").canonical("局") == ("省局",)
