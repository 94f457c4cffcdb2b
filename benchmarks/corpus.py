"""Papers that nobody wrote, as many as are wanted, and people's work on them.

Sentences are put together from the demo's own (`examples/demo`, invented by us):
clauses in other combinations, other places, years and figures, so that no two
papers are alike and each looks like what rules and people meet. The same number
gives the same paper on every machine.

    python -m benchmarks.corpus FOLDER --papers 1000 --characters 15000
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotate.model import Annotation, Document, Extent, Prediction, Span

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "examples" / "demo" / "papers"
PLACES = (
    "临澜市", "北屿市", "鹭汀市", "沙渚市", "南礁市", "东沚市", "青洲县", "白石镇", "望湖市", "云屏县", "长汀镇",
    "石桥市", "柳溪县", "金沙镇", "海安市", "云岭县", "平川市", "松口镇", "龙湾市", "溪口县",
)  # fmt: skip
THINGS = (
    "潮位", "水质", "雨量", "客流", "电网", "药品", "学籍", "农机", "冷链", "河道", "山林", "渔港", "校车", "养老",
    "食堂", "仓储", "堤坝", "隧道", "公交", "供暖",
)  # fmt: skip
HEADS = ("争论的焦点", "现状与问题", "三重风险", "制度的代价", "可行的路径", "政策建议", "责任如何落实", "结语")
NUMERALS = "一二三四五六七八九十"
PARAGRAPH = 5
SECTION = 6
"""Sentences a paragraph, paragraphs a section."""


@cache
def sentences() -> tuple[str, ...]:
    """Return the sentences of the demo's Chinese papers."""
    from annotate.ingest import find_papers, read_document

    found: dict[str, None] = {}
    for path in find_papers(DEMO):
        document = read_document(path, DEMO)
        for sentence in document.sentences:
            text = document.quote(sentence.extent)
            if text.endswith("。") and re.search("[\u4e00-\u9fff]{6}", text) and not re.search("[\\[①-⑳]", text):
                found[text] = None
    return tuple(found)


@cache
def clauses() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the clauses that begin sentences, and those that end them."""
    first: dict[str, None] = {}
    last: dict[str, None] = {}
    for sentence in sentences():
        parts = re.split("(?<=，)", sentence)
        if len(parts) > 1:
            first["".join(parts[:-1])] = None
            last[parts[-1]] = None
    return tuple(first), tuple(last)


def sentence(random: Random) -> str:
    """Return a sentence that stands in no other paper."""
    starts, ends = clauses()
    text = random.choice(starts) + random.choice(ends) if random.random() < 0.7 else random.choice(sentences())
    text = re.sub("[北临鹭沙南东][屿澜汀渚礁沚]市", lambda _: random.choice(PLACES), text)
    text = text.replace("潮位", random.choice(THINGS))
    return re.sub(r"\d+", lambda found: _figure(found[0], random), text)


def _figure(old: str, random: Random) -> str:
    if len(old) == len("2019") and old.startswith(("19", "20")):
        return str(random.randint(1998, 2026))
    return str(random.randint(1, 10 ** len(old) - 1))


def paper(number: int, characters: int = 15_000) -> str:
    """Return the text of a paper: title, author, sections of paragraphs, about as long as is asked."""
    random = Random(number)
    head = f"{random.choice(PLACES)}{random.choice(THINGS)}治理研究之{number}\n\n作者{number}\n"
    parts, length, section = [head], len(head), 0
    while length < characters:
        if section % SECTION == 0:
            at = section // SECTION
            mark = NUMERALS[at % 10] if at < len(NUMERALS) else str(at + 1)
            parts.append(f"{mark}、{random.choice(HEADS)}\n")
            length += len(parts[-1]) + 1
        section += 1
        parts.append("".join(sentence(random) for _ in range(PARAGRAPH)) + "\n")
        length += len(parts[-1]) + 1
    return "\n".join(parts)


def write_papers(folder: Path, papers: int, characters: int = 15_000, first: int = 0) -> int:
    """Write papers below a folder, a thousand a subfolder; return how many characters."""
    written = 0
    for number in range(first, first + papers):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = paper(number, characters)
        path.write_text(text, encoding="utf-8")
        written += len(text)
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How an annotator works: how often a mark is missed or called otherwise, and how far its edges stray."""

    name: str
    misses: float
    strays: int
    doubts: float = 0.0
    """Share of claims taken for evidence, and of evidence for claims; so that there are disputes."""


OTHER = {"claim": "evidence", "evidence": "claim"}
HABITS = (
    Habit(name="甲", misses=0.1, strays=1),
    Habit(name="乙", misses=0.2, strays=2),
    Habit(name="丙", misses=0.3, strays=4),
)


def write_annotations(study: Path, habits: Sequence[Habit] = HABITS, every: int = 0, share: float = 1.0) -> int:
    """Write three people's work on all documents of a study; return how many spans.

    A mark begins as what the rules found (`work/predictions.jsonl`): each annotator
    misses some and cuts others elsewhere, the same way on every run.

    Args:
        study: that was ingested, and seeded if `every` is 0.
        habits: of the annotators.
        every: marks stand on one sentence in so many instead, whatever it says; for studies without predictions.
        share: of each paper, from its beginning, that people were asked to read.
    """
    from annotate.files import write_records
    from annotate.model import Annotation, Document, Prediction
    from annotate.store import Project

    project = Project.open(study)
    count = 0

    def works() -> Iterator[Annotation]:
        nonlocal count
        documents, predictions = project.read(Document), iter(()) if every else project.read(Prediction)
        for number, document in enumerate(documents):
            prediction = _marked(document, every) if every else next(predictions)
            for habit in habits:
                work = _work(document, prediction, habit, Random(f"{number}{habit.name}"), share)
                count += len(work.spans)
                yield work

    write_records(project.path(Annotation), works())
    return count


def _marked(document: Document, every: int) -> Prediction:
    """Return a paper with marks on some of its sentences."""
    from annotate.model import Prediction, Span

    labels = ("policy_recommendation", "claim", "evidence")
    spans = tuple(
        Span(id=f"s{number}", label=labels[number % len(labels)], extent=sentence.extent)
        for number, sentence in enumerate(document.sentences[::every])
    )
    return Prediction(document=document.id, model_version="every", score=None, spans=spans)


def _work(document: Document, prediction: Prediction, habit: Habit, random: Random, share: float) -> Annotation:
    from annotate.model import Annotation, Answer, Asked, Extent, Relation

    whole = Extent(0, round(share * len(document.text)))
    name = f"{document.id}:{habit.name}"
    spans: dict[str, Span] = {}
    taken_for: dict[str, Span] = {}
    for span in prediction.spans:
        if random.random() < habit.misses or not whole.contains(span.extent):
            continue
        spans[span.id] = _corrected(span, name, whole, habit, random)
        if habit.doubts and span.label in OTHER and random.random() < habit.doubts:
            # Without attributes and relations, which the other label may not have.
            other = replace(spans.pop(span.id), label=OTHER[span.label], attributes=(), origin="prediction-changed")
            taken_for[span.id] = other
    relations = tuple(
        Relation(id=f"{name}:{r.id}", type=r.type, source=spans[r.source].id, target=spans[r.target].id)
        for r in prediction.relations
        if r.source in spans and r.target in spans and random.random() >= habit.misses
    )
    asked = Asked(extent=whole, labels=("policy_recommendation", "claim", "evidence", "actor"))
    answer = Answer(task=document.id, annotation=name, extent=whole, state="submitted")
    return Annotation(
        document=document.id,
        annotator=habit.name,
        spans=(*spans.values(), *taken_for.values()),
        relations=relations,
        asked=(asked,),
        answers=(answer,),
    )


def _corrected(span: Span, name: str, whole: Extent, habit: Habit, random: Random) -> Span:
    """Return a pre-mark as somebody leaves it: as it was, or with edges that stray."""
    from annotate.model import Extent, Span

    start, end = span.extent.start, span.extent.end
    if span.label != "actor" and random.random() < 0.5:
        start = max(0, start - random.randint(0, habit.strays))
        end = min(whole.end, end + random.randint(0, habit.strays))
    return Span(
        id=f"{name}:{span.id}",
        label=span.label,
        extent=Extent(start, end),
        attributes=span.attributes,
        rule=span.rule,
        origin="prediction" if (start, end) == (span.extent.start, span.extent.end) else "prediction-changed",
    )


def main() -> None:
    """Write papers into a folder."""
    parser = argparse.ArgumentParser(description="Write invented papers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--characters", type=int, default=15_000)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    print(write_papers(given.folder, given.papers, given.characters, given.first), "characters")


if __name__ == "__main__":
    main()
