"""The exporters stage."""
