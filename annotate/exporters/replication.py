"""An archive that can be published: everything but the papers' words.

    papers.jsonl        what each paper is, hashes of its source and its text, and where all parts stand
    annotations.jsonl   each annotator's marks as offsets, annotators under letters
    consensus.jsonl     what they hold together
    decisions.jsonl     what was adjudicated
    references.csv      what a printed 秦5 stands for
    study/              the study's own files, the papers' words covered (▯)
    shipped/            schema, rules and profiles of the tool, as they ship
    manifest.json       versions, hashes, and how much was covered

Whoever has the papers gets the same text from the same version, and lays the
offsets over it; the hashes tell whether it is the same.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotate import __version__
from annotate.edited import write_rows
from annotate.exporters.withholding import COVER, Withheld
from annotate.files import FORMATS, adapter, as_json, replacing
from annotate.inert import encodable, guarded
from annotate.model import Agreement, Annotation, Consensus, Decision, Document, Extent

NAME = "replication.zip"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
# Fields of values that name annotators, fields whose ids begin with document and annotator, and fields that hold no
# words of people: there a name is none, though it may look like one.
WHO = frozenset({"annotator", "annotators", "by", "asked", "partial"})
STITCHED = frozenset({"id", "source", "target", "members"})
OURS = frozenset({
    "format", "document", "documents", "label", "labels", "name", "type", "kind", "rule", "origin", "state", "status",
    "method", "metric", "unit", "model_version",
})  # fmt: skip
BIBLIOGRAPHIC = ("title", "authors", "year", "venue", "volume", "issue", "pages", "doi", "language", "url")
README = """# 可复核资料 · Replication archive

本档不含论文原文：只有偏移、哈希、标注方案、规则、标注、裁定与版本。论文原文连续八字（或八个西文词）以上处，
一律以 ▯ 遮去。标注者以字母代称。取得论文（papers.jsonl 载其书目与哈希）后，以同一版本的 annotate 运行
`annotate ingest`，所得文本的 SHA-256 与 `text_sha256` 相同者，各偏移（码点，含首不含尾）即指同一文字。

This archive holds no text of the papers: only offsets, hashes, schema, rules, annotations, decisions and versions.
Wherever eight characters in a row (or eight words) stand in a paper, they are covered by ▯. Annotators are letters.
Get the papers (papers.jsonl says which, with hashes), run `annotate ingest` of the same version, and compare the
text's SHA-256 with `text_sha256`: where they are equal, every offset (code points, half-open) points at the same words.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """What goes into the archive.

    Args:
        letters: annotator -> the letter to be published in place of the name.
        choices: values that the schema offers; they are no names, though an annotator may be called so.
        references: reference, document, label and extent of each printed reference.
        study: name -> text of the study's own files; the papers' words are covered in them.
        shipped: name -> bytes of what ships with the tool; copied as it is.
        about: further facts for the manifest.
    """

    documents: Sequence[Document]
    annotations: Sequence[Annotation] = ()
    consensus: Sequence[Consensus] = ()
    decisions: Sequence[Decision] = ()
    agreement: Sequence[Agreement] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()
    references: Sequence[tuple[str, str, str, Extent]] = ()
    study: Mapping[str, str] = field(default_factory=dict)
    shipped: Mapping[str, bytes] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


def write_replication(given: Replication, folder: Path) -> Path:
    """Write the archive; the same study gives the same bytes."""
    members = _members(given)
    path = folder / NAME
    with replacing(path, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name])
    return path


def _members(given: Replication) -> dict[str, bytes]:
    rename = _Renamer(given.letters, given.decisions, given.choices)
    records: dict[str, list[Any]] = {
        "papers.jsonl": [_paper(document) for document in given.documents],
        "annotations.jsonl": [rename.value(_dumped(a)) for a in given.annotations],
        "consensus.jsonl": [rename.value(_dumped(c)) for c in given.consensus],
        "decisions.jsonl": [rename.value(_dumped(d)) for d in given.decisions],
        "agreement.jsonl": [rename.value(_dumped(a)) for a in given.agreement],
    }
    free = {name: own for name, own in records.items() if name != "papers.jsonl"}
    study = {name: rename.text(text) for name, text in given.study.items()}
    withheld = Withheld(_words(given.documents), (*_strings(list(free.values())), *study.values()))
    members: dict[str, bytes] = {"README.md": README.encode()}
    for name, own in records.items():
        safe = own if name == "papers.jsonl" else _covered(own, withheld)
        members[name] = "".join(as_json(r) + "\n" for r in safe).encode()
    for name, text in study.items():
        members[f"study/{name}"] = withheld.covered(text).encode()
    members["references.csv"] = _references(given.references)
    covered = {name: n for name, body in members.items() if name != "README.md" and (n := body.decode().count(COVER))}
    members |= {f"shipped/{name}": body for name, body in given.shipped.items()}
    members["manifest.json"] = _manifest(given, members, covered)
    return members


def _words(documents: Iterable[Document]) -> Iterator[str]:
    """Yield all that is the papers' own: their texts, and their notes."""
    for document in documents:
        yield document.text
        yield from (note.text for note in document.footnotes)


def _dumped(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    return {"format": FORMATS[type(value)], **adapter(type(value)).dump_python(value, mode="json")}


def _paper(document: Document) -> dict[str, Any]:
    """Return what a paper is and where its parts stand; its headings' and notes' words are left out."""
    whole = _dumped(document)
    return {
        "document": document.id,
        "source": whole["source"],
        "metadata": {name: whole["metadata"][name] for name in BIBLIOGRAPHIC},
        "text_sha256": hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "text_length": len(document.text),
        "sections": [{key: s[key] for key in ("id", "level", "extent", "heading", "kind")} for s in whole["sections"]],
        "sentences": [[s.extent.start, s.extent.end] for s in document.sentences],
        "footnotes": [{"id": note.id, "anchor": note.anchor} for note in document.footnotes],
        "runs": whole["runs"],
        "removals": whole["removals"],
        "cleaners": whole["cleaners"],
    }


class _Renamer:
    """Puts letters in place of people's names and addresses."""

    def __init__(
        self, letters: Mapping[str, str], decisions: Iterable[Decision], choices: frozenset[str] = frozenset()
    ) -> None:
        self.letters = dict(letters)
        self.choices = choices
        deciders = sorted({d.by for d in decisions} - set(letters) - {""})
        self.letters |= {name: f"adjudicator-{number}" for number, name in enumerate(deciders, 1)}
        names = sorted(map(re.escape, self.letters), key=len, reverse=True)
        self._within = re.compile(f":({'|'.join(names)}):") if names else None
        # A one-letter name may stand anywhere; an address or a longer name is a person's, however it is written.
        long = sorted((name for name in self.letters if len(name) > 1 and not name.isdigit()), key=len, reverse=True)
        self._folded = {name.lower(): self.letters[name] for name in reversed(long)}
        self._anywhere = re.compile("|".join(map(_alone, long)), re.IGNORECASE) if long else None

    def value(self, value: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON
        """Return JSON with names replaced in the fields that hold them, and long ones everywhere."""
        if isinstance(value, dict):
            return {name: self.value(own, name) for name, own in value.items()}
        if isinstance(value, list):
            return [self.value(own, key) for own in value]
        if not isinstance(value, str):
            return value
        if key in WHO:
            return self.letters.get(value, value)
        if key in STITCHED and self._within:
            return self._within.sub(lambda found: f":{self.letters[found[1]]}:", value)
        return value if key in OURS or value in self.choices else self.text(value)

    def text(self, text: str) -> str:
        """Return a text without people's longer names and addresses."""
        return (
            self._anywhere.sub(lambda found: self._folded.get(found[0].lower(), COVER), text)
            if self._anywhere
            else text
        )


def _alone(name: str) -> str:
    """Return a pattern that finds a name, no Latin one within a longer word: ann in "ann: yes", not in "annotate"."""
    before = "(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = "(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"


def _strings(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for own in value.values() if isinstance(value, dict) else value:
            yield from _strings(own)


def _covered(value: Any, withheld: Withheld) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return withheld.covered(value)
    if isinstance(value, dict):
        return {key: _covered(own, withheld) for key, own in value.items()}
    return [_covered(own, withheld) for own in value] if isinstance(value, list) else value


def _references(given: Iterable[tuple[str, str, str, Extent]]) -> bytes:
    out = io.StringIO(newline="")
    head = ("reference", "document", "label", "start", "end")
    rows = ((guarded(name), guarded(document), guarded(label), e.start, e.end) for name, document, label, e in given)
    write_rows(out, (head, *rows))
    return encodable(out.getvalue()).encode()


def _manifest(given: Replication, members: Mapping[str, bytes], covered: Mapping[str, int]) -> bytes:
    body = {
        "format": "replication/1",
        "annotate": __version__,
        **given.about,
        "annotators": sorted(set(given.letters.values())),
        "covered_characters": dict(sorted(covered.items())),
        "files": {name: hashlib.sha256(members[name]).hexdigest() for name in sorted(members)},
    }
    return (as_json(body, indent=1) + "\n").encode()
