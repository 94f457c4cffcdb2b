"""Journals by ISSN: an article number names the journal by it alone.

>>> journal("1006-1568")
'国际展望'
"""

from __future__ import annotations

_JOURNALS = {
    "0452-8832": "国际问题研究",
    "1000-6192": "现代国际关系",
    "1000-8896": "美国研究",
    "1002-4670": "国际贸易问题",
    "1002-7874": "日本学刊",
    "1002-9753": "中国软科学",
    "1003-2053": "科学学研究",
    "1003-7411": "东北亚论坛",
    "1004-8049": "太平洋学报",
    "1004-9789": "欧洲研究",
    "1005-4812": "国际观察",
    "1006-1568": "国际展望",
    "1006-4206": "当代世界",
    "1006-6241": "和平与发展",
    "1006-9550": "世界经济与政治",
    "1007-0549": "国际经济评论",
    "1007-161X": "当代亚太",
}


def journal(issn: str) -> str:
    """Return the journal's name, or an empty string where it is not known."""
    return _JOURNALS.get(issn.upper(), "")
