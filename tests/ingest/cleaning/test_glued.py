from annotate.ingest.cleaning import clean

HEAD = "# One bay\n\n## 1. The alarm\n\n"
BODY = (
    "It took four hours.1 The cities “did not act.”2 They had 5.40 m of water in 2019.\n\n"
    "See No.1 of the list: the bill was large,3 and the ports paid. It cost 12. Section 4 says more.\n\n"
)
NOTES = (
    "1. A. Author, Report on the Flood (Linlan: Bay Press, 2020), p. 14.\n"
    "2. B. Author, Survey, 2019, p. 3.\n"
    "3. Ibid., p. 5.\n"
)


def test_glued_digits_with_notes_are_marks() -> None:
    """A digit behind a word's punctuation goes where a note of that number stands below."""
    cleaned = clean(HEAD + BODY + NOTES, markdown=True)

    assert cleaned.text == (
        "1. The alarm\nIt took four hours. The cities “did not act.” They had 5.40 m of water in 2019.\n"
        "See No.1 of the list: the bill was large, and the ports paid. It cost 12. Section 4 says more."
    )
    assert [note.mark for note in cleaned.notes] == ["1", "2", "3"]
    assert [note.texts[0][:9] for note in cleaned.notes] == ["A. Author", "B. Author", "Ibid., p."]


def test_without_a_note_of_that_number_digits_stay() -> None:
    """Only a note makes a mark of a digit."""
    assert BODY.strip().replace("\n\n", "\n") in clean(HEAD + BODY, markdown=True).text


def test_numbers_must_count_up() -> None:
    """A note 7 whose six predecessors are missing is the author's own numbering."""
    source = "六市各自发布预警。7 数据互不相通。\n\n7 甲：《书》，出版社，2020年，第1页。\n"

    assert "7 数据" in clean(source).text


def test_glued_digits_in_chinese() -> None:
    """The same holds behind Chinese marks."""
    body = "六市各自发布预警。1数据互不相通，2居民不知道应当相信哪一条。"
    source = f"{body}\n\n1 甲：《书》，第1页。\n2 乙：《书》，2020年第3期。\n"

    assert clean(source).text == "六市各自发布预警。数据互不相通，居民不知道应当相信哪一条。"


def test_a_numbered_list_without_citations_stays() -> None:
    """Points that cite nothing are no notes, whatever their numbers."""
    source = "The cities failed.1 They knew it.\n\n1. Build the centre.\n2. Share the data.\n"

    assert "failed.1" in clean(HEAD + source, markdown=True).text
