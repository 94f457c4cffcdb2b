"""The page on rules says everything that a pack may say, and what it shows works as shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from annotate.seeding import format as shapes
from annotate.seeding import load_packs, seed
from annotate.seeding.examples import example_document, failures
from annotate.seeding.facts import FACTS, REQUIRED_LEXICONS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["rules.md", "rules.zh.md"]
FILE = re.compile(r"^<!-- file: (\S+) -->\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
TEXTS = {
    "en": "The basin of the Harbour Board lost 40 metres of depth. Therefore the committee should dredge it.",
    "zh": "港务局的港池淤积了40米。因此，委员会应当疏浚港池。",
}
KINDS = ("PackFile", "PackHead", "Lexicon", "Rule", "ActorList", "ActorRule", "RelationRule", "ThemeWords")


def files(page: str) -> dict[str, str]:
    """Return the files that a page shows, by their paths in the study."""
    return dict(FILE.findall((DOCS / page).read_text(encoding="utf-8")))


def keys() -> Iterator[str]:
    """Yield every key of a pack, every fact with its values, and every lexicon that facts are made of."""
    for kind in KINDS:
        yield from (field.name for field in fields(getattr(shapes, kind)))
    for fact, values in FACTS.items():
        yield from (fact, *values)
    yield from REQUIRED_LEXICONS


@pytest.mark.parametrize("page", PAGES)
def test_the_page_tells_every_key(page: str) -> None:
    """No key, fact, value or required lexicon is missing from the page."""
    told = set(re.findall(r"`([\w/.: ]+)`", (DOCS / page).read_text(encoding="utf-8")))

    assert sorted(set(keys()) - {word for each in told for word in re.findall(r"\w+", each)}) == []


@pytest.mark.parametrize("page", PAGES)
def test_what_the_page_shows_can_be_loaded(page: str, tmp_path: Path) -> None:
    """Every file of the page is a part of a pack, and every example in it comes out."""
    shown = files(page)
    for name, content in shown.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    names = sorted({name.split("/")[1] for name in shown})
    packs = load_packs(names, tmp_path)
    own = {rule.id for pack in packs for rule in pack.all_rules} - {
        rule.id for pack in load_packs(["zh", "en"]) for rule in pack.all_rules
    }

    assert len(shown) >= 4
    assert [failure for pack in packs for failure in failures(pack) if failure.rule in own] == []
    assert {"quota-shrinks", "en-duty-of-care", "fishery-bodies"} <= own


@pytest.mark.parametrize("page", PAGES)
def test_the_pack_from_nothing_reads_a_paper(page: str, tmp_path: Path) -> None:
    """The scholar's own pack, without any shipped one, marks advice, evidence and an actor, and joins them."""
    name, content = next((name, text) for name, text in files(page).items() if "pack:" in text)
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    packs = load_packs([name.split("/")[1]], tmp_path)
    prediction = next(seed([example_document(TEXTS[packs[0].head.language])], packs))

    assert {"policy_recommendation", "evidence", "actor"} <= {span.label for span in prediction.spans}
    assert [relation.type for relation in prediction.relations] == ["supports"]
