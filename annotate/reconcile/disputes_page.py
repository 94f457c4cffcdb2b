"""The page of disputes: the list's rows in the words of the schema, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotate.language import chinese
from annotate.pages import pieces
from annotate.reconcile.disputes import KIND_NAMES
from annotate.schema import Both, Schema, both

AROUND = 30
"""Characters of text shown on either side of the passage."""
NOTHING = "–"
BETWEEN = " ‖ "
SUGGESTED: Both = {"en": "suggested", "zh": "拟取"}
NOBODY: Both = {"en": "asked, marked nothing", "zh": "被要求而未标"}
_ATTRIBUTES = re.compile(r"(?P<words>.*) \[(?P<told>[^\[\]]*)\]", re.DOTALL)
_VALUE = re.compile(r"(?<=: )[\w-]+(?=$|,| /)|(?<= / )[\w-]+")


def page(
    rows: Sequence[Mapping[str, str]], versions: Sequence[str], title: str, words: Words, lang: str
) -> Iterator[str]:
    """Yield the page, piece by piece.

    Args:
        rows: as `annotate.reconcile.listing.to_rows` gives them.
        versions: the columns that hold what an annotator marked.
        title: the study's.
        words: of the study's schema.
        lang: the language that is seen first: `en` or `zh`.
    """
    return pieces(
        Path(__file__).parent / "templates",
        "disputes.html",
        {},
        rows=rows,
        versions=versions,
        title=title,
        lang=lang,
        kinds=KIND_NAMES,
        words=words,
        nothing=NOTHING,
        nobody=NOBODY,
        passage=passage,
    )


class Words:
    """What a schema calls its labels, relations, attributes and choices; without one they stand by their ids."""

    def __init__(self, schema: Schema | None) -> None:
        """Look all titles up once."""
        self._named: dict[str, Both] = {}
        self._attributes: dict[tuple[str, str], Both] = {}
        self._choices: dict[tuple[str, str, str], Both] = {}
        for label in schema.labels if schema else ():
            self._named[label.id] = both(label.title, label.id)
            for kind in label.attributes:
                self._attributes[label.id, kind.id] = both(kind.title, kind.id)
                for choice in kind.choices:
                    self._choices[label.id, kind.id, choice.id] = both(choice.title, choice.id)
        for relation in schema.relations if schema else ():
            self._named[relation.id] = both(relation.title, relation.id)
        ids = "|".join(map(re.escape, sorted(self._named, key=len, reverse=True))) or "(?!)"
        self._ids = re.compile(rf"(?<![A-Za-z0-9_-])(?:{ids})(?![A-Za-z0-9_-])")
        self._or = re.compile(rf"(?<![A-Za-z0-9_-])({ids}) or (?=(?:{ids})(?![A-Za-z0-9_-]))")

    def called(self, labels: str) -> Both:
        """Return what one or several labels are called: `claim/evidence`."""
        found = [self._named.get(one, {"en": one, "zh": one}) for one in labels.split("/")]
        return {lang: "/".join(one[lang] for one in found) for lang in ("en", "zh")}

    def marks(self, version: str) -> Iterator[tuple[Both | None, str, list[tuple[Both, Both]]]]:
        """Yield label, words and attributes of each mark of a version; what is no mark of a label has but words."""
        for part in version.split(BETWEEN):
            label, between, rest = part.partition(": ")
            if not between or label not in self._named:
                yield None, part, []
                continue
            found = _ATTRIBUTES.fullmatch(rest)
            values = [one.partition("=")[::2] for one in found["told"].split("; ")] if found else []
            if not found or not all((label, name) in self._attributes for name, _ in values):
                yield self._named[label], rest, []
                continue
            told = [(self._attributes[label, name], self._valued(label, name, value, "|")) for name, value in values]
            yield self._named[label], found["words"], told

    def reason(self, row: Mapping[str, str]) -> Both:
        """Return why something is disputed."""
        detail = row["detail"]
        if row["kind"] == "attribute":
            return self._tied(row["label"], detail)
        return {"en": self._renamed(detail, "en"), "zh": self._renamed(self._or.sub(r"\1 或 ", chinese(detail)), "zh")}

    def _renamed(self, text: str, lang: str) -> str:
        return self._ids.sub(lambda found: self._named[found[0]][lang], text)

    def _tied(self, label: str, detail: str) -> Both:
        """Return who gave an attribute which value: `addressee: A: all, B: some; suggested: all`, perhaps several."""
        said: dict[str, list[str]] = {"en": [], "zh": []}
        name = ""
        for part in detail.split("; "):
            head, _, rest = part.partition(": ")
            title = SUGGESTED
            if head != SUGGESTED["en"]:
                name, title = head, self._attributes.get((label, head), {"en": head, "zh": head})
            for lang, own in said.items():
                own.append(title[lang] + self._voted(label, name, f": {rest}", lang))
        return {"en": "; ".join(said["en"]), "zh": "；".join(said["zh"]).replace(": ", "：").replace(", ", "，")}

    def _voted(self, label: str, name: str, votes: str, lang: str) -> str:
        """Return votes with the values' titles; values stand behind a colon or a stroke, people before it."""
        return _VALUE.sub(lambda found: self._value(label, name, found[0], lang), votes)

    def _value(self, label: str, name: str, value: str, lang: str) -> str:
        return self._choices.get((label, name, value), {lang: value})[lang]

    def _valued(self, label: str, name: str, values: str, between: str) -> Both:
        return {
            lang: mark.join(self._value(label, name, one, lang) for one in values.split(between))
            for lang, mark in (("en", ", "), ("zh", "、"))
        }


def passage(row: Mapping[str, str]) -> tuple[str, str, str]:
    """Return what stands before, in and after the passage; `…` where the paper goes on."""
    start, end, text = int(row["start"]), int(row["end"]), row["passage"]
    first = min(start, AROUND)
    last = first + end - start
    before, after = text[:first], text[last:]
    return f"{'…' if start > AROUND else ''}{before}", text[first:last], f"{after}{'…' if len(after) == AROUND else ''}"
