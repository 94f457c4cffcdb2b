"""Read a whole document: fold its sentences, find actors, judge every unit, in the order of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from annotate.model import Document, Extent, Section, Sentence
from annotate.seeding.actors import ActorFinder, Mention
from annotate.seeding.decide import ADVICE, Verdict, judge
from annotate.seeding.facts import ClauseFacts, Context, observe
from annotate.seeding.folding import Folded, Tally, fold, language, plain
from annotate.seeding.format import Language
from annotate.seeding.heads import Heads
from annotate.seeding.layout import Laid, lay_out
from annotate.seeding.packs import Pack
from annotate.seeding.subjects import Place

Borders = Callable[[Sequence[str]], Sequence[frozenset[int]]]
"""Texts -> for each the places between its tokens; asked once for a whole document."""
Found = tuple[Laid, tuple[Mention, ...], tuple[Place, ...], list[list[ClauseFacts]]]
"""The units of a sentence, its actors, the same by their places, and what the clauses of each unit say."""
Purpose = tuple[str, str]
"""What a section is for, and its course."""
Ahead = tuple[Sentence, Folded, ActorFinder, Section, Purpose, int, Found]
"""A sentence that will be read, who finds its actors, its section and what that is for, the number of its paragraph,
and what is in it."""
DEONTIC = {"must", "should", "advisable", "need", "want", "prohibit"}
SKIPPED_SECTIONS = {"references"}


class Read(NamedTuple):
    """A sentence with all that was found in it.

    Args:
        paragraph: number of its paragraph in the document.
        possible: the bits of what may match in it, as the pack's index has them.
        head: whom its opening, paragraph or section speaks to; None where nothing says it.
    """

    sentence: Sentence
    folded: Folded
    pack: Pack
    context: Context
    paragraph: int
    mentions: tuple[Mention, ...]
    verdicts: tuple[Verdict, ...]
    possible: int
    head: Extent | None


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
    last, thread, heads = -1, Thread(), Heads(document)
    ahead = _look_through(document, by_language, borders)
    for sentence, text, finder, section, (what_for, course), paragraph, found in ahead:
        laid, mentions, named, observed = found
        pack = finder.pack
        first = paragraph != last
        place = _place(text, sentence, section, pack, first=first)
        if section.id != thread.section:
            thread = Thread(section.id, course)
            heads.enter(section, paragraph, finder)
        elif first:
            thread = Thread(section.id, thread.course)
            heads.enter(section, paragraph, finder)
        context = Context(what_for, place, named, *thread[1:])
        last = paragraph
        opens = laid.possible & pack.opening
        head, opening = heads.head(text, mentions, pack) if opens else (heads.current, 0)
        verdicts = judge(text, laid.units, observed, pack, context)
        if opening:
            heads.after(head, opening, text, verdicts)
        thread = thread.after(verdicts, context)
        yield Read(sentence, text, pack, context, paragraph, mentions, verdicts, laid.possible, head)


def _look_through(
    document: Document, finders: Mapping[Language, ActorFinder], borders: Borders | None
) -> Iterator[Ahead]:
    """Yield the sentences that are read; whatever does not hang on the ones before is asked for all of them at once."""
    folded = _folded(document, finders)
    places = list(_places(document, [text for text, _ in folded]))
    cuts = _cuts(folded, borders)
    taught: dict[Language, ActorFinder] = {}
    found: dict[int, Found] = {}
    sections: dict[Language, Mapping[str, Purpose]] = {}
    for name, finder in finders.items():
        own = [at for at, _, _ in places if folded[at][1] is finder]
        sentences = [folded[at][0] for at in own]
        texts = [text for text, _ in sentences]
        laid = lay_out(sentences, finder.pack) if sentences else []
        candidates = finder.candidates(texts, [each.possible for each in laid])
        every = [text.text for text, chosen in folded if chosen is finder]
        taught[name] = finder.for_paper(every, dict(zip(texts, candidates, strict=True)))
        chosen = list(taught[name].choose(texts, candidates))
        sections[name] = _sections(document, taught[name], dict(zip(texts, chosen, strict=True))) if own else {}
        for at, units, mentions in zip(own, laid, chosen, strict=True):
            named = tuple([mention[:3] for mention in mentions]) if mentions else ()
            observed = observe(folded[at][0].text, units.units, finder.pack, named, cuts.get(at))
            found[at] = units, mentions, named, observed
    for at, section, paragraph in places:
        text, finder = folded[at]
        name = finder.pack.head.language
        yield document.sentences[at], text, taught[name], section, sections[name][section.id], paragraph, found[at]


def _places(document: Document, folded: Sequence[Folded]) -> Iterator[tuple[int, Section, int]]:
    """Yield the sentences that are read: number, section, and number of the paragraph."""
    breaks = [extent.end for extent in document.paragraphs()]
    paragraph = 0
    for at, (sentence, text) in enumerate(zip(document.sentences, folded, strict=True)):
        start = sentence.extent.start
        while paragraph < len(breaks) - 1 and start >= breaks[paragraph]:
            paragraph += 1
        section = document.section_at(start)
        if section.kind not in SKIPPED_SECTIONS and text.text.strip():
            yield at, section, paragraph


class Thread(NamedTuple):
    """What a reader keeps in mind from one sentence to the next."""

    section: str = ""
    course: str = "none"
    previous: str = "nothing"
    inherited: str = "nothing"
    told: bool = False

    def after(self, verdicts: tuple[Verdict, ...], context: Context) -> Thread:
        """Remember a sentence: whether it advised, or told what others do."""
        if not verdicts:
            return self
        last = verdicts[-1]
        text = last.folded.text
        previous = self.previous if context.place == "heading" else last.label
        course = self.course
        if last.label == ADVICE:
            for part in last.parts:
                if part.facts.values["modal"] in DEONTIC:
                    course = "advice"
                    break
        elif text.endswith(("：", ":")):
            course = "advice" if last.pack.words["advice_heading"].regex.search(text) else "told"
        else:
            facts = [part.facts.values for part in last.parts]
            if any(each["subject"] == "actor" and each["modal"] == "none" for each in facts):
                whose = {each["who"] for each in facts} - {"none"}
                course = "none" if "own" in whose else "told" if whose else course
        if text.rstrip().endswith(("；", ";")):
            told = last.parts[-1].facts.values["reported"] == "yes"
            return Thread(self.section, course, previous, last.label, told)
        return Thread(self.section, course, previous)


def _sections(document: Document, finder: ActorFinder, known: Mapping[str, tuple[Mention, ...]]) -> dict[str, Purpose]:
    """Return section -> what it is for, and its course.

    It tells what others do if its headings begin with another actor than the author's side.
    `known` are the mentions of sentences, most headings among them.
    """
    pack = finder.pack
    titles = list(dict.fromkeys(title for section in document.sections for title in section.path))
    texts = [fold(title, pack.fold).text for title in titles]
    told: dict[str, bool] = {}
    new = [text for text in texts if text not in known]
    found_in = {**known, **dict(zip(new, finder.find_in(new), strict=True))} if new else known
    for title, text in zip(titles, texts, strict=True):
        mentions = found_in[text]
        if mentions:
            told[title] = not pack.words["own"].regex.match(text[mentions[0].start : mentions[0].end])
    found = {}
    for section in document.sections:
        what_for = purpose(section, pack)
        others = next((told[title] for title in reversed(section.path) if title in told), False)
        found[section.id] = what_for, "told" if others and what_for != "advice" else "none"
    return found


def _folded(document: Document, finders: Mapping[Language, ActorFinder]) -> list[tuple[Folded, ActorFinder]]:
    """Return the sentences of a document folded, each with the finder of the pack that reads it."""
    text, tally = document.text, Tally(document.text)
    tables = {name: finder.pack.fold if tally.holds(finder.pack.unfolded) else {} for name, finder in finders.items()}
    others = next(iter(finders.values()))
    starts = [sentence.extent.start for sentence in document.sentences]
    ends = [sentence.extent.end for sentence in document.sentences]
    folded = []
    for start, end, chinese, even in zip(starts, ends, *tally.told(starts, ends), strict=True):
        words = text[start:end]
        spoken: Language = "zh" if chinese or language(words) == "zh" else "en"
        finder = finders.get(spoken) or others
        own = finder.pack.head.language
        if own != "zh":
            folded.append((plain(words, start), finder))
        elif even:
            folded.append((Folded(words.translate(tables[own]) if tables[own] else words, range(start, end)), finder))
        else:
            folded.append((fold(words, tables[own], start), finder))
    return folded


def _place(folded: Folded, sentence: Sentence, section: Section, pack: Pack, *, first: bool) -> str:
    if sentence.kind == "heading" or (section.heading is not None and section.heading.contains(sentence.extent)):
        return "heading"
    mark = pack.words["enumeration"]
    if folded.text[0] in mark.starts and mark.regex.match(folded.text):
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
    kinds = {kind for char in pack.short_cue.findall(text) for kind in pack.short_cues[char]}
    return any(len(found[0]) == 1 for kind in kinds for found in pack.words[kind].regex.finditer(text))
