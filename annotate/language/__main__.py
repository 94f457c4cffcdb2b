"""`python -m annotate.language`: bring the catalogue of messages up to date, and say what is not translated."""

from __future__ import annotations

import sys

from annotate.language.catalogue import rewrite

if __name__ == "__main__":
    for untranslated in rewrite():
        sys.stdout.write(f"{untranslated}\n")
