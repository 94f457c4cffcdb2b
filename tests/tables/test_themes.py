from __future__ import annotations

from annotate.codebook import Codebook, Theme
from annotate.model import Attribute, Extent, Reading, Span
from annotate.tables.themes import Themes

BOOK = Codebook(
    themes=(
        Theme(id="warning", title={"zh": "预警", "en": "Warning"}, match=("提前告知", "警报")),
        Theme(id="data", title={"zh": "数据", "en": "Data"}, members=("甲3",)),
    )
)


def span(**attributes: tuple[str, ...]) -> Span:
    """Return a recommendation with attributes."""
    set_ = tuple(Attribute(name=name, values=values) for name, values in attributes.items())
    return Span(id="s", label="policy_recommendation", extent=Extent(0, 5), attributes=set_)


def readings(*notes: str) -> list[Reading]:
    """Return one reading a note, each by another annotator."""
    return [
        Reading(annotator=f"a{n}", state="marked", attributes={"theme_note": (note,)}) for n, note in enumerate(notes)
    ]


def test_notes_that_mean_one_theme_are_counted_together() -> None:
    """Three words for one theme outvote two notes of another, though no word comes more often than that one."""
    notes = readings("数据", "数据", "预警", "提前告知", "警报", "无人认识")

    assert Themes(BOOK).of("甲1", span(), notes) == ("warning",)
    assert Themes(BOOK).of("甲1", span(), readings("数据", "警报")) == ("warning",)
    assert Themes(BOOK).of("甲1", span(), readings("无人认识")) == ()


def test_the_scholar_stands_before_a_choice_and_a_choice_before_notes() -> None:
    """`members`, then `theme`, then the consensus' note, then the annotators' own."""
    themes = Themes(BOOK)
    chosen = span(theme=("own", "warning"), theme_note=("数据",))

    assert themes.of("甲3", chosen, readings("警报")) == ("data",)
    assert themes.of("甲1", chosen, readings("数据")) == ("warning", "own")
    assert themes.of("甲1", span(theme_note=("Data",)), readings("警报", "警报")) == ("data",)
