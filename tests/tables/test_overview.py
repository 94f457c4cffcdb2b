from __future__ import annotations

from dataclasses import replace

from annotate.model import Agreement, Score
from annotate.tables.build import tabulate
from annotate.tables.listing import OF_PAPER
from annotate.tables.overview import FIELDS, METRIC, OF_DOCUMENT, OF_WORK
from annotate.tables.profile import FIELDS_OF, load_profile
from annotate.tables.study import Study


def _row(study: Study, document: str) -> dict[str, str]:
    table = tabulate(load_profile("overview"), study, with_seeds=True)
    row = next(row for row in table.rows if row.id == document)
    return {c.id: cell.say("en") for c, cell in zip(table.columns, row.cells, strict=True)}


def test_counts_are_of_what_people_found(study: Study) -> None:
    """Labels, strengths and relations are counted in the consensus."""
    jia = _row(study, "jia")
    assert (jia["labels:policy_recommendation"], jia["labels:actor"], jia["relations"]) == ("3", "2", "4")
    assert (jia["strengths:must"], jia["strengths:should"], jia["against"]) == ("1", "1", "0")
    assert jia["annotators"] == "林, 周"
    assert jia["with_reasons"] == "1 / 3"


def test_a_paper_that_nobody_read_has_no_counts(study: Study) -> None:
    """Machine marks are in no count, and a zero would say that somebody looked."""
    dee = _row(study, "dee")
    assert (dee["annotators"], dee["labels:policy_recommendation"], dee["against"]) == ("not examined", "", "")
    assert dee["characters"] == str(len(study.documents[3].text))


def test_a_paper_without_author_and_title_goes_by_its_file(study: Study) -> None:
    """No row stands without a name by which to know it."""
    bing, jia = _row(study, "bing"), _row(study, "jia")
    assert (bing["authors"], bing["title"]) == ("Author not given", "bing.txt")
    assert (jia["authors"], jia["title"]) == ("作者甲", "潮水面前")


def test_shares_say_of_how_much_they_speak(study: Study) -> None:
    """What was asked in a part of the paper is not given as asked in all of it."""
    bing = _row(study, "bing")
    assert bing["asked"] not in ("", "100%")
    assert bing["reasons_asked"] == "0.0%"


def test_agreement_is_the_mean_of_pairs(study: Study) -> None:
    """Figures of `annotate agree` stand by label; what is undefined is left out, not taken for zero."""
    scores = [
        Score(metric=METRIC, unit="span", label="claim", annotators=pair, document="jia", value=value, n_units=2)
        for pair, value in ((("a1", "a2"), 0.5), (("a1", "a3"), 0.9), (("a2", "a3"), None))
    ]
    found = Agreement(annotators=("a1", "a2", "a3"), documents=("jia",), scores=tuple(scores))
    jia = _row(replace(study, agreement=(found,)), "jia")
    assert (jia["agreement:claim"], jia["agreement:actor"]) == ("0.70", "")


def test_every_field_has_a_title() -> None:
    """A field that a profile may name is titled in both languages, and can be written."""
    assert set(FIELDS) == {*OF_PAPER, *OF_DOCUMENT, *OF_WORK} == set(FIELDS_OF["overview"])
