"""`annotate init`: make a study's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.app import say

LONG = 1_000_000  # characters, in which no title is folded
README = """Put the papers (.txt, .md, .html, .docx, .pdf) here.
metadata.csv may give what the papers do not say: one row a paper, with the columns
file,title,authors,year,venue,issue,doi (several authors are parted by ;).
把论文（.txt、.md、.html、.docx、.pdf）放在这里。论文中没有的题名、作者、年份等可写入 metadata.csv。
"""
CONFIG = """# {title}
format: project/1
title: {quoted}
schema: policy-argument      # from schemas/ here, or shipped
seeds: [zh, en]              # packs that pre-mark, from seeds/ here, or shipped
tasks:
  unit: section              # or paper
label_studio:
  url: ""                    # empty: the local server of `annotate studio start`
  overlap: 2                 # annotators a task
annotators: {{}}               # name or number in Label Studio: name in tables
"""
THEMES = """# The rows of the comparison; edit freely. 对照表的行，可自由修改。
# themes:
#   - id: example
#     title: {en: Row name, zh: 行名}
#     gloss: {en: What the authors say in one sentence., zh: 一句话概括。}
#     verdict: converge        # converge, diverge, one-voice, mixed; leave out: not judged
#     members: []              # references of recommendations, such as 秦5
#     match: []                # annotators' own theme words that mean this theme
format: themes/1
themes: []
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    title: Annotated[str, typer.Option(help="The study's title. Default: the folder's name.")] = "",
) -> None:
    """Make a study: annotate.yaml, papers/, schemas/, seeds/, exports/.

    Example: annotate init my-study --title "Who advises what"
    """
    import yaml

    from annotate.errors import InputError, visible
    from annotate.files import replacing

    if (folder / "annotate.yaml").exists():
        raise InputError(str(folder), "is already a study", "Choose another folder, or go on with: annotate ingest")
    if folder.exists() and not folder.is_dir():
        raise InputError(str(folder), "is a file", "Choose another name.")
    name = title or folder.resolve().name
    for part in ("papers", "schemas", "seeds", "exports"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    heading = visible(" ".join(name.split()))
    quoted = yaml.safe_dump(name, allow_unicode=True, default_style='"', width=LONG).strip()
    texts = {  # annotate.yaml last: it makes the folder a study
        "papers/README": README,
        "themes.yaml": THEMES,
        "annotate.yaml": CONFIG.format(title=heading, quoted=quoted),
    }
    for path, text in texts.items():
        if not (folder / path).exists():
            with replacing(folder / path) as file:
                file.write(text)
    say(f"{folder} is ready. Put papers into {folder / 'papers'}, then run: annotate ingest --project {folder}")
