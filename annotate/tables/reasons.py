"""What stands behind an entry: claims and evidence, and what stands behind them in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from annotate.model import Labelling, Reason, Relation, Span
from annotate.tables.places import Places

SUPPORTING = ("supports", "attacks")
ADDRESSED = "addressed_to"
ATTRIBUTED = "attributed_to"
Named = Callable[[str], tuple[str, ...]]


class Links:
    """The spans and relations of one labelling, by what they point at and from."""

    def __init__(self, labelling: Labelling) -> None:
        """Index once; a relation with a missing end is left out."""
        self.spans: Mapping[str, Span] = {span.id: span for span in labelling.spans}
        self.into: dict[str, list[Relation]] = defaultdict(list)
        self.out_of: dict[str, list[Relation]] = defaultdict(list)
        for relation in labelling.relations:
            if relation.source in self.spans and relation.target in self.spans:
                self.into[relation.target].append(relation)
                self.out_of[relation.source].append(relation)

    def targets(self, span: str, kind: str) -> tuple[Span, ...]:
        """Return the spans that relations of a type lead to, in text order."""
        found = {r.target: self.spans[r.target] for r in self.out_of[span] if r.type == kind}
        return tuple(sorted(found.values(), key=lambda s: (s.extent, s.id)))


def chain(span: Span, links: Links, places: Places, name: Named) -> tuple[Reason, ...]:
    """Return what supports or attacks a span, nested.

    What already stood in the chain is named again but not unfolded again: the
    result stays as long as the labelling, and circles end.

    `name` turns an actor's mention into canonical names.
    """
    return _below(span.id, {span.id}, links, places, name)


# Plain functions: a function that names itself from within would keep the whole paper until cycles are collected.
def _below(target: str, seen: set[str], links: Links, places: Places, name: Named) -> tuple[Reason, ...]:
    relations = [r for r in links.into[target] if r.type in SUPPORTING]
    relations.sort(key=lambda r: (SUPPORTING.index(r.type), links.spans[r.source].extent, r.id))
    return tuple([_one(relation, seen, links, places, name) for relation in relations])


def _one(relation: Relation, seen: set[str], links: Links, places: Places, name: Named) -> Reason:
    source = links.spans[relation.source]
    again = source.id in seen
    seen.add(source.id)
    document = places.document
    mentions = [document.quote(actor.extent) for actor in links.targets(source.id, ATTRIBUTED)]
    return Reason(
        span=source.id,
        label=source.label,
        relation=relation.type,
        quotation=document.quote(source.extent),
        place=places.place(source.extent),
        type=next(iter(source.values("type")), ""),
        attributed_to=tuple(dict.fromkeys(n for mention in mentions for n in name(mention))),
        support=relation.support,
        marked=source.support,
        reasons=() if again else _below(source.id, seen, links, places, name),
        again=again,
    )


def flatten(reasons: tuple[Reason, ...]) -> list[Reason]:
    """Return a chain as a list, each span once, in the order of reading."""
    flat: list[Reason] = []
    for reason in reasons:
        if not reason.again:
            flat.append(reason)
            flat += flatten(reason.reasons)
    return flat
