"""The table library of the long pages, read from the package that ships it; none of it is ours.

The package holds one ES module. A page must be one file, and its policy lets
run only what it names by a hash, so the module cannot be imported by address:
our own script is put behind the library's code, in the same module, in a block
of its own so that no name of ours meets one of the library's. The statement
that exports the library's classes goes; it tells what the table's class is
called within:

    …library… export{Md as DateTime, vh as default};  ──►  …library… ;{const DataTable=vh; …ours… }
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from annotate.errors import InputError

PACKAGE = "itables"
MODULE = "itables/html/dt_bundle.js"
NAME = re.compile(r"[A-Za-z_$][\w$]*")
EXPORT = re.compile(r"\bexport\s*\{([^{}]*)\}\s*;?")
NOTICE = re.compile(r"/\*!.*?\*/", re.DOTALL)
TODO = 'Run: pip install --force-reinstall "itables>=2.9,<3"'


@dataclass(frozen=True, slots=True)
class Library:
    """What a page takes of the library.

    Args:
        code: the module up to its export statement.
        table: the name of the table's class within the code.
        notices: the module's own comment on who made what is in it.
        licences: the texts of the licences that the package brings.
    """

    code: str
    table: str
    notices: str
    licences: str = ""

    def with_script(self, script: str) -> str:
        """Return one module: the library, and a script that knows the table's class as `DataTable`."""
        return f"{self.code}\n;{{const DataTable={self.table};\n{script}}}\n{self.notices}\n"


@cache
def library() -> Library:
    """Return the installed library.

    Raises:
        InputError: its package is not there, or its module is built otherwise than is known here.
    """
    try:
        package = distribution(PACKAGE)
        module = Path(str(package.locate_file(MODULE))).read_text(encoding="utf-8")
    except (PackageNotFoundError, FileNotFoundError) as error:
        what = f"the library of the long tables cannot be read: {error}"
        raise InputError(PACKAGE, what, TODO) from error
    files = sorted(package.files or (), key=str)
    licences = [file.read_text(encoding="utf-8").strip() for file in files if "licenses" in file.parts]
    return parse(module, f"{PACKAGE} {package.version}, {MODULE}", "\n\n".join(licences))


def parse(module: str, where: str, licences: str = "") -> Library:
    r"""Cut a module into what a page needs.

    Args:
        module: code that ends in one export statement, whose default is the table's class, and notices.
        where: what an error names.
        licences: texts of licences that stand beside the module.

    Raises:
        InputError: the module is built otherwise.

    >>> parse("var a=1,b=2;export{a as x,b as default};/*! Made by C. */", "m.js").with_script("run(DataTable)")
    'var a=1,b=2;\n;{const DataTable=b;\nrun(DataTable)}\n/*! Made by C. */\n'
    """
    found = list(EXPORT.finditer(module))
    if len(found) != 1:
        raise InputError(where, f"one export statement was expected, {len(found)} were found", TODO)
    exported = [re.split(r"\s+as\s+", part.strip()) for part in found[0].group(1).split(",")]
    own = {names[-1]: names[0] for names in exported}
    tail = module[found[0].end() :]
    if not NAME.fullmatch(own.get("default", "")):
        raise InputError(where, "its export statement names no default, which should be the table's class", TODO)
    if NOTICE.sub("", tail).strip():
        raise InputError(where, "code stands behind its export statement", TODO)
    return Library(code=module[: found[0].start()], table=own["default"], notices=tail.strip(), licences=licences)
