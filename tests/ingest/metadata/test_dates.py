import pytest

from annotate.ingest.cleaning import clean
from annotate.ingest.metadata import metadata_of
from annotate.ingest.metadata.dates import date_of, dates_in
from annotate.model import Metadata

BODY = "\n\n一、问题\n\n六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条消息。\n"


def known(source: str) -> tuple[Metadata, str]:
    """Return what a source says about itself, and its clean text."""
    cleaned = clean(source)
    return metadata_of(cleaned.fields, cleaned.notes, han=cleaned.han), cleaned.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2023-02-06", "2023-02-06"),
        ("2023 年 2 月 6 日", "2023-02-06"),
        ("2023/2/6 12:30", "2023-02-06"),
        ("2023．02", "2023-02"),
        ("2023年2月", "2023-02"),
        ("6 February 2023", "2023-02-06"),
        ("Feb. 6th, 2023", "2023-02-06"),
        ("September 2023", "2023-09"),
        ("2023", "2023"),
        ("2023-02-30", ""),
        ("2023-00-01", ""),
        ("20230206", ""),
        ("某日", ""),
    ],
)
def test_every_form_of_date(words: str, expected: str) -> None:
    """A date becomes ISO 8601, as exact as it is stated; what the calendar does not have is none."""
    assert date_of(words) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("【收稿日期：2023-02-06】【修回日期：2023-06-02】", {"received": "2023-02-06", "revised": "2023-06-02"}),
        ("收 稿 日 期：2023年2月6日　　录用日期：2023年3月", {"received": "2023-02-06", "accepted": "2023-03"}),
        ("Received 6 February 2023; revised 2 June 2023.", {"received": "2023-02-06", "revised": "2023-06-02"}),
        ("Published online: 3 Mar. 2024", {"online": "2024-03-03", "year": 2024}),
        ("網絡首發日期：2023-03-01", {"online": "2023-03-01", "year": 2023}),
        ("发布时间：2024-10-09 09:30", {"published": "2024-10-09", "year": 2024}),
        ("2024-10-09", {"published": "2024-10-09", "year": 2024}),
        ("作者：王小川　发布时间：2024-10-09", {"published": "2024-10-09", "year": 2024}),
    ],
)
def test_dates_leave_the_text_with_their_places(line: str, expected: dict[str, object]) -> None:
    """Each date is a value of its own and its place is its line; receipt is no year of publication."""
    source = f"潮水不认市界\n\n王小川\n\n{line}{BODY}"
    data, text = known(source)
    names = ("received", "revised", "accepted", "published", "online", "year")

    assert {name: getattr(data, name) for name in names if getattr(data, name)} == expected
    assert line not in text
    for name in expected:
        assert [source[place.start : place.end] for place in data.places[name]] == [line]


@pytest.mark.parametrize(
    "line",
    ["Received wisdom about tides", "收稿日期并不重要，重要的是潮位。", "Published in May 2020 by nobody we know"],
)
def test_prose_about_dates_stays(line: str) -> None:
    """What begins with a label's word and goes on is the author's."""
    source = (
        f"潮水不认市界\n\n王小川\n\n一、问题\n\n潮水不认市界，预警却以市界为限。\n\n{line}\n\n潮位上涨，预警未到。\n"
    )

    assert line in known(source)[1]


def test_dates_of_one_line_in_order() -> None:
    """All labelled dates of a text are found, in its order."""
    found = dates_in("Accepted on June 12th, 2023 [收稿日期]2023-02-06 出版日期 2023年8月")

    assert found == [("accepted", "2023-06-12"), ("received", "2023-02-06"), ("published", "2023-08")]


def test_every_value_of_the_text_has_its_place() -> None:
    """Each field that came from the text leads to the line of the source that says it."""
    source = (
        "潮水不认市界\n\n——论六市联合预警\n\n王小川 李大海\n\n（某湾大学海洋学院，某市 100000）\n\n"
        "【关键词】 潮位；预警\n\n【中图分类号】 P731.34\n\n【基金项目】某海洋基金一般项目（19BGJ000）\n\n"
        f"DOI：10.1234/abc.2023.05{BODY}\n【收稿日期：2023-02-06】\n\n来源：《海湾研究》2023年第3期\n"
    )
    data, _ = known(source)
    words = {
        "title": "——论六市联合预警", "authors": "李大海", "affiliations": "某湾大学海洋学院", "keywords": "潮位",
        "classification": "P731.34", "funding": "19BGJ000", "doi": "10.1234", "received": "2023-02-06",
        "venue": "海湾研究", "year": "2023年", "issue": "第3期",
    }  # fmt: skip

    assert set(data.places) == set(words)
    assert set(data.origins) == {*words, "language"}
    for name, part in words.items():
        assert part in "".join(source[place.start : place.end] for place in data.places[name])
    assert len(data.places["title"]) == 2
