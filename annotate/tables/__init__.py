"""From Documents and Consensus to tables.

    profile     which rows, columns, fields and formats a table has
    study       everything a table is made of
    references  秦5: names of recommendations that stay the same for ever
    entries     a consensus span -> an Entry with place, cues, addressees, readings, reasons
    matrix      entries -> rows by theme (or another key), columns by paper
    long        entries -> one a row
    arguments   entries -> one link between a statement and its reason a row
    actor_table actors -> one a row, by paper
    overview    papers -> one a row: counts, shares, agreement

A `Table` is finished and knows no format; `annotate.exporters` writes it.
"""

from __future__ import annotations

from annotate.tables.build import refer, tabulate, tabulate_all
from annotate.tables.profile import Profile, load_profile
from annotate.tables.study import Study

__all__ = ["Profile", "Study", "load_profile", "refer", "tabulate", "tabulate_all"]
