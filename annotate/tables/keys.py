"""What the rows and columns of a matrix are: how an entry or a paper finds its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotate.model import Document, Entry, Texts
from annotate.tables.profile import DATES, METADATA, Profile, texts
from annotate.tables.signs import names
from annotate.tables.study import Study

NONE_TITLES: Mapping[str, Texts] = {
    "theme": {"zh": "未归类", "en": "Not grouped"},
    "addressee": {"zh": "未指明对象", "en": "No addressee"},
    "actor": {"zh": "未提及行为体", "en": "No actor named"},
    "section": {"zh": "无标题的部分", "en": "Before any heading"},
    "": {"zh": "未标", "en": "Not set"},
}
ROW_TITLES: Mapping[str, Texts] = {
    "theme": {"zh": "主题", "en": "Theme"},
    "addressee": {"zh": "对象", "en": "Addressee"},
    "actor": {"zh": "行为体", "en": "Actor"},
    "paper": {"zh": "论文", "en": "Paper"},
    "section": {"zh": "章节", "en": "Section"},
    "authors": {"zh": "作者", "en": "Authors"},
    "year": {"zh": "年份", "en": "Year"},
    "venue": {"zh": "刊物", "en": "Venue"},
    "language": {"zh": "语言", "en": "Language"},
    "title": {"zh": "题名", "en": "Title"},
    **DATES,
}
NO_AUTHOR: Texts = {"zh": "作者未具", "en": "Author not given"}
OF_ENTRY: Mapping[str, Callable[[Entry], tuple[str, ...]]] = {
    "theme": lambda e: e.themes,
    "addressee": lambda e: e.addressees,
    "actor": lambda e: e.actors,
    "section": lambda e: e.place.section[:1],
    "modality": lambda e: (e.modality,) if e.modality else (),
    "polarity": lambda e: (e.polarity,) if e.polarity else (),
}


def row_keys(by: str, entry: Entry, document: Document) -> tuple[str, ...]:
    """Return the ids of the rows in which an entry stands; none means: not grouped."""
    if by in OF_ENTRY:
        return OF_ENTRY[by](entry)
    if by == "paper":
        return (document.id, document.source.path)
    if by in entry.attributes:
        return tuple(dict.fromkeys(entry.attributes[by]))
    value = metadata(document, by)
    return (value,) if value else ()


def metadata(document: Document, name: str) -> str:
    """Return a field of a paper's metadata as text, the user's own columns among them."""
    if name == "authors":
        return names(document)
    if name in METADATA:
        value = getattr(document.metadata, name)
        return "" if value is None else str(value)
    return document.metadata.extra.get(name, "")


def row_title(profile: Profile, study: Study) -> Texts:
    """Return what the rows are called."""
    by = profile.rows.by
    label = study.schema.label(profile.label)
    attribute = label.attribute(by) if label else None
    return ROW_TITLES.get(by) or (texts(attribute.title) if attribute else {"zh": by, "en": by})


def known_rows(profile: Profile, study: Study) -> dict[str, Texts]:
    """Return the rows that stand whether anybody speaks there or not, in order."""
    by = profile.rows.by
    if by == "theme":
        return {theme.id: texts(theme.title) for theme in study.codebook.themes}
    label = study.schema.label(profile.label)
    attribute = label.attribute(by) if label else None
    return {choice.id: texts(choice.title) for choice in attribute.choices} if attribute else {}


def column_keys(by: str, document: Document) -> tuple[str, ...]:
    """Return the ids of the columns to which a paper belongs."""
    if by == "author":
        return tuple(dict.fromkeys(document.metadata.authors)) or ("",)
    return (document.id,) if by == "paper" else (metadata(document, by),)


def column_title(by: str, key: str, documents: tuple[Document, ...]) -> tuple[Texts, str]:
    """Return a column's title and subtitle."""
    if by != "paper":
        return ({"zh": key or "不详", "en": key or "unknown"}, "")
    document = documents[0]
    authors = names(document)
    year = document.metadata.year
    title = document.metadata.title
    subtitle = " ".join(part for part in (title, f"({year})" if year else "") if part)
    if not authors and not title:
        subtitle = document.source.path
    return ({lang: authors or words for lang, words in NO_AUTHOR.items()}, subtitle)
