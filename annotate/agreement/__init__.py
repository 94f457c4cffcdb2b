"""How far annotators agree, as figures that can be defended.

Each metric stands in a file of its own with its source and unit. All of them
look only at stretches in which the label was asked for of everyone compared;
tasks that were skipped or never submitted do not count (`comparison`). What is
undefined has no value and says why.
"""

from __future__ import annotations

from annotate.agreement.metric import METRICS, Figure, Metric
from annotate.agreement.report import agree

__all__ = ["METRICS", "Figure", "Metric", "agree"]
