"""From several annotators' work on a document to what they hold together.

Membership, edges, label, attributes and relations are decided one by one, by
rules that can be stated in a sentence each:

* **place**: spans of one label that match (`annotate.matching.align`) are one
  candidate. Where some mark a stretch as one span and others as several, the
  more numerous way stands (`settle_splits`).
* **membership**: by the method; `majority` wants more than half of those who
  submitted and were asked for the label there. Exactly half: a dispute. Who
  marked the place only inside a longer, or as shorter spans, is `partial`:
  named, not counted.
* **edges**: the median of the members' starts and of their ends; two middle
  values are a tie, see `edges`.
* **label**: each label is voted on by itself; what fails although enough
  annotators marked the place under different labels is a `label` dispute.
* **attributes**, **relations**: see the modules of these names.

Every span and relation that came in has one entry in the ledger. What an
adjudicator decided stands over every method (`decisions`).
"""

from __future__ import annotations

from annotate.reconcile.disputes import KIND_NAMES
from annotate.reconcile.document import Reconciliation, reconcile
from annotate.reconcile.methods import RECONCILERS, Method, Reconciler, majority

__all__ = ["KIND_NAMES", "RECONCILERS", "Method", "Reconciler", "Reconciliation", "majority", "reconcile"]
