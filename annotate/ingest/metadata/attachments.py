r"""The files that a BibTeX entry's `file` field names, as reference managers write it.

Full Text:files/12/wang2023.pdf:application/pdf;Snapshot:files/13/wang.html:text/html   Zotero, Better BibTeX, JabRef
:files/12/wang2023.pdf:pdf                                                             Mendeley, JabRef without a title
C\:\\Zotero\\storage\\AB12\\wang2023.pdf;/home/w/li.pdf                                Better BibTeX, paths only

`\` stands before a `\`, `:`, `;` that belongs to a name.
"""

from __future__ import annotations

import re

from annotate.ingest.metadata.records import base_names

_ESCAPED = re.compile(r"\\([\\:;{}_&%#$~^])")
_ESCAPED_OR_PLAIN = re.compile(r"\\?.", re.DOTALL)
_TYPE = re.compile(r"[A-Za-z]*|[a-z]+/[\w.+-]+")
# A drive's colon may stand without its backslash.
_DRIVE = re.compile(r"[A-Za-z]")


def attached_files(value: str) -> tuple[str, ...]:
    """Return the names (without folders) of the files that a `file` field names.

    >>> attached_files("Full Text:files/12/wang2023.pdf:application/pdf;:li.pdf:pdf")
    ('wang2023.pdf', 'li.pdf')
    """
    return base_names([_path(attachment) for attachment in _parts(value, ";")])


def _parts(value: str, mark: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for sign in _ESCAPED_OR_PLAIN.findall(value):
        if sign == mark:
            parts.append([])
        else:
            parts[-1].append(sign)
    return ["".join(part) for part in parts]


def _path(attachment: str) -> str:
    parts = [_ESCAPED.sub(r"\1", part) for part in _parts(attachment.strip(), ":")]
    if len(parts) > 1 and _TYPE.fullmatch(parts[-1]):
        parts.pop()
    if len(parts) > 1 and not _DRIVE.fullmatch(parts[0]):
        parts = parts[1:]  # the attachment's title
    return ":".join(parts)
