"""People's text made harmless, and given back as it was."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from annotate.inert import (
    ACTING,
    GUARD,
    LONGEST_CELL,
    NOT_XML,
    encodable,
    fitted,
    for_spreadsheet,
    guarded,
    safe,
    shown,
    unguarded,
)

SIGNS = st.text(st.sampled_from("'=+-@＝＋－＠\t\r \n\x1b\u202e\ud842\x00a应𠮷"), max_size=6)


@given(SIGNS)
def test_what_was_guarded_comes_back(text: str) -> None:
    """Whatever it begins with, apostrophes too; and what is guarded begins with one."""
    assert unguarded(guarded(text)) == text
    assert guarded(text) in {text, GUARD + text}
    if text.lstrip(" ")[:1] in {"=", "＝", "-", "@"}:
        assert guarded(text) == for_spreadsheet(text)[:1] + text


@given(SIGNS)
def test_nothing_acts_and_nothing_is_dropped(text: str) -> None:
    """What would act is shown by its number; what a format cannot hold is replaced one for one."""
    assert not ACTING.search(shown(text))
    assert re.sub(r"⟨U\+(\w+)⟩", lambda found: chr(int(found[1], 16)), shown(text)) == text
    assert (len(safe(text)), NOT_XML.search(safe(text))) == (len(text), None)
    assert len(encodable(text)) == len(text)
    assert encodable(text).encode().decode() == encodable(text)


@given(st.text(st.sampled_from("a应𠮷😀"), max_size=40), st.integers(5, 40))
def test_a_cell_holds_as_much_as_it_can(text: str, longest: int) -> None:
    """Counted as Excel counts, no character is cut in two, and what is cut says so."""

    def units(words: str) -> int:
        return len(words.encode("utf-16-le")) // 2

    cell = fitted(text, "…!", longest)

    if units(text) <= longest:
        assert cell == text
    else:
        assert cell.endswith("…!")
        assert text.startswith(cell.removesuffix("…!"))
        assert longest - 1 <= units(cell) <= longest


def test_a_cell_is_as_long_as_excel_takes() -> None:
    """32,767 units."""
    assert fitted("a" * LONGEST_CELL, "…") == "a" * LONGEST_CELL
    assert fitted("𠮷" * 16_384, "…") == "𠮷" * 16_383 + "…"
