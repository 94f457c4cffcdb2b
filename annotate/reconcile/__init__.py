"""The reconcile stage."""
