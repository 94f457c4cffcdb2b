from __future__ import annotations

from dataclasses import replace

from annotate.model import Extent
from annotate.tables.places import Places
from annotate.tables.study import Study


def test_a_place_has_its_printed_page(study: Study) -> None:
    """Where the source has pages, the page is the one on which the quotation begins; elsewhere there is none."""
    document = study.documents[0]
    paged = replace(document, pages=((0, "17"), (10, "18")))
    assert Places(paged).place(Extent(9, 14)).page == "17"
    assert Places(paged).place(Extent(10, 14)).page == "18"
    assert Places(document).place(Extent(9, 14)).page == ""


def test_the_paragraphs_that_hold_an_extent(study: Study) -> None:
    """All that it touches, and none that only begins where it ends."""
    document = study.documents[0]
    places, text = Places(document), document.text
    second, third = text.index("\n") + 1, text.index("二、建议")
    first_line, after = Extent(0, second - 1), Extent(second, third - 1)
    assert places.paragraph(Extent(0, second - 1)) == first_line
    assert places.paragraph(Extent(0, second)) == first_line
    assert places.paragraph(Extent(0, second + 1)) == Extent(0, after.end)
    assert places.paragraph(Extent(second, second + 1)) == after
    assert places.paragraph(Extent(len(text) - 1, len(text))).end == len(text)


def test_the_sentence_around_an_extent(study: Study) -> None:
    """From the full stop before to the one behind; a paragraph's edges end it too; what it touches is all in it."""
    document = study.documents[0]
    places, text = Places(document), document.text
    late = text.index("迟报")
    stop = text.index("。", late) + 1
    assert document.quote(places.sentence(Extent(late, late + 2))) == "港口各自预警，去年迟报两次。"
    assert document.quote(places.sentence(Extent(stop, stop + 2))) == "分散的预警使渔民付出代价。"
    assert (
        document.quote(places.sentence(Extent(late, stop + 2)))
        == "港口各自预警，去年迟报两次。分散的预警使渔民付出代价。"
    )
    assert document.quote(places.sentence(Extent(0, 2))) == "一、现状"
