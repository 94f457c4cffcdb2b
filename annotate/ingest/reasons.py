"""What the reasons for which cleaning takes something out are called, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, Mapping[str, str]] = {
    "acknowledgement": {"zh": "致谢", "en": "acknowledgement"},
    "affiliation": {"zh": "作者单位", "en": "affiliation"},
    "article-number": {"zh": "文章编号", "en": "article number"},
    "author": {"zh": "作者", "en": "author"},
    "biography": {"zh": "作者简介", "en": "about the author"},
    "boilerplate": {"zh": "网页附加内容", "en": "page furniture"},
    "caption": {"zh": "图表标题", "en": "caption"},
    "citation": {"zh": "引用格式", "en": "how to cite"},
    "citation-mark": {"zh": "文献序号", "en": "citation mark"},
    "classification": {"zh": "分类号", "en": "classification"},
    "contact": {"zh": "联系方式", "en": "contact"},
    "contents": {"zh": "目录", "en": "table of contents"},
    "date": {"zh": "日期", "en": "date"},
    "document-code": {"zh": "文献标识码", "en": "document code"},
    "doi": {"zh": "DOI", "en": "DOI"},
    "editor": {"zh": "编辑", "en": "editor"},
    "editor-note": {"zh": "编者按", "en": "editor's note"},
    "end-mark": {"zh": "文末标记", "en": "end mark"},
    "footnote": {"zh": "注释", "en": "footnote"},
    "footnote-mark": {"zh": "注号", "en": "footnote mark"},
    "foreign-affiliation": {"zh": "外文单位", "en": "affiliation, other language"},
    "foreign-author": {"zh": "外文署名", "en": "author, other language"},
    "foreign-title": {"zh": "外文题名", "en": "title, other language"},
    "funding": {"zh": "基金项目", "en": "funding"},
    "hidden": {"zh": "隐藏内容", "en": "hidden"},
    "hyphen": {"zh": "行末连字符", "en": "hyphen at a line's end"},
    "image": {"zh": "图片", "en": "picture"},
    "invisible": {"zh": "不可见字符", "en": "invisible character"},
    "keywords": {"zh": "关键词", "en": "keywords"},
    "label": {"zh": "栏目名", "en": "label"},
    "line-break": {"zh": "换行", "en": "line break"},
    "markup": {"zh": "排版标记", "en": "markup"},
    "navigation": {"zh": "网页导航", "en": "navigation"},
    "page-number": {"zh": "页码", "en": "page number"},
    "rule": {"zh": "分隔线", "en": "rule"},
    "running-head": {"zh": "页眉", "en": "running head"},
    "source": {"zh": "来源", "en": "source"},
    "space": {"zh": "空格", "en": "space"},
    "table": {"zh": "表格", "en": "table"},
    "title": {"zh": "题名", "en": "title"},
    "venue": {"zh": "刊物", "en": "venue"},
    "year": {"zh": "年份", "en": "year"},
}


def titled(reason: str) -> Mapping[str, str]:
    """Return a reason's titles; of one that is not ours, what it says itself."""
    return TITLES.get(reason, {"zh": reason, "en": reason})
