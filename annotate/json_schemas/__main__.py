"""`python -m annotate.json_schemas`: write the schemas anew."""

from __future__ import annotations

from annotate.json_schemas import rewrite

if __name__ == "__main__":
    rewrite()
