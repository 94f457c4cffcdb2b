"""Annotate arguments in papers, reconcile several annotators, compare what authors advise."""

__version__ = "0.1.0"
