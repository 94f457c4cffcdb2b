r"""Read a .qdpx project: each selection of a text with its codes becomes spans, links become relations.

Programs that read and write the format keep a code's id or at least its name,
and may give every coding a selection of its own. So what we wrote is known by
its id, everything else by its name, and the choices of an attribute are
brought together with the span of their label at the same place. Each user's
codings are a labelling of their own.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from annotate.errors import AnnotateError, InputError, collected, raise_problems
from annotate.exchange import Found
from annotate.exchange.finding import DAMAGED, files_below, text_of
from annotate.exchange.lines import words_of
from annotate.exchange.refi_qda import BETWEEN
from annotate.exchange.xml import refuse_entities
from annotate.model import Attribute, Extent, Relation, Span

LARGEST = 1 << 30  # bytes of one file in the archive; an archive may claim anything
FREE = re.compile(r"(?P<name>[^:]+): (?P<value>.*)")


@dataclass(frozen=True, slots=True)
class _Code:
    """A code with the names of those it stands beneath."""

    name: str
    above: str

    def choice(self) -> tuple[str, str] | None:
        """Return attribute and value of a code that we wrote beneath a label; None if it is none."""
        name, between, value = self.name.partition(BETWEEN)
        return (name, value) if between and self.above else None


@dataclass(slots=True)
class _Project:
    """What project.qde holds, by id.

    Args:
        links: selection they start from -> number, name and the selection they lead to.
        joined: numbers of the links both ends of which one user coded.
    """

    where: str
    codes: dict[str, _Code] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    lost: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> list[Found]:
    """Read the coded texts of .qdpx files, one labelling for each text and coder.

    Raises:
        InputError, ProblemsError: every file that is no REFI-QDA project, every
            selection outside its text.
    """
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for file in files_below(path, [".qdpx"]):
        try:
            with collected(problems), zipfile.ZipFile(BytesIO(file.read_bytes())) as archive:
                found += _archive(archive, str(file))
        except DAMAGED:
            problems.append(InputError(str(file), "is no REFI-QDA project (no sound ZIP archive)", "Export it again."))
    raise_problems(problems)
    return found


def _member(archive: zipfile.ZipFile, name: str, where: str) -> bytes:
    """Return a file of the archive, however upper and lower case are written in its name."""
    names = {one.casefold(): one for one in archive.namelist()}
    if name.casefold() not in names:
        raise InputError(where, f"holds no {name}", "Export it again as a REFI-QDA project.")
    info = archive.getinfo(names[name.casefold()])
    if info.file_size > LARGEST:
        raise InputError(where, f"{name} is larger than a text can be", "Split the project.")
    return archive.read(info)


def _archive(archive: zipfile.ZipFile, where: str) -> list[Found]:
    raw = _member(archive, "project.qde", where)
    refuse_entities(raw, f"{where} project.qde")
    try:
        root = ET.fromstring(raw)  # noqa: S314 - see above
    except ET.ParseError as error:
        raise InputError(where, f"project.qde is no XML ({error})", "Export it again.") from None
    project = _project(root, where)
    found: list[Found] = []
    problems: list[AnnotateError] = []
    for source in root.iterfind("{*}Sources/{*}TextSource"):
        with collected(problems):
            text = _text(source, archive, where)
            found += _source(source, text, project)
    raise_problems(problems)
    project.lost["links between what no user coded by themselves"] += sum(map(len, project.links.values())) - len(
        project.joined
    )
    if found:  # what is of no labelling is told with the last
        found[-1] = replace(found[-1], lost=found[-1].lost + project.lost)
    return found


def _project(root: ET.Element, where: str) -> _Project:
    project = _Project(where)
    for top in root.iterfind("{*}CodeBook/{*}Codes"):
        _codes(top, "", project)
    for user in root.iterfind("{*}Users/{*}User"):
        project.users[_id(user)] = user.get("name") or ""
    for number, link in enumerate(root.iterfind("{*}Links/{*}Link"), 1):
        origin, target = _plain(link.get("originGUID", "")), _plain(link.get("targetGUID", ""))
        project.links.setdefault(origin, []).append((number, link.get("name") or "", target))
    others = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
    project.lost["sources that are no text"] = sum(
        1 for kind in others for _ in root.iterfind(f"{{*}}Sources/{{*}}{kind}")
    )
    return project


def _plain(guid: str) -> str:
    return guid.strip("{}").casefold()


def _id(element: ET.Element) -> str:
    return _plain(element.get("guid", ""))


def _codes(above: ET.Element, name: str, project: _Project) -> None:
    for code in above.iterfind("{*}Code"):
        project.codes[_id(code)] = _Code(code.get("name") or "", name)
        _codes(code, code.get("name") or "", project)


def _text(source: ET.Element, archive: zipfile.ZipFile, where: str) -> str:
    inside = source.find("{*}PlainTextContent")
    if inside is not None:
        return inside.text or ""
    path = source.get("plainTextPath") or ""
    name = path.removeprefix("internal://")
    if name == path or PurePosixPath(name).name != name:
        what = f"the text of {source.get('name')!r} lies outside the project: {path!r}"
        raise InputError(where, what, "Export it with its sources inside.")
    data = _member(archive, f"sources/{name}", where)
    return text_of(data, f"{where} {name}")


def _source(source: ET.Element, text: str, project: _Project) -> Iterator[Found]:
    """Yield one labelling for each user who coded the text."""
    name = source.get("name") or _id(source)
    by: dict[str, list[tuple[ET.Element, Extent, list[str]]]] = {}
    problems: list[AnnotateError] = []
    lost, project.lost = project.lost, Counter()  # each is told once, with the first labelling
    lost["notes of texts and selections"] += sum(1 for _ in source.iter(source.tag.replace("TextSource", "NoteRef")))
    lost["codes of whole texts"] += sum(1 for _ in source.iterfind("{*}Coding"))
    for selection in source.iterfind("{*}PlainTextSelection"):
        where = f"{project.where} {name!r} {_id(selection)}"
        extent = _extent(selection, len(text))
        if extent is None:
            problems.append(InputError(where, "lies outside the text", "Export it again."))
            continue
        codings: dict[str, list[str]] = {}
        for coding in selection.iterfind("{*}Coding"):
            code = _plain(next((ref.get("targetGUID", "") for ref in coding.iterfind("{*}CodeRef")), ""))
            user = _plain(coding.get("creatingUser") or selection.get("creatingUser") or "")
            codings.setdefault(user, []).append(code)
            lost["codings with a code that is not there"] += code not in project.codes
        lost["selections without a code"] += not codings
        for user, codes in codings.items():
            by.setdefault(user, []).append((selection, extent, codes))
    raise_problems(problems)
    for user, selections in by.items():
        spans, ends = _spans(selections, project, lost)
        relations = _relations(ends, project, lost)
        yield Found(
            where=f"{project.where} {name}",
            name=name,
            who=project.users.get(user, "") if user else "",
            text=text,
            spans=spans,
            relations=relations,
            declared=tuple(code.name for code in project.codes.values() if code.choice() is None),
            lost=+lost,
        )
        lost = Counter()
    project.lost += lost


def _extent(selection: ET.Element, length: int) -> Extent | None:
    try:
        start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
    except ValueError:
        return None
    return Extent(start, end) if 0 <= start < end <= length else None


def _spans(
    selections: list[tuple[ET.Element, Extent, list[str]]], project: _Project, lost: Counter[str]
) -> tuple[tuple[Span, ...], dict[str, list[Span]]]:
    """Return the spans of one coder, and selection -> those that stand in it, at which its links end."""
    made: dict[tuple[str, Extent], dict[str, list[str]]] = {}
    labelled: set[tuple[str, Extent]] = set()
    keys: dict[str, list[tuple[str, Extent]]] = {}
    for selection, extent, codes in selections:
        own: dict[tuple[str, Extent], None] = {}
        for code in filter(None, map(project.codes.get, codes)):
            choice = code.choice()
            key = (code.above if choice else code.name, extent)
            own[key] = None
            if not choice:
                lost["codings that say again what one has said"] += key in labelled
                labelled.add(key)
            values = made.setdefault(key, {})
            if choice and choice[1] not in values.setdefault(choice[0], []):
                values[choice[0]].append(choice[1])
        keys[_id(selection)] = list(own)
        for key in own:
            _describe(selection.findtext("{*}Description"), made[key])
    spans = {
        key: Span(
            id=f"s{n}",
            label=key[0],
            extent=key[1],
            attributes=tuple(Attribute(name=name, values=tuple(given)) for name, given in sorted(values.items())),
        )
        for n, (key, values) in enumerate(sorted(made.items(), key=lambda item: (item[0][1], item[0][0])), 1)
    }
    return tuple(spans.values()), {selection: [spans[key] for key in own] for selection, own in keys.items()}


def _describe(words: str | None, values: dict[str, list[str]]) -> None:
    """Take in a description: the lines `name: value` that we wrote, or a note as others write it."""
    lines = (words or "").split("\n") if words else []
    found = [FREE.fullmatch(line) for line in lines]
    if lines and all(found):
        for match in filter(None, found):
            values.setdefault(words_of(match["name"]), []).append(words_of(match["value"]))
    elif words:
        values.setdefault("note", []).append(words)


def _relations(ends: Mapping[str, list[Span]], project: _Project, lost: Counter[str]) -> tuple[Relation, ...]:
    """Return the links between selections of one text; a link to a selection with several codes has several ends."""
    made = []
    own = ((number, origin, name, target) for origin in ends for number, name, target in project.links.get(origin, ()))
    for number, origin, name, target in sorted(own):
        sources, targets = ends.get(origin, []), ends.get(target, [])
        if sources and targets:
            project.joined.add(number)
        if len(sources) == len(targets) == 1:
            made.append(Relation(id=f"l{number}", type=name, source=sources[0].id, target=targets[0].id))
        elif sources and targets:
            lost["links between selections with several codes"] += 1
    return tuple(made)
