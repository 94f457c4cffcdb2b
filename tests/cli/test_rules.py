"""What `annotate rules report` tells people beside its table."""

from __future__ import annotations

import pytest

from annotate.cli.judged import Work
from annotate.cli.rules import SHOWN, _missed
from annotate.model import Document, Extent, Metadata, Source

TEXT = "潮位数据\x1b[2J须公开"


def test_marks_that_no_rule_spoke_for_are_shown_up_to_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty of each label with their words, disarmed; how many more there are, and where all of them stand."""
    source = Source(path="a.txt", sha256="", encoding="utf-8", length=len(TEXT), reader="txt")
    document = Document(
        id="a", source=source, metadata=Metadata(), text=TEXT, sections=(), sentences=(), footnotes=(), runs=(),
        removals=(),
    )  # fmt: skip
    missed = [("claim", "a", Extent(0, 9))] * (SHOWN + 2) + [("actor", "a", Extent(0, 2))]
    _missed(missed, Work((document,), (), (), (), None))
    lines = capsys.readouterr().err.splitlines()

    assert lines[0] == f"{SHOWN + 3} marks of annotators that no rule spoke for"
    assert lines.count("  a 0 claim: 潮位数据\\x1b[2J须") == SHOWN
    assert lines.count("  a 0 actor: 潮位") == 1
    assert lines[-1] == "  and 2 more of claim (all of them: --json)"
