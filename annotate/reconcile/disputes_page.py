"""The page of disputes: the list's rows in the words of the schema, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from annotate.han import HAN
from annotate.language import chinese
from annotate.model import Dispute, Tie
from annotate.pages import pieces
from annotate.reconcile.disputes import KIND_NAMES
from annotate.reconcile.listed import DisputeList, Listed, Mark
from annotate.schema import NOTE, Both, Schema, both

SUGGESTED: Both = {"en": "suggested", "zh": "拟取"}
NOBODY: Both = {"en": "asked, marked nothing", "zh": "被要求而未标"}
NOTED: Both = {"en": "Note", "zh": "备注"}
SIGNS: Mapping[str, tuple[str, str, str]] = {"en": (": ", ", ", "; "), "zh": ("：", "，", "；")}
"""What stands behind a name, between votes, and between what is said."""


def page(found: DisputeList, title: str, words: Words, lang: str) -> Iterator[str]:
    """Yield the page, piece by piece.

    Args:
        found: the disputes, worst first.
        title: the study's.
        words: of the study's schema.
        lang: the language that is seen first: `en` or `zh`.
    """
    return pieces(
        Path(__file__).parent / "templates",
        "disputes.html",
        {},
        rows=found.rows,
        annotators=found.annotators,
        title=title,
        lang=lang,
        kinds=KIND_NAMES,
        words=words,
        nobody=NOBODY,
    )


class Words:
    """What a schema calls its labels, relations, attributes and choices; without one they stand by their ids."""

    def __init__(self, schema: Schema | None) -> None:
        """Look all titles up once."""
        self._named: dict[str, Both] = {}
        self._attributes: dict[tuple[str, str], Both] = {}
        self._note = both(schema.note or NOTED, NOTE) if schema else NOTED
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
        # Between Chinese words there is no blank.
        self._in_chinese = re.compile(rf"(?:(?<=[{HAN}]) )?{self._ids.pattern}(?: (?=[{HAN}]))?")
        self._or = re.compile(rf"(?<![A-Za-z0-9_-])({ids}) or (?=(?:{ids})(?![A-Za-z0-9_-]))")

    def called(self, labels: str) -> Both:
        """Return what one or several labels are called: `claim/evidence`."""
        found = [self._named.get(one, {"en": one, "zh": one}) for one in labels.split("/")]
        return {lang: "/".join(one[lang] for one in found) for lang in ("en", "zh")}

    def told(self, mark: Mark) -> Iterator[tuple[Both, Both]]:
        """Yield what is said of a mark: each attribute and its values."""
        for name, values in mark.attributes:
            title = self._attribute(mark.label, name)
            said = [
                (self._value(mark.label, name, one, "en"), self._value(mark.label, name, one, "zh")) for one in values
            ]
            yield title, {"en": ", ".join(en for en, _ in said), "zh": "、".join(zh for _, zh in said)}

    def reason(self, disputed: Dispute | Listed) -> Both:
        """Return why something is disputed; of an attribute in a file of an earlier version, as it stands there."""
        detail = disputed.detail
        if disputed.ties:
            return {lang: self._tied(disputed.label, disputed.ties, lang) for lang in SIGNS}
        if disputed.kind == "attribute":
            return {"en": detail, "zh": detail}
        return {"en": self._renamed(detail, "en"), "zh": self._renamed(self._or.sub(r"\1 或 ", chinese(detail)), "zh")}

    def asked(self, dispute: Dispute) -> str:
        """Return what is disputed, how badly and why, in one line in both languages: whoever reads it is not known."""
        kind, label, reason = KIND_NAMES[dispute.kind], self.called(dispute.label), self.reason(dispute)
        head = " ".join((*_each(kind), f"{dispute.severity:.2f}", *_each(label)))
        return f"{head}: {' · '.join(_each(reason))}"

    def _renamed(self, text: str, lang: str) -> str:
        ids = self._in_chinese if lang == "zh" else self._ids
        return ids.sub(lambda found: self._named[found[0].strip()][lang], text)

    def _tied(self, label: str, ties: Iterable[Tie], lang: str) -> str:
        """Return who gave an attribute which value: `Addressee: A: all, B: some; suggested: all`, perhaps several."""
        colon, comma, semicolon = SIGNS[lang]
        said: list[str] = []
        for tie in ties:
            given = {who: [self._value(label, tie.name, one, lang) for one in own] for who, own in tie.votes.items()}
            votes = comma.join(f"{who}{colon}{' / '.join(values)}" for who, values in given.items())
            values = [self._value(label, tie.name, one, lang) for one in tie.values]
            said.append(f"{self._attribute(label, tie.name)[lang]}{colon}{votes}")
            said.append(f"{SUGGESTED[lang]}{colon}{' / '.join(values)}")
        return semicolon.join(said)

    def _attribute(self, label: str, name: str) -> Both:
        return self._attributes.get((label, name), self._note if name == NOTE else {"en": name, "zh": name})

    def _value(self, label: str, name: str, value: str, lang: str) -> str:
        return self._choices.get((label, name, value), {lang: value})[lang]


def _each(said: Both) -> list[str]:
    """Return what is said in Chinese, then in English, once where both are the same."""
    return list(dict.fromkeys((said["zh"], said["en"])))
