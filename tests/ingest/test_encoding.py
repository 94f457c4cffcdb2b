import pytest

from annotate.errors import InputError
from annotate.ingest.encoding import decode

TEXT = "《海湾预警》：六市应当共享潮位数据，并由联合中心发布警报。这是我们的主张。\n"
TRADITIONAL = "《海灣預警》：六市應當共享潮位資料，並由聯合中心發布警報。這是我們的主張。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"plain words\n", "utf-8"),
    ],
)
def test_encoding_is_found_and_named(data: bytes, encoding: str) -> None:
    """The text comes back whole, without a byte order mark, and the encoding is told."""
    expected = "plain words\n" if data.startswith(b"plain") else TEXT

    assert decode(data, "a.txt") == (expected, encoding)


def test_big5_is_told_from_gb18030() -> None:
    """Traditional text in Big5 is not read as nonsense in GB18030."""
    assert decode(TRADITIONAL.encode("big5"), "a.txt") == (TRADITIONAL, "big5")


def test_traditional_text_in_gb18030_stays_gb18030() -> None:
    """The script does not decide, the bytes do."""
    assert decode(TRADITIONAL.encode("gb18030"), "a.txt") == (TRADITIONAL, "gb18030")


def test_rare_han_survives_gb18030() -> None:
    """Four-byte characters come back as they were."""
    assert decode(f"{TEXT}𠮷".encode("gb18030"), "a.txt")[0].endswith("𠮷")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"%PDF-1.7\x00\x01\x02", "binary"),
        (b"\x00" * 5000, "binary"),
        (bytes(range(1, 9)) * 50, "binary"),
        (b"\xff\xfe\x00", "byte"),
        (b"caf\xe9 au lait, d\xe9j\xe0 vu", "encoding"),
        (TEXT.encode()[:-20] + b"\xff\xff" + TEXT.encode(), "encoding"),
    ],
)
def test_what_is_no_text_is_one_clear_error(data: bytes, what: str) -> None:
    """The error names the file, what is wrong with it, and what to do."""
    with pytest.raises(InputError, match=what) as caught:
        decode(data, "papers/a.txt")

    assert caught.value.where == "papers/a.txt"
    assert caught.value.todo
