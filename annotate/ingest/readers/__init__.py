"""The readers stage."""
