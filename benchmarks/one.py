"""Measure one case for the process that started this one: `python -m benchmarks.one MODULE PLACE STUDY`.

Nothing else is imported, so that it runs in the peers' own environment, too.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import measure

if __name__ == "__main__":
    module, place, study = sys.argv[1:]
    print(json.dumps(asdict(measure(import_module(f"benchmarks.{module}").CASES[int(place)], Path(study)))))
