"""Invented papers as journals, web sites and institutes of unlike house styles print them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.ingest import read_document
from annotate.model import Document

# Lines of 32 Han, paragraphs indented, notes at the foot of pages, running heads above them.
JOURNAL = """\
《海缆与港口》2022 年第 4 期

海底电缆修复的公共性：规则与船队

周 牧 云　　何 青 岚

　　〔内容摘要〕海底电缆承载着两岸九成以上的数据往来，却从未
被写进任何一份安全文件。维修船的调度权掌握在两家公司手中。
　　〔关 键 词〕海底电缆；公共产品；登记制度
　　〔作者简介〕周牧云，临海大学国际关系学院副教授；何青岚，临海
大学海洋政策研究中心助理研究员。
　　〔中图分类号〕D815　〔文献标识码〕A　〔文章编号〕1009-1234(20
22)04-0031-18

　　沿岸各国在勘测、铺设与维修三个环节上各自为政，彼此并不知
道对方的计划。维修船的调度权掌握在两家公司手中，任何一家停航
都会使修复时间延长一倍。①
　　这一格局并非技术的必然结果，而是十年来招标规则层层叠加的
产物。与其争论由谁来主导，不如先把断缆的通报时限写清楚。通报

① 吴海：《海缆简史》，临海出版社2018年版，第22—25页。
· 31 ·
\f海缆与港口　2022 年第 4 期
时限一旦写清楚，保险费率、备缆数量与船期安排便都有了依据。②
一、船队的垄断
　　有学者据此认为，公共登记制度应当先于联合舰队。反对者则担
心登记会暴露军用线路的走向。

② John Carter, “Who Repairs the Cables?” Journal of Ocean Policy,
Vol. 12, No. 3, 2019, pp. 201-230.
· 32 ·
\f周牧云、何青岚：海底电缆修复的公共性
　　这种担心并非没有道理，但是可以通过分级披露来化解。经验表
明，披露得越早，误判的余地就越小。
二、结　语
　　港口城市的态度尤其值得注意，它们既是受益者，也是风险的第
一承担者。备件库的选址不必追求中心位置，靠近故障高发的水域更
为重要。
（责任编辑：林　舟）
· 33 ·
"""

# A journal of the sciences: a head of several lines, numbered authors, `1 引言`, a table, entries numbered in brackets.
SCIENCE = """\
第 38 卷 第 6 期
海洋软科学
Vol.38, No.6
2021 年 6 月
Ocean Soft Science
Jun., 2021

海缆故障的区域差异与治理路径
郑 远 1，冯 若 兰 2
（1. 滨海理工大学公共管理学院，滨海 300001；2. 滨海海洋研究院，滨海 300002）
摘 要： 海底电缆承载着两岸九成以上的数据往来，却从未被写进任何一份安全
文件。
关键词：海底电缆；故障；区域差异
中图分类号：F550    文献标志码：A    文章编号：1001-2345（2021）06-0012-10

1 引言
　　沿岸各国在勘测、铺设与维修三个环节上各自为政，彼此并不知道对方的计划
[1]。维修船的调度权掌握在两家公司手中，任何一家停航都会使修复时间延长一
倍[2-3]。
2 研究设计
2.1 数据来源
　　这一格局并非技术的必然结果，而是十年来招标规则层层叠加的产物。5 月的
数据缺失，3 个港口没有应答，因此以上一年的数据代替，并在表中注明。
表 1 变量的描述性统计
变量 均值 标准差
故障次数 3.2 1.1
修复天数 11.4 6.0
2.2 变量说明
　　通报时限一旦写清楚，保险费率、备缆数量与船期安排便都有了依据[
3]。余下的只是各国是否愿意照办。
3 结论与政策建议
　　因此，应当设立一个由用户共同出资的备件库，并允许小国以泊位代替现金。
参考文献：
[1] 吴海. 海缆简史[M]. 滨海: 滨海出版社, 2018: 22-25.
[2] CARTER J. Who repairs the cables, and who pays for it?[J]. Journal of Ocean
Policy, 2019, 12(3): 201-230.
[3] 冯若兰. 备件库研究[D]. 滨海: 滨海理工大学, 2019.
收稿日期：2020-11-02；修回日期：2021-03-15
基金项目：国家海洋基金一般项目（19BGJ000）
"""

TRADITIONAL = """\
海纜安全與區域合作：以北灣六港為例

林冠廷*　陳思妤**

* 國立北灣大學政治學系副教授。Email: lin@example.edu
** 北灣大學海洋法律研究所博士候選人。

摘要

海底電纜承載著兩岸九成以上的數據往來，卻從未被寫進任何一份安全文件。

關鍵詞：海底電纜、區域合作、港口治理

壹、前言

沿岸各國在勘測、鋪設與維修三個環節上各自為政，彼此並不知道對方的計畫，維修船的調度權掌握在兩家公司手中。[^1]

貳、海纜治理的層次

一、國內立法

這一格局並非技術的必然結果，而是十年來招標規則層層疊加的產物，與其爭論由誰來主導，不如先把通報時限寫清楚。

（一）申報義務

通報時限一旦寫清楚，保險費率、備纜數量與船期安排便都有了依據，學者因此認為登記制度應當先於聯合艦隊。

參、結論

因此，應當設立一個由用戶共同出資的備件庫，並允許小國以泊位代替現金，選址也不必追求中心位置。

參考文獻

林冠廷，2019，《海纜史》，北灣：北灣出版社。
陳思妤，2021，〈斷纜之後〉，《海洋評論》，第12卷第3期，頁11-40。

[^1]: 林冠廷，《海纜史》，頁22。
"""

BRIEF = """\
BAY POLICY INSTITUTE
Policy Brief No. 14 | March 2024

Mending the Line: A Register for Submarine Cables

By Ruth Calder and Tomas Iversen

Executive Summary

Submarine cables carry more than nine tenths of the traffic between the two shores. No security document mentions them.

Key recommendations

• Governments should publish a register of cables within a year.
• Port cities should be given a seat on the repair committee.

Why the register comes first

Repair ships are controlled by two firms, and a strike at either doubles the time of repair.[1] Small states have none.

About the authors

Ruth Calder is a senior fellow at the Bay Policy Institute. Tomas Iversen is a lecturer at Port University.

Notes

[1] A. Author, "Who Repairs the Cables?" Journal of Ocean Policy 12, no. 3 (2019): 201-230.
"""

SITE = """\
<!DOCTYPE html><html><head><meta charset="gb2312"><title>海缆治理需要一张公共清单-海湾智库</title></head>
<body class="page has-sidebar"><div class="top"><a href="/">首页</a> <a href="/a">研究</a> <a href="/c">EN</a></div>
<div class="crumb">首页 &gt; 研究成果 &gt; 评论</div><div class="content"><h1>海缆治理需要一张公共清单</h1>
<div class="info"><span>作者：沈若川</span>　<span>来源：海湾智库</span>　<span>发布时间：2023-08-14 09:30</span></div>
<p>海底电缆承载着两岸九成以上的数据往来，却从未被写进任何一份安全文件。维修船的调度权掌握在两家公司手中。</p>
<p><strong>登记不等于公开</strong></p>
<p>反对者担心登记会暴露军用线路的走向。这种担心并非没有道理，但是可以通过分级披露来化解，经验也表明如此。</p>
<p style="text-align:center">图1　海缆故障的分布（2015—2022年）</p>
<p><strong>谁来出钱</strong></p>
<p>因此，应当设立一个由用户共同出资的备件库，并允许小国以泊位代替现金，备件库的选址也不必追求中心位置。</p>
<p>（作者系海湾智库高级研究员，本文仅代表作者个人观点）</p><div class="share">分享到：<a>微信</a><a>微博</a></div>
<div class="related"><h3>相关阅读</h3><ul><li><a href="1">港口城市为何沉默</a></li></ul></div></div></body></html>
"""


def ingested(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Document:
    """Return the document of a text saved in a file."""
    (folder / name).write_text(text, encoding=encoding)
    return read_document(folder / name, folder)


def outline(document: Document) -> list[tuple[int, str]]:
    """Return the headings with their levels."""
    return [
        (section.level, document.text[section.heading.start : section.heading.end])
        for section in document.sections
        if section.heading
    ]


def body(document: Document) -> list[str]:
    """Return the first and last characters of the paragraphs that are no headings."""
    headings = {section.heading for section in document.sections}
    words = [document.text[p.start : p.end] for p in document.paragraphs() if p not in headings]
    return [f"{text[:4]}…{text[-4:]}" for text in words]


def test_a_journal_with_notes_at_page_feet(tmp_path: Path) -> None:
    """Spaced names, labels over two lines, notes, running heads that each come once: nothing stays in the text."""
    found = ingested(tmp_path, "a.txt", JOURNAL)
    known = found.metadata

    assert (known.title, known.authors) == ("海底电缆修复的公共性：规则与船队", ("周牧云", "何青岚"))
    assert known.affiliations == ("临海大学国际关系学院", "临海大学海洋政策研究中心")
    assert (known.venue, known.year, known.issue, known.pages) == ("海缆与港口", 2022, "4", "31–48")
    assert (known.classification, known.keywords) == ("D815", ("海底电缆", "公共产品", "登记制度"))
    assert outline(found) == [(1, "一、船队的垄断"), (1, "二、结　语")]
    assert body(found) == [
        "海底电缆…司手中。", "沿岸各国…长一倍。", "这一格局…了依据。", "有学者据…的走向。", "这种担心…就越小。",
        "港口城市…为重要。",
    ]  # fmt: skip
    assert [(note.mark, found.text[note.anchor - 3 : note.anchor]) for note in found.footnotes if note.anchor] == [
        ("①", "一倍。"),
        ("②", "依据。"),
    ]


def test_a_journal_of_the_sciences(tmp_path: Path) -> None:
    """The journal's head, `1 引言`, citations by number, a table's remains, a list of references."""
    found = ingested(tmp_path, "a.txt", SCIENCE)
    known = found.metadata

    assert (known.title, known.authors) == ("海缆故障的区域差异与治理路径", ("郑远", "冯若兰"))
    assert known.affiliations == ("滨海理工大学公共管理学院", "滨海海洋研究院")
    assert (known.venue, known.year, known.volume, known.issue) == ("海洋软科学", 2021, "38", "6")
    assert known.funding == "国家海洋基金一般项目（19BGJ000）"
    assert outline(found) == [
        (1, "1 引言"), (1, "2 研究设计"), (2, "2.1 数据来源"), (2, "2.2 变量说明"), (1, "3 结论与政策建议"),
        (1, "参考文献："),
    ]  # fmt: skip
    assert body(found)[:5] == [
        "海底电缆…全文件。",
        "沿岸各国…长一倍。",
        "这一格局…中注明。",
        "通报时限…意照办。",
        "因此，应…替现金。",
    ]
    assert len(body(found)) == 8
    assert "均值" not in found.text
    assert "便都有了依据。余下的" in found.text


def test_a_paper_in_traditional_script(tmp_path: Path) -> None:
    """壹、 above 一、 above （一）; stars of the authors; a footnote behind the references."""
    found = ingested(tmp_path, "a.md", TRADITIONAL)
    known = found.metadata

    assert (known.title, known.authors) == ("海纜安全與區域合作：以北灣六港為例", ("林冠廷", "陳思妤"))
    assert known.affiliations == ("國立北灣大學政治學系", "北灣大學海洋法律研究所")
    assert known.keywords == ("海底電纜", "區域合作", "港口治理")
    assert outline(found) == [
        (1, "壹、前言"), (1, "貳、海纜治理的層次"), (2, "一、國內立法"), (3, "（一）申報義務"), (1, "參、結論"),
        (1, "參考文獻"),
    ]  # fmt: skip
    assert {section.kind for section in found.sections} == {"abstract", "body", "conclusion", "references"}
    assert [note.mark for note in found.footnotes] == ["*", "**", "1"]
    assert "[^" not in found.text
    assert "博士候選人" not in found.text


def test_an_english_brief(tmp_path: Path) -> None:
    """The institute and the brief's number above the title, bullets, authors described at the end, endnotes."""
    found = ingested(tmp_path, "a.md", BRIEF)
    known = found.metadata

    assert known.title == "Mending the Line: A Register for Submarine Cables"
    assert known.authors == ("Ruth Calder", "Tomas Iversen")
    assert known.affiliations == ("Bay Policy Institute", "Port University")
    assert (known.venue, known.year, known.issue) == ("BAY POLICY INSTITUTE", 2024, "14")
    assert outline(found) == [(1, "Key recommendations"), (1, "Why the register comes first")]
    assert [note.mark for note in found.footnotes] == ["[1]"]
    assert "lecturer" not in found.text


def test_a_page_of_an_institute(tmp_path: Path) -> None:
    """Unnumbered headings, GB encoding, one line of facts, who the author is in brackets at the end."""
    found = ingested(tmp_path, "a.html", SITE, "gb18030")
    known = found.metadata

    assert (known.title, known.authors) == ("海缆治理需要一张公共清单", ("沈若川",))
    assert (known.venue, known.year, known.affiliations) == ("海湾智库", 2023, ("海湾智库",))
    assert outline(found) == [(1, "登记不等于公开"), (1, "谁来出钱")]
    assert body(found) == ["海底电缆…司手中。", "反对者担…明如此。", "因此，应…心位置。"]


@pytest.mark.parametrize("suffix", ["docx", "md"])
def test_notes_stand_behind_the_references(tmp_path: Path, suffix: str) -> None:
    """A list of references does not hide the notes that a word processor puts at the end."""
    text = "甲市发布警报。[^1]\n\n参考文献\n\n甲：《书》，2020年。\n\n[^1]: 乙：《报告》，第3页。\n"
    if suffix == "docx":
        import docx

        word = docx.Document()
        for line in text.split("\n\n"):
            word.add_paragraph(line)
        word.save(str(tmp_path / "a.docx"))
        found = read_document(tmp_path / "a.docx", tmp_path)
    else:
        found = ingested(tmp_path, "a.md", text)

    assert found.text == "甲市发布警报。\n参考文献\n甲：《书》，2020年。"
    assert [note.text for note in found.footnotes] == ["乙：《报告》，第3页。"]
