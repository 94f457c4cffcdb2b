"""Recognise lines that hold authors' names or institutions."""

from __future__ import annotations

import re

from annotate.han import HAN, has_han
from annotate.ingest.scripts import both_scripts

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富"
    "巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索"
    "咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充"
    "慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简"
    "饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈"
    "谯笪年爱阳佟肖覃付代苟占麦练原门揭佀冼區陳張劉黃楊趙吳鄭許鄧馮蔣謝韓葉蘇盧賈鍾羅龔錢孫馬萬嚴華顧賀紀閻譚鄒陸"
    "蕭"
)
_COMPOUND = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|"
    "濮阳|公冶|太叔|申屠|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐"
)
_NAME = re.compile(
    rf"(?:作者[甲乙丙丁戊己庚辛壬癸某]|(?:{_COMPOUND})[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}}"
    rf"|(?:[\[［（(〔][{HAN}]{{1,4}}[\]］）)〕])?\s?[{HAN}]{{1,8}}(?:[·•・][A-Z]?[{HAN}.]{{1,8}}){{1,3}})(?:[\d,*]{{0,4}})"
)
_ENGLISH = re.compile(
    r"(?:Author [A-Z]|[A-Z][a-zA-Z'’-]{0,20}\.?(?: (?:[A-Z][a-zA-Z'’-]{0,20}\.?|de|van|von|der|den|bin|al|la)){1,4})"
    r"[\d,*†‡]{0,4}"
)
_PARTS = re.compile(r"\s*[、，,;；/|]\s*|[\s\u3000]+")
_ENGLISH_PARTS = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
_INSTITUTION = re.compile(
    both_scripts(
        r"大学|学院|研究院|研究所|研究中心|研究会|实验室|社科院|科学院|党校|委员会|出版社|智库|[局厅部署]\s?[，,）)]|公司|基金会|协会|编辑部"
    )
    + r"|University|Institute|College|School|Academy|Center|Centre|Department|Bureau|Ministry|Laborator|Faculty"
)
# Greedy: the last word of its kind ends the name, so that a college stays with its university.
_ORGAN = re.compile(
    both_scripts(
        r"[^，,；;、。：:（）()\s]{2,40}(?:大学|学院|研究院|研究所|研究会|实验室|社科院|科学院|党校|委员会|中心|局"
        r"|(?<!干)部|公司|基金会|协会|杂志社|报社|智库|(?<!关)系)"
    )
    + r"|(?:[A-Z][\w.&'’-]{0,30}\s){1,6}(?:University|Institute|College|Academy|Bureau|Ministry)"
    r"(?:\s(?:of|for|and|[A-Z][\w&'’-]{0,30})){0,6}"
)
_ROLE = re.compile(
    r"教授|研究员|博士|硕士|讲师|学者|院长|所长|主任|记者|编辑|研究生|助理|顾问|professor|fellow|lecturer|candidate|researcher",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"引言|导论|前言|结语|结论|余论|目录|摘要|小结|正文|附录|致谢|后记|安全|文献|方法|时事|专家|国际|经济|金融|文章|原文|关于|广告"
)
_WIDE_GAP = re.compile(r"\s*[、，,;；/|]\s*|[\s\u3000]{2,}")
_NUMBERED = re.compile(r"\s*[\d,*]{1,4}$")
_LONGEST = 160


def names_in(text: str) -> tuple[str, ...]:
    """Return the names, if the line holds nothing but names.

    >>> names_in("王小川 李·某人"), names_in("张 三"), names_in("科技竞争")
    (('王小川', '李·某人'), ('张三',), ())
    >>> names_in("Jane A. Doe and Author B")
    ('Jane A. Doe', 'Author B')
    """
    words = text.strip().rstrip("*＊")
    if not words or len(words) > _LONGEST:
        return ()
    if words.isascii() or not has_han(words):
        parts = [part for part in _ENGLISH_PARTS.split(words.removeprefix("By ").removeprefix("by ")) if part]
        return (
            tuple(part.rstrip("0123456789*†‡, ") for part in parts)
            if parts and all(map(_ENGLISH.fullmatch, parts))
            else ()
        )
    parts = _spaced_out(words) or [part for part in _PARTS.split(words) if part]
    if len(parts) <= 3 and all(len(part) == 1 for part in parts):  # noqa: PLR2004 - 张 三
        parts = ["".join(parts)]
    elif len(parts) > 1 and len(parts) % 2 == 0 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts[at : at + 2]) for at in range(0, len(parts), 2)]
    if not parts or any(_NOT_NAMES.search(part) or not _NAME.fullmatch(part) for part in parts):
        return ()
    return tuple(part.rstrip("0123456789,*") for part in parts)


def _spaced_out(words: str) -> list[str]:
    """Return names whose characters are set apart, with wider gaps or marks between the names: 张 三　　李 四 1."""
    found = []
    for part in _WIDE_GAP.split(words):
        letters = _NUMBERED.sub("", part).split()
        if len(letters) < 2 or any(len(letter) != 1 for letter in letters):  # noqa: PLR2004
            return []
        found.append("".join(letters))
    return found if len(found) > 1 or _NUMBERED.search(words) else []


def names_institution(text: str) -> bool:
    """True if the line is about where an author works."""
    return len(text) <= _LONGEST and bool(_INSTITUTION.search(text))


def names_role(text: str) -> bool:
    """True if the line names an academic position."""
    return bool(_ROLE.search(text))


def organizations_in(text: str) -> tuple[str, ...]:
    """Return the institutions that a biography or address names, in order, each once.

    >>> organizations_in("甲乙，某某大学国际关系学院教授（北京 100000）")
    ('某某大学国际关系学院',)
    """
    return tuple(dict.fromkeys(match[0].strip() for match in _ORGAN.finditer(text)))
