"""The demo study: a corpus of our own, and people's work on it that we wrote.

examples/demo/  papers, themes.yaml, annotate.yaml, work-of-annotators/*.yaml
    work.py         the YAML as values: marks that quote the paper's words
    placing.py      marks -> spans and relations at their place in a document
    answers.py      tasks and works -> what Label Studio would export; decisions
"""

from __future__ import annotations

from annotate.demo.answers import to_decisions, to_export
from annotate.demo.work import Rulings, Work, load_rulings, load_works

__all__ = ["Rulings", "Work", "load_rulings", "load_works", "to_decisions", "to_export"]
