"""Read a whole document: fold its sentences, find actors, judge every unit, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotate.model import Document, Extent, Section, Sentence
from annotate.seeding.actors import ActorFinder, Mention, places
from annotate.seeding.decide import ADVICE, Verdict, judge
from annotate.seeding.facts import Context
from annotate.seeding.folding import Folded, fold, language, plain
from annotate.seeding.format import Language
from annotate.seeding.heads import Heads
from annotate.seeding.packs import Pack

Borders = Callable[[Sequence[str]], Sequence[frozenset[int]]]
"""Texts -> for each the places between its tokens; asked once for a whole document."""
DEONTIC = {"must", "should", "advisable", "need", "want", "prohibit"}
SKIPPED_SECTIONS = {"references"}


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with all that was found in it.

    Args:
        paragraph: number of its paragraph in the document.
        head: whom its opening, paragraph or section speaks to; None where nothing says it.
    """

    sentence: Sentence
    folded: Folded
    pack: Pack
    context: Context
    paragraph: int
    mentions: tuple[Mention, ...]
    verdicts: tuple[Verdict, ...]
    head: Extent | None = None


def read(document: Document, finders: Sequence[ActorFinder], borders: Borders | None) -> Iterator[Read]:
    """Yield every sentence of a document with its mentions and verdicts.

    Args:
        document: as ingest made it.
        finders: one for each pack, in the order in which packs are preferred.
        borders: gives the places between tokens; None where no segmenter is used.
    """
    by_language = {finder.pack.head.language: finder for finder in reversed(finders)}
    if not by_language or not document.text.strip():
        return
    folded = [_fold(document, sentence, by_language) for sentence in document.sentences]
    taught = {
        name: finder.for_paper(text for text, chosen in folded if chosen.pack is finder.pack)
        for name, finder in by_language.items()
    }
    cuts = _cuts(folded, borders)
    breaks = [extent.end for extent in document.paragraphs()]
    paragraph, last, thread, heads = 0, -1, Thread(), Heads(document)
    purposes: dict[tuple[str, str], str] = {}
    for at, (sentence, (text, chosen)) in enumerate(zip(document.sentences, folded, strict=True)):
        while paragraph < len(breaks) - 1 and sentence.extent.start >= breaks[paragraph]:
            paragraph += 1
        section = document.section_at(sentence.extent.start)
        if section.kind in SKIPPED_SECTIONS or not text.text.strip():
            continue
        finder = taught[chosen.pack.head.language]
        mentions = finder.find(text)
        key = (section.id, finder.pack.head.language)
        if key not in purposes:
            purposes[key] = purpose(section, finder.pack)
        place = _place(text, sentence, section, finder.pack, first=paragraph != last)
        if section.id != thread.section:
            thread = Thread(section=section.id, course=_course_of(section, finder))
        elif paragraph != last:
            thread = replace(thread, previous="nothing", inherited="nothing", told=False)
        context = Context(purposes[key], place, cuts.get(at), places(mentions), **thread.facts())
        last = paragraph
        heads.enter(section, paragraph, finder)
        head, opening = heads.head(text, mentions, finder.pack)
        verdicts = judge(text, finder.pack, context)
        heads.after(head, opening, text, verdicts)
        thread = thread.after(verdicts, context)
        yield Read(sentence, text, finder.pack, context, paragraph, mentions, verdicts, head)


@dataclass(frozen=True, slots=True)
class Thread:
    """What a reader keeps in mind from one sentence to the next."""

    section: str = ""
    course: str = "none"
    previous: str = "nothing"
    inherited: str = "nothing"
    told: bool = False

    def facts(self) -> dict[str, Any]:
        """Return what the next sentence is to know."""
        return {"course": self.course, "previous": self.previous, "inherited": self.inherited, "told": self.told}

    def after(self, verdicts: tuple[Verdict, ...], context: Context) -> Thread:
        """Remember a sentence: whether it advised, or told what others do."""
        if not verdicts:
            return self
        last = verdicts[-1]
        facts = [part.facts.values for part in last.parts]
        previous = self.previous if context.place == "heading" else last.label
        if last.label == ADVICE:
            course = "advice" if any(each["modal"] in DEONTIC for each in facts) else self.course
        elif last.folded.text.endswith(("：", ":")):
            course = "advice" if last.pack.words["advice_heading"].regex.search(last.folded.text) else "told"
        elif any(each["subject"] == "actor" and each["modal"] == "none" for each in facts):
            whose = {each["who"] for each in facts} - {"none"}
            course = "none" if "own" in whose else "told" if whose else self.course
        else:
            course = self.course
        runs_on = last.folded.text.rstrip().endswith(("；", ";"))
        told = runs_on and facts[-1]["reported"] == "yes"
        inherited = last.label if runs_on else "nothing"
        return Thread(self.section, course, previous, inherited, told)


def _course_of(section: Section, finder: ActorFinder) -> str:
    """Say that a section tells what others do if its headings begin with another actor than the author's side."""
    pack = finder.pack
    if purpose(section, pack) == "advice":
        return "none"
    for title in reversed(section.path):
        folded = fold(title, pack.fold)
        mentions = finder.find(folded)
        if mentions:
            first = folded.text[mentions[0].start : mentions[0].end]
            return "none" if pack.words["own"].regex.match(first) else "told"
    return "none"


def _fold(
    document: Document, sentence: Sentence, finders: Mapping[Language, ActorFinder]
) -> tuple[Folded, ActorFinder]:
    words = document.quote(sentence.extent)
    spoken: Language = "zh" if language(words) == "zh" else "en"
    finder = finders.get(spoken) or next(iter(finders.values()))
    if finder.pack.head.language == "zh":
        return fold(words, finder.pack.fold, sentence.extent.start), finder
    return plain(words, sentence.extent.start), finder


def _place(folded: Folded, sentence: Sentence, section: Section, pack: Pack, *, first: bool) -> str:
    if sentence.kind == "heading" or (section.heading is not None and section.heading.contains(sentence.extent)):
        return "heading"
    if pack.words["enumeration"].regex.match(folded.text):
        return "enumerated"
    return "first" if first else "other"


def purpose(section: Section, pack: Pack) -> str:
    """Say what a section is for, by its kind and headings."""
    if section.kind in {"abstract", "conclusion"}:
        return section.kind
    titles = fold(" ".join(section.path), pack.fold).text
    if pack.words["advice_heading"].regex.search(titles):
        return "advice"
    return "conclusion" if pack.words["conclusion_heading"].regex.search(titles) else "body"


def _cuts(folded: Sequence[tuple[Folded, ActorFinder]], borders: Borders | None) -> Mapping[int, frozenset[int]]:
    """Ask the segmenter about the sentences in which a one-character cue stands; return number -> places."""
    if borders is None:
        return {}
    asked = [
        at
        for at, (text, chosen) in enumerate(folded)
        if chosen.pack.head.language == "zh" and _has_short_cue(text.text, chosen.pack)
    ]
    return dict(zip(asked, borders([folded[at][0].text for at in asked]), strict=True))


def _has_short_cue(text: str, pack: Pack) -> bool:
    kinds = {kind for char in pack.short_cues.keys() & set(text) for kind in pack.short_cues[char]}
    return any(len(found[0]) == 1 for kind in kinds for found in pack.words[kind].regex.finditer(text))
