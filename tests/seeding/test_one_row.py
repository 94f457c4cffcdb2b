"""From papers to the table of actors: one row an actor, without the user doing anything, and the user overrules."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from annotate.cli.main import app
from annotate.model import Annotation, Answer, Asked, Document, Extent, Prediction
from annotate.store import Project

PAPERS = {
    "a.txt": "对策建议\n\n因此，中国应当公布潮位数据。中方还应当修订渔港条例。"
    "国际清算银行（BIS）公布了利率。渔民欢迎BIS的决定。\n",
    "b.txt": "对策建议\n\n该国收紧了对华出口。中美应当共享鱼群数据。美国推迟了谈判。BIS公布了名单。\n",
}


def run(*arguments: str) -> None:
    """Run a command, which has to succeed."""
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output


def rows(root: Path) -> dict[str, dict[str, str]]:
    """Export the table of actors and return its rows by name."""
    run("export", "--profile", "actors", "--format", "csv", "--project", str(root))
    with (root / "out" / "actors.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["行为体"]: row for row in csv.DictReader(file)}


def test_one_row_an_actor(tmp_path: Path) -> None:
    """Names are joined over papers, what one paper defines holds there only, and `actors.csv` has the last word."""
    root = tmp_path / "study"
    run("init", str(root))
    for name, text in PAPERS.items():
        (root / "papers" / name).write_text(text, encoding="utf-8")
    run("ingest", "--project", str(root))
    run("seed", "--segmenter", "char", "--project", str(root))
    agree_with_everything(Project.open(root))

    table = rows(root)

    china = table["中国"]
    assert (china["论文数"], china["提及次数"], china["被建议条数"]) == ("2", "4", "3")
    assert set(china["文中称呼"].split("、")) == {"中方", "华", "中美"}
    assert table["美国"]["提及次数"] == "2"
    assert table["国际清算银行"]["提及次数"] == "2"
    assert table["美国商务部工业与安全局"]["论文数"] == "1"
    assert not {"中方", "华", "中美", "BIS"} & set(table)

    (root / "actors.csv").write_text("name,aliases,type\n本国,中国,state\n", encoding="utf-8")
    assert rows(root)["本国"]["提及次数"] == "4"


def agree_with_everything(study: Project) -> None:
    """Write one annotator's work that keeps every mark."""
    documents = {document.id: document for document in study.read(Document)}
    done = []
    for prediction in study.read(Prediction):
        whole = Extent(0, len(documents[prediction.document].text))
        done.append(
            Annotation(
                document=prediction.document,
                annotator="li",
                spans=tuple(replace(s, id=f"{prediction.document}:li:{s.id}") for s in prediction.spans),
                asked=(Asked(extent=whole, labels=tuple(label.id for label in study.schema().labels)),),
                answers=(Answer(task="1", annotation="1", extent=whole, state="submitted"),),
            )
        )
    study.write(Annotation, done)
