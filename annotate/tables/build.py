"""One way in: a profile and a study give a table."""

from __future__ import annotations

from dataclasses import replace

from annotate.model import Table
from annotate.tables.actor_table import actors
from annotate.tables.arguments import arguments
from annotate.tables.long import long
from annotate.tables.matrix import matrix
from annotate.tables.overview import overview
from annotate.tables.profile import Profile
from annotate.tables.study import Study


def tabulate(profile: Profile, study: Study, *, with_seeds: bool = False) -> Table:
    """Return the table that a profile describes.

    With `with_seeds` it also shows, marked as such, what rules found in papers
    that nobody annotated.

    Raises:
        InputError: the profile asks for a label or a row key that is not there.
    """
    make = {"matrix": matrix, "long": long, "arguments": arguments, "actors": actors, "overview": overview}
    return make[profile.kind](profile, study, with_seeds=with_seeds)


def refer(study: Study, label: str) -> Study:
    """Return the study with a reference for every span of a label that people found."""
    documents = {d.id: d for d in study.documents}
    order = {d.id: n for n, d in enumerate(study.documents)}
    found = (
        (documents[c.document], [span for span in c.spans if span.label == label])
        for c in sorted(study.consensus, key=lambda c: order[c.document])
    )
    return replace(study, references=study.references.extended_by(found, label))
