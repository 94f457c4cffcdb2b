import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.ingest.cleaning import clean
from annotate.ingest.structure.sections import make_sections
from annotate.model import Section

P = (
    "六市应当把全部潮位站的实时数据接入统一的平台，并由设在湾口的联合中心"
    "直接向全湾发布警报，各市不得拒绝转发邻市的警报。"
)


def sections(source: str) -> tuple[Section, ...]:
    """Return the sections of a source."""
    cleaned = clean(source)
    return make_sections(cleaned.text, cleaned.paragraphs)


def test_sections_know_path_level_and_kind() -> None:
    """Each heading begins a section; its path names the headings above it."""
    source = (
        f"题目在此\n\n作者甲\n\n摘要：{P}\n\n{P}\n\n一、潮位\n\n（一）观测\n\n{P}\n\n二、结语\n\n"
        f"（一）展望\n\n{P}\n\n参考文献\n\n甲：《书》，2020年版，某出版社。\n\n致谢\n\n{P}\n"
    )

    assert [(s.path, s.level, s.kind) for s in sections(source)] == [
        (("摘要",), 1, "abstract"),
        ((), 0, "body"),
        (("一、潮位",), 1, "body"),
        (("一、潮位", "（一）观测"), 2, "body"),
        (("二、结语",), 1, "conclusion"),
        (("二、结语", "（一）展望"), 2, "conclusion"),
        (("参考文献",), 1, "references"),
        (("致谢",), 1, "other"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("参考文献", "references"), ("参 考 文 献：", "references"), ("主要参考文献", "references"),
        ("參考文獻與註釋", "references"), ("参考资料（按引用次序）", "references"), ("引用书目", "references"),
        ("References", "references"), ("Works Cited", "references"), ("Bibliography:", "references"),
        ("二、参考文献综述", "body"), ("二、参考资料的来源", "body"), ("2. References to the treaty", "body"),
    ],
)  # fmt: skip
def test_a_list_of_references_is_known_by_its_whole_heading(heading: str, kind: str) -> None:
    """A chapter that speaks of literature is text: nothing is marked in a list of references."""
    found = sections(f"一、潮位\n\n{P}\n\n{heading}\n\n{P}\n")

    assert [section.kind for section in found] == ["body", kind]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([P, "一、潮位", "（一）观测", "结语", "摘要：甲乙丙。", "1. 站点", "短句。", "短"]), max_size=12
    )
)
def test_sections_are_a_partition(lines: list[str]) -> None:
    """Sections follow each other without overlap and hold the whole text; a heading begins its section."""
    cleaned = clean("\n\n".join(lines))
    found = make_sections(cleaned.text, cleaned.paragraphs)

    ends = [0, *(section.extent.end for section in found)]
    assert [section.extent.start for section in found] == ends[:-1]
    assert ends[-1] == len(cleaned.text)
    assert all(s.heading is None or s.heading.start == s.extent.start for s in found)
    assert len({section.id for section in found}) == len(found)
