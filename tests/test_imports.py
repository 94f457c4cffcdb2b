from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "spacy",
    "pandas",
    "numpy",
    "pydantic",
    "jinja2",
    "label_studio_sdk",
    "yaml",
    "xlsxwriter",
    "babel",
    "lxml",
    "docx",
    "pypdfium2",
)


def test_help_loads_nothing_heavy() -> None:
    """`annotate --help` imports no package that a stage needs."""
    code = (
        "import sys\n"
        "sys.argv = ['annotate', '--help']\n"
        "from annotate.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert "reconcile" in done.stdout
