"""How the text is built: headings and their levels, sections."""
