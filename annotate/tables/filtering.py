"""What a profile leaves out, and how the table says so: what is left out must never look like silence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import compress

from annotate.errors import AnnotateError
from annotate.model import Document, Entry, Texts
from annotate.tables.keys import ROW_TITLES, row_keys
from annotate.tables.profile import Profile, check_rows, texts, vocabulary
from annotate.tables.study import Study


def keeps(profile: Profile, entry: Entry, document: Document) -> bool:
    """True if an entry passes every filter; a filter names values, of which one is enough."""
    if profile.min_support and not (entry.support and len(entry.support.by) >= profile.min_support):
        return False
    return all(
        {str(value) for value in wanted} & set(row_keys(key, entry, document))
        for key, wanted in profile.filters.items()
    )


def parted(
    profile: Profile, document: Document, entries: tuple[Entry, ...]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return a document's entries that are kept, and those that are left out."""
    if not (profile.filters or profile.min_support):
        return entries, ()
    kept = [keeps(profile, entry, document) for entry in entries]
    return tuple(compress(entries, kept)), tuple(entry for entry, keep in zip(entries, kept, strict=True) if not keep)


def checked(profile: Profile, study: Study) -> None:
    """Refuse a key of rows, columns or filters that neither the schema nor the metadata know.

    What further columns the metadata have is looked up only if something is not known without them.
    """
    try:
        check_rows(profile, study.schema)
    except AnnotateError:
        check_rows(profile, study.schema, {key for d in study.documents for key in d.metadata.extra})


def notes(profile: Profile, study: Study) -> tuple[Texts, ...]:
    """Return how to read a table: the profile's description, then what its filters keep."""
    said = [profile.description] if profile.description else []
    words = vocabulary(study.schema, profile.label)
    titles = {theme.id: texts(theme.title) for theme in study.codebook.themes}
    lines: dict[str, list[str]] = {"zh": [], "en": []}
    for key, wanted in profile.filters.items():
        for lang, parts in lines.items():
            name = (ROW_TITLES.get(key) or words.get(key) or {}).get(lang, key)
            shown = [_title(f"{key}.{value}", str(value), lang, words, titles) for value in wanted]
            parts.append(f"{name}：{'、'.join(shown)}" if lang == "zh" else f"{name}: {', '.join(shown)}")
    if profile.min_support:
        lines["zh"].append(f"至少 {profile.min_support} 人标出")
        lines["en"].append(f"marked by at least {profile.min_support}")
    if lines["zh"]:
        said.append({"zh": f"只列 {'；'.join(lines['zh'])}。", "en": f"Shown only: {'; '.join(lines['en'])}."})
    return tuple(said)


def _title(key: str, value: str, lang: str, words: Mapping[str, Texts], themes: Mapping[str, Mapping[str, str]]) -> str:
    if key == f"theme.{value}" and value in themes:
        return themes[value].get(lang) or value
    return words.get(key, {}).get(lang, value)
