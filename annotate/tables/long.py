"""The long table: one recommendation a row, with the claims and evidence behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotate.model import Document, Entry, Reason, Table, Texts
from annotate.tables.filtering import parted
from annotate.tables.listing import OF_PAPER, OF_PLACE, YES_NO, Listing, Words, of_paper, place_words, titled, told
from annotate.tables.papers import Paper
from annotate.tables.profile import Profile, texts
from annotate.tables.reasons import flatten
from annotate.tables.study import Study

SINGLE: Texts = {"zh": "单人编码", "en": "single coded"}
FIELDS: Mapping[str, Texts] = {
    **OF_PAPER,
    **OF_PLACE,
    "theme": {"zh": "主题", "en": "Theme"},
    "quotation": {"zh": "引文", "en": "Quotation"},
    "translation": {"zh": "译文", "en": "Translation"},
    "section": {"zh": "章节", "en": "Section"},
    "paragraph": {"zh": "段落", "en": "Paragraph"},
    "addressee": {"zh": "对象", "en": "Addressee"},
    "addressed_as": {"zh": "对象（原词）", "en": "Addressed as"},
    "modality": {"zh": "语气", "en": "Modality"},
    "polarity": {"zh": "立场", "en": "Polarity"},
    "strength_from": {"zh": "语气依据", "en": "Strength from"},
    "cues": {"zh": "语气词", "en": "Cue words"},
    "support": {"zh": "支持（n/m）", "en": "Support (n of m)"},
    "annotators": {"zh": "标出者", "en": "Marked by"},
    "partial": {"zh": "部分标出者", "en": "Marked in part by"},
    "adjudicated": {"zh": "已裁定", "en": "Adjudicated"},
    "claims": {"zh": "论点", "en": "Claims"},
    "evidence": {"zh": "论据", "en": "Evidence"},
    "attributed_to": {"zh": "理由出自", "en": "Reasons attributed to"},
    "attacked_by": {"zh": "反驳", "en": "Attacked by"},
    "reasons_examined": {"zh": "此处标注过理由", "en": "Reasons were asked for here"},
    "sentence": {"zh": "所在句", "en": "Sentence"},
    "note": {"zh": "备注", "en": "Note"},
    "rule": {"zh": "规则", "en": "Rule"},
    "actors": {"zh": "所涉行为体", "en": "Actors named"},
    "link": {"zh": "标注任务", "en": "Label Studio task"},
}
FROM: Mapping[str, Texts] = {
    "people": {"zh": "标注", "en": "annotators"},
    "words": {"zh": "仅据语气词", "en": "cue words only"},
    "rules": {"zh": "规则", "en": "rules"},
}


class Long:
    """Makes the long table that a profile describes."""

    def __init__(self, profile: Profile, study: Study, *, with_seeds: bool = False) -> None:
        """Look the words up once."""
        self.profile = profile
        self.with_seeds = with_seeds
        self._listing = Listing(profile, study, titled(profile.fields, FIELDS), with_seeds=with_seeds)
        self._annotators = {annotator.id: annotator.name for annotator in study.annotators()}
        self._themes = {theme.id: texts(theme.title) for theme in study.codebook.themes}

    def add(self, paper: Paper) -> None:
        """Add the rows of a paper."""
        self._listing.paper(paper)
        kept, _ = parted(self.profile, paper.document, paper.entries(self.profile.label, with_seeds=self.with_seeds))
        for entry in kept:
            write = _Writer(paper.document, entry, self._listing.words, self._annotators, self._themes)
            self._listing.row(entry.reference, entry.reference, [write.cell(name) for name in self.profile.fields])

    def table(self) -> Table:
        """Return the table of all papers that were added."""
        return self._listing.table()


class _Writer:
    """Writes the cells of one entry; each field has a method or a line in the table below."""

    def __init__(
        self,
        document: Document,
        entry: Entry,
        words: Mapping[str, Texts],
        annotators: Mapping[str, str],
        themes: Mapping[str, Texts],
    ) -> None:
        self.document = document
        self.entry = entry
        self.words = words
        self.annotators = annotators
        self.titles = themes
        self.reasons = flatten(entry.reasons)

    def cell(self, name: str) -> Words:
        """Return the cell of a field."""
        return of_paper(name, self.document) if name in OF_PAPER else told(CELLS[name](self))

    def choice(self, key: str, value: str) -> Texts | str:
        """Return a choice's title, or the value itself if the schema does not know it."""
        return self.words.get(f"{key}.{value}", value)

    def themes(self) -> Texts:
        """Return the titles of the themes."""
        own = [self.titles.get(theme, {}) for theme in self.entry.themes]
        ids = self.entry.themes
        return {
            lang: mark.join(title.get(lang) or title.get("zh") or i for title, i in zip(own, ids, strict=True))
            for lang, mark in (("zh", "；"), ("en", "; "))
        }

    def strength_from(self) -> Texts:
        """Say who said how strong it is."""
        if self.entry.machine and not self.entry.read_from_words:
            return FROM["rules"]
        return FROM["words" if self.entry.read_from_words else "people"]

    def supporters(self, which: str) -> str:
        """Return the names of those who marked it."""
        support = self.entry.support
        ids = () if support is None else support.by if which == "by" else support.partial
        return "、".join(self.annotators.get(i, i) for i in ids)

    def support(self) -> Texts | str:
        """Return n/m, marked where one person alone was asked; empty for machine marks, which nobody stands behind."""
        support = self.entry.support
        if not support or self.entry.machine:
            return ""
        count = f"{len(support.by)}/{len(support.asked)}"
        return {lang: f"{count} {word}" for lang, word in SINGLE.items()} if support.single else count

    def quoted(self, wanted: Callable[[Reason], bool]) -> Texts:
        """Return reasons one a line, with type and whose words they are."""
        own = [reason for reason in self.reasons if wanted(reason)]
        return {lang: "\n".join(self._reason(reason, lang) for reason in own) for lang in ("zh", "en")}

    def _reason(self, reason: Reason, lang: str) -> str:
        title = self.words.get(f"{reason.label}.type.{reason.type}", {}).get(lang, reason.type)
        marks = [title] if title else []
        if reason.attributed_to:
            marks.append(("出自：" if lang == "zh" else "by: ") + "、".join(reason.attributed_to))
        inside = ("；" if lang == "zh" else "; ").join(marks)
        tail = (f"［{inside}］" if lang == "zh" else f" [{inside}]") if inside else ""
        return reason.quotation + tail

    def place(self) -> Texts:
        """Return section path and paragraph in words."""
        return place_words(self.entry.place)


def _is_attack(reason: Reason) -> bool:
    return reason.relation == "attacks"


CELLS: Mapping[str, Callable[[_Writer], Texts | str]] = {
    "reference": lambda w: w.entry.reference,
    "theme": _Writer.themes,
    "quotation": lambda w: w.entry.quotation,
    "translation": lambda w: w.entry.translation,
    "section": lambda w: " › ".join(w.entry.place.section),
    "paragraph": lambda w: str(w.entry.place.paragraph or ""),
    "place": _Writer.place,
    "addressee": lambda w: "、".join(w.entry.addressees),
    "addressed_as": lambda w: "、".join(w.entry.addressed_as),
    "modality": lambda w: w.choice("modality", w.entry.modality),
    "polarity": lambda w: w.choice("polarity", w.entry.polarity),
    "strength_from": _Writer.strength_from,
    "cues": lambda w: "、".join(w.document.quote(cue) for cue in w.entry.cues),
    "support": _Writer.support,
    "annotators": lambda w: w.supporters("by"),
    "partial": lambda w: w.supporters("partial"),
    "adjudicated": lambda w: YES_NO[bool(w.entry.support and w.entry.support.adjudicated)],
    "claims": lambda w: w.quoted(lambda r: r.label == "claim" and not _is_attack(r)),
    "evidence": lambda w: w.quoted(lambda r: r.label != "claim" and not _is_attack(r)),
    "attacked_by": lambda w: w.quoted(_is_attack),
    "attributed_to": lambda w: "、".join(dict.fromkeys(n for r in w.reasons for n in r.attributed_to)),
    "reasons_examined": lambda w: YES_NO[w.entry.examined],
    "sentence": lambda w: w.document.quote(w.entry.sentence),
    "note": lambda w: w.entry.note,
    "machine": lambda w: YES_NO[w.entry.machine],
    "rule": lambda w: w.entry.rule,
    "actors": lambda w: "、".join(w.entry.actors),
    "link": lambda w: w.entry.link,
    "start": lambda w: str(w.entry.place.extent.start),
    "end": lambda w: str(w.entry.place.extent.end),
}
