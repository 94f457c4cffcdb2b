r"""Free words on one line of a file whose lines have a meaning, and back again.

>>> one_line("a\tb\\n ")
'a\\u0009b\\u005cn\\u0020'
>>> words_of(one_line("a\tb\\n "))
'a\tb\\n '
"""

from __future__ import annotations

import re

# What ends a line or parts its columns somewhere; brat itself breaks at \n and \t only.
BREAK = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Besides: the sign of an escape itself, and white space at the end, which readers cut off.
AWKWARD = re.compile(rf"{BREAK.pattern}|\\|\s\Z")
ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


def one_line(text: str) -> str:
    """Return words as one line without tabs; what would break it is an escape."""
    return AWKWARD.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def words_of(line: str) -> str:
    """Return the words that `one_line` made a line of."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), line)
