"""What the tool says to people, in their language; the code speaks English.

Messages are translated where they meet the terminal. `zh/LC_MESSAGES/messages.po`
holds every message of the code with its translation, as any gettext editor reads
it; a message with values in it stands there as its f-string is written in the
code (`{count} tasks`). `python -m annotate.language` brings the file up to date
after a change of a message, and makes `messages.mo` from it, which Python's own
gettext reads for the help.

>>> choose("zh")
>>> translate("7 papers reconciled")
'7 篇论文已调和'
>>> choose("en")
>>> translate("7 papers reconciled")
'7 papers reconciled'
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from annotate.errors import AnnotateError, ProblemsError

LANGUAGES = ("en", "zh")
DOMAIN = "messages"
EXAMPLE = "Example: "
FOLDER = Path(__file__).parent
VARIABLE = "ANNOTATE_LANG"
DEEPEST = 3  # a message may hold a message: three levels are enough for all there are
VALUE = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
"""A place of a value in a message, as the code has it: `{count}`."""

_FINDING = re.compile(r"(?P<head>[EW]\d{3} )(?P<rest>.*)", re.DOTALL)
_spoken = ["en"]  # one process speaks one language


@dataclass(frozen=True)
class Message:
    """One entry of the catalogue: what the code says, and how to recognise it once its values are filled in.

    Args:
        id: the message as the code has it, values in braces.
        text: its translation; empty where there is none.
        code: the error's code, such as `I012`; empty for what is no error.
        literals: its own words: before, between and behind the values.
        values: what stands in the braces.
    """

    id: str
    text: str
    code: str
    literals: tuple[str, ...]
    values: tuple[str, ...]

    def recognise(self, text: str) -> dict[str, str] | None:
        """Return value -> what stands in its place, as short as it can be; None if the text is another message.

        Its own words are looked for one after the other: a pattern would try all places of all
        commas of a long list against each other.
        """
        if not self.values:
            return {} if text == self.id else None
        first, *between, last = self.literals
        at, end = len(first), len(text) - len(last)
        if at > end or not text.startswith(first) or not text.endswith(last):
            return None
        found = []
        for words in between:
            place = text.find(words, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(words)
        return dict(zip(self.values, [*found, text[at:end]], strict=True))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the translation with the values in their places."""
        return VALUE.sub(lambda found: values.get(found[0], found[0]), self.text)


def choose(lang: str | None = None) -> None:
    """Speak that language from now on; without one, the language that the environment asks for."""
    _spoken[0] = lang or wanted()


def wanted() -> str:
    """Return the language the environment asks for: ANNOTATE_LANG, then the locale's variables."""
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def current() -> str:
    """Return the language that is spoken: `en` or `zh`."""
    return _spoken[0]


def translate(text: str, depth: int = DEEPEST) -> str:
    """Return a message in the language that is spoken; what the catalogue does not hold stays as it is."""
    return text if current() == "en" else chinese(text, depth)


def chinese(text: str, depth: int = DEEPEST) -> str:
    """Return a message in Chinese whatever is spoken, for pages that stand in both languages.

    >>> chinese("7 papers reconciled")
    '7 篇论文已调和'
    """
    if not text.strip():
        return text
    if text.startswith(EXAMPLE):
        return _catalogue().gettext(EXAMPLE.strip()) + text.removeprefix(EXAMPLE)
    whole = _catalogue().gettext(text)
    return whole if whole != text or not depth else _filled(text, depth)


def _filled(text: str, depth: int) -> str:
    """Return a text that holds values, or several messages, as far as the catalogue knows its parts."""
    if (found := _FINDING.fullmatch(text)) and (done := _finding(found["head"], found["rest"], depth)) != text:
        return done
    for known, values in _recognise(text):
        if known.text:
            return known.fill({name: chinese(value, depth - 1) for name, value in values.items()})
    return "\n".join(chinese(line, depth - 1) for line in text.split("\n")) if "\n" in text else text


def _finding(head: str, rest: str, depth: int) -> str:
    """Return a finding's line (`W502 a place: what is wrong`) with what it says translated.

    Its place may hold colons, and ends where the catalogue knows most of the words that follow.
    """
    parts = rest.split(": ")
    tails = [": ".join(parts[n:]) for n in range(len(parts))]
    known = [_n_known(tail) for tail in tails]
    at = known.index(max(known))
    if not known[at]:
        return head + rest
    return f"{head}{''.join(f'{part}：' for part in parts[:at])}{chinese(tails[at], depth - 1)}"


def _n_known(text: str) -> int:
    """Return how many characters of a text are words of the catalogue, not values in them."""
    if _catalogue().gettext(text) != text:
        return len(text)
    return next((sum(map(len, message.literals)) for message, _ in _recognise(text) if message.text), 0)


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a help text, each in one line.

    >>> paragraphs("Do it,\nnow.\n\nExample: annotate do")
    ['Do it, now.', 'Example: annotate do']
    """
    return [line for part in text.partition("\f")[0].split("\n\n") if (line := " ".join(part.split()))]


def tell(error: AnnotateError) -> list[str]:
    """Return an error as lines, one a problem: where, what, what to do, code."""
    if isinstance(error, ProblemsError):
        return [line for problem in error.problems for line in tell(problem)]
    code = code_of(error)
    return f"{_said(error)} [{code}]".splitlines() if code else _said(error).splitlines()


def code_of(error: AnnotateError) -> str:
    """Return an error's code, under which the reference explains it; empty for one that is not of our code."""
    for message, _ in _recognise(error.what, errors=True):
        return message.code
    return ""


def _said(error: AnnotateError) -> str:
    if current() == "en":
        return str(error)
    where, what, todo = (translate(part) for part in (error.place, error.what, error.todo))
    head = f"{where}：{what}" if where else what
    head = head if head.endswith((".", "。", "?", "!", "？", "！")) else head + "。"
    return head + todo


def _recognise(text: str, *, errors: bool = False) -> Iterator[tuple[Message, dict[str, str]]]:
    """Yield the messages that a text may be, the most specific first, with their values."""
    for message in _messages():
        if errors and not message.code:
            continue
        if (values := message.recognise(text)) is not None:
            yield message, values


@cache
def _catalogue() -> NullTranslations:
    return translation(DOMAIN, FOLDER, ["zh"])


@cache
def _messages() -> tuple[Message, ...]:
    """Return the catalogue; of two that fit a text the one with more words of its own comes first."""
    from babel.messages.pofile import read_po

    with (FOLDER / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="zh") if entry.id]
    made = [message(str(entry.id), str(entry.string or ""), *entry.auto_comments[:1]) for entry in entries]
    return tuple(sorted(made, key=lambda one: (-len(VALUE.sub("", one.id)), one.id)))


def message(id_: str, text: str = "", code: str = "") -> Message:
    r"""Return the entry of the catalogue for a message as the code has it.

    >>> message("{n} tasks in {path}").recognise("3 tasks in a.json")
    {'{n}': '3', '{path}': 'a.json'}
    """
    return Message(id_, text, code, tuple(VALUE.split(id_)), tuple(VALUE.findall(id_)))
