import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.errors import InputError
from annotate.ingest.cleaning import clean_reading
from annotate.ingest.readers.pdf import read_pdf


def pdf(*objects: str, trailer: str = "") -> bytes:
    """Return a PDF of numbered objects, the first of them the catalog."""
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{words}\nendobj\n" for n, words in enumerate(objects, 1))
    return f"{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} {trailer} >>\n%%EOF\n".encode()


def page(*streams: str, means: str = "", labels: str = "") -> bytes:
    """Return a PDF with a page for each content stream; a Q in it stands for the character that it `means`."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(streams)))
    table = f"1 beginbfchar\n<51> <{means.encode('utf-16-be').hex()}>\nendbfchar" if means else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {4 + 2 * len(streams)} 0 R >>",
    ]
    for at, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents {5 + 2 * at} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return pdf(*objects, f"<< /Length {len(table)} >>\nstream\n{table}\nendstream")


def text(*lines: tuple[str, int, int, int]) -> str:
    """Return a content stream of lines: words, left, baseline, size."""
    return "\n".join(f"BT /F {size} Tf {x} {y} Td ({words}) Tj ET" for words, x, y, size in lines)


def test_an_encrypted_file_is_told_as_such() -> None:
    """Without its password a PDF is one line of error, not a damaged file."""
    key = f"<{'41' * 32}>"
    encrypted = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >> /ID [<41> <41>]"
    data = pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", trailer=encrypted)

    with pytest.raises(InputError, match="encrypted"):
        read_pdf(data, "a.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.4\n1 0 obj\n<<", b"\x00" * 100, b"", "潮水".encode()])
def test_damaged_files_are_told(data: bytes) -> None:
    """What is cut off, empty or no PDF is told, not raised as the library's error."""
    with pytest.raises(InputError, match=r"damaged or cut off"):
        read_pdf(data, "a.pdf")


def test_a_file_of_images_is_told() -> None:
    """A PDF without any text says that it needs recognising."""
    with pytest.raises(InputError, match=r"none of its 2 pages holds text.*OCR"):
        read_pdf(page("", ""), "a.pdf")


def test_a_scanned_page_is_told_by_its_number() -> None:
    """Pages with text are read, the others named."""
    reading = read_pdf(page(text(("Six cities share one bay.", 50, 500, 11)), ""), "a.pdf")

    assert reading.text == "Six cities share one bay.\f"
    assert reading.notices == ("no text on page 2 (scanned?)",)


def test_an_indent_and_a_gap_begin_a_paragraph() -> None:
    """An empty line stands before each paragraph, a line break before each other line."""
    stream = text(
        ("The first alarm is raised at the mouth", 50, 500, 11),
        ("of the bay, and never at its head.", 50, 486, 11),
        ("Six cities share the bay, and each of", 72, 472, 11),
        ("them sees only a part of the tide.", 50, 458, 11),
        ("A gap parts this line from the others", 50, 430, 11),
        ("although it is not set in at all.", 50, 416, 11),
    )

    assert read_pdf(page(stream), "a.pdf").text == (
        "The first alarm is raised at the mouth\nof the bay, and never at its head.\n\n"
        "Six cities share the bay, and each of\nthem sees only a part of the tide.\n\n"
        "A gap parts this line from the others\nalthough it is not set in at all."
    )


def test_small_digits_are_superscripts() -> None:
    """Digits smaller than the character before them are marks, others are not."""
    stream = text(("It took four hours.", 50, 500, 11), ("1", 146, 504, 6), ("In 2019 it took 3.", 50, 480, 11))
    reading = read_pdf(page(stream), "a.pdf")

    assert [reading.text[start:end] for start, end in reading.raised] == ["1"]


def test_a_rare_character_moves_no_place() -> None:
    """Behind a character of two UTF-16 units superscripts, sizes and paragraphs are seen where they stand."""
    lines = [
        ("QQ It took four hours.", 50, 500, 11), ("1", 164, 504, 6), ("It ends here.", 50, 486, 11),
        ("    An indent.", 72, 472, 11),
    ]  # fmt: skip
    plain, rare = read_pdf(page(text(*lines)), "a.pdf"), read_pdf(page(text(*lines), means="𠮷"), "a.pdf")

    assert rare.text == plain.text.replace("QQ", "𠮷𠮷")
    assert [rare.text[start:end] for start, end in rare.raised] == ["1"]
    assert (rare.raised, rare.large) == (plain.raised, plain.large)


def test_running_heads_are_cut_and_printed_numbers_are_labels() -> None:
    """What stands at one height on several pages is no text; the number that counts on names the page."""
    pages = [
        text(("Bay Studies", 180, 580, 9), (f"Words of page {word}.", 50, 500, 11), (str(number), 200, 20, 9))
        for number, word in enumerate(("one", "two", "three"), 57)
    ]
    reading = read_pdf(page(*pages), "a.pdf")

    assert [label for _, label in reading.pages] == ["57", "58", "59"]
    assert [reading.text[start:end] for start, end, _ in reading.cuts] == [
        "Bay Studies", "57", "Bay Studies", "58", "Bay Studies", "59",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "expected"), [("", ["1", "2"]), ("/PageLabels << /Nums [0 << /S /r /St 4 >>] >>", ["iv", "v"])]
)
def test_pages_without_printed_numbers_are_called_by_their_place(labels: str, expected: list[str]) -> None:
    """Where no number is printed a page has the label that the file gives it, else its place."""
    streams = [text((f"Words of page {word}.", 50, 500, 11)) for word in ("one", "two")]

    assert [label for _, label in read_pdf(page(*streams, labels=labels), "a.pdf").pages] == expected


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_anywhere_is_read_or_told(share: float) -> None:
    """A download that broke off gives its text or one line of error, never another error."""
    data = page(*[text(("Six cities share one bay.", 50, 500, 11))] * 5)
    try:
        reading = read_pdf(data[: int(len(data) * share)], "a.pdf")
    except InputError as error:
        assert error.where == "a.pdf"  # noqa: PT017 - either outcome is right
    else:
        assert "Six cities" in reading.text


LINES = st.lists(
    st.tuples(
        st.text("abc .1-", min_size=1, max_size=30), st.integers(0, 350), st.integers(5, 590), st.integers(4, 30)
    ),
    max_size=25,
)


@given(st.lists(LINES, min_size=1, max_size=3))
def test_lines_may_stand_anywhere(pages: list[list[tuple[str, int, int, int]]]) -> None:
    """Wherever lines stand, the reading is sound and cleaning accounts for all of it."""
    data = page(*(text(*lines) for lines in pages))
    try:
        reading = read_pdf(data, "a.pdf")
    except InputError:
        assert not any(words.strip() for lines in pages for words, *_ in lines)
        return
    cleaned = clean_reading(reading)

    assert sum(length for *_, length in cleaned.runs) + sum(len(r.extent) for r in cleaned.removals) == len(
        reading.text
    )
    assert all(reading.text[start:end].isdecimal() for start, end in reading.raised)
    assert [at for at, _ in reading.pages] == sorted(at for at, _ in reading.pages)
    assert len(reading.pages) == len(pages)
