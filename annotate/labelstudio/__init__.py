"""The labelstudio stage."""
