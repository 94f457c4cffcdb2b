"""The agreement stage."""
