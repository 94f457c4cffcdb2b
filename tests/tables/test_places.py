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
