from hypothesis import given
from hypothesis import strategies as st

from annotate.ingest.cleaning import clean_reading
from annotate.ingest.readers import Reading

BODY = "六市各自发布预警，标准不一，数据互不相通，居民不知道应当相信哪一条。"


def reading(text: str, **more: object) -> Reading:
    """Return a reading with what the format says."""
    return Reading(text=text, encoding="utf-8", reader="x", **more)  # type: ignore[arg-type]


def test_whole_lines_and_stretches_are_cut() -> None:
    """What the reader cuts goes, with the reader's reason."""
    end = 3 + len(BODY)
    cleaned = clean_reading(reading(f"首页\n{BODY}（图）\n", cuts=((0, 2, "boilerplate"), (end, end + 3, "hidden"))))

    assert cleaned.text == BODY
    assert [r.reason for r in cleaned.removals if r.reason != "line-break"] == ["boilerplate", "hidden"]


def test_levels_make_headings() -> None:
    """A line that the format calls a heading is one."""
    cleaned = clean_reading(reading(f"{BODY}\n海湾\n{BODY}\n", levels={len(BODY) + 1: 2}, blocks=True))

    assert [paragraph.level for paragraph in cleaned.paragraphs] == [0, 1, 0]


def test_blocks_are_never_joined() -> None:
    """Where the format knows its paragraphs, their ends are not guessed."""
    text = "联合中心的任务是在湾口发布第一声警报而不是代替各市决定由谁在什么时候向哪里疏散以及此后的一切事情"

    assert clean_reading(reading(f"{text}\n{text}\n", blocks=True)).text == f"{text}\n{text}"


def test_raised_digits_are_marks() -> None:
    """A superscript goes; a power stays."""
    cleaned = clean_reading(reading("数据应当共享1。面积x2。", raised=((6, 7), (11, 12)), blocks=True))

    assert cleaned.text == "数据应当共享。面积x2。"


CUTS = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 80), st.sampled_from(["boilerplate", "table"])), max_size=6
)


@given(st.text("科技。1[]^\n a", max_size=80), CUTS, st.booleans(), st.booleans())
def test_nothing_is_lost_or_twice(
    text: str,
    cuts: list[tuple[int, int, str]],
    blocks: bool,  # noqa: FBT001
    placed: bool,  # noqa: FBT001
) -> None:
    """Whatever a reader says, kept and removed stretches together are the source."""
    inside = tuple((start, min(end, len(text)), reason) for start, end, reason in cuts if start < min(end, len(text)))
    raised = tuple((at, at + 1) for at, char in enumerate(text) if char == "1")
    cleaned = clean_reading(reading(text, cuts=inside, raised=raised, blocks=blocks, placed=placed))
    counts = [0] * len(text)
    for start, end in [
        *((s, s + n) for _, s, n in cleaned.runs),
        *((r.extent.start, r.extent.end) for r in cleaned.removals),
    ]:
        for at in range(start, end):
            counts[at] += 1

    assert counts == [1] * len(text)
