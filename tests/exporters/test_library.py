"""The table library is taken from its package as it is, or not at all."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re

import pytest

from annotate.errors import InputError
from annotate.exporters import library as library_module
from annotate.exporters.library import library, parse
from annotate.exporters.to_html import page
from annotate.model import Table


@pytest.mark.parametrize(
    ("module", "what"),
    [
        ("var a=1;", "0 were found"),
        ("var a=1;export{a as default};export{a as b};", "2 were found"),
        ("var a=1;export{a as table};", "names no default"),
        ("var a=1;export{a.b as default};", "names no default"),
        ("var a=1;export{a as default};run(a)", "code stands behind"),
        ("export default class {}", "0 were found"),
    ],
)
def test_a_module_of_another_shape_is_refused(module: str, what: str) -> None:
    """What cannot be cut safely is told with the file and what to install, and no page is written with half of it."""
    with pytest.raises(InputError, match=what) as caught:
        parse(module, "itables 9.0, dt_bundle.js")
    assert "itables 9.0, dt_bundle.js" in str(caught.value)
    assert "pip install" in str(caught.value)


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its name and what installs it, before a page is written."""
    monkeypatch.setattr(library_module, "PACKAGE", "not-installed-anywhere")
    with pytest.raises(InputError, match=r"not-installed-anywhere: the library of the long tables cannot be read.*pip"):
        library.__wrapped__()


def test_the_installed_module_is_known() -> None:
    """The module that is installed has the expected shape, says whose it is, and brings its licence."""
    installed = library()
    assert "export{" not in installed.with_script("")
    assert {"DataTables 2", "SpryMedia", "jQuery", "RowGroup", "MIT"} <= set(
        re.findall(r"DataTables 2|SpryMedia|jQuery|RowGroup|MIT", installed.notices)
    )
    assert "Permission is hereby granted, free of charge" in installed.licences


def test_the_policy_names_the_program(tables: list[Table]) -> None:
    """A long page lets run what it holds squeezed and nothing else, and shows whose code that is."""
    whole = page(tables[1], "zh")
    held = re.search(r'id="program">([^<]*)<', whole)
    assert held is not None
    program = gzip.decompress(base64.b64decode(held.group(1)))
    named = base64.b64encode(hashlib.sha256(program).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', whole)
    assert policy is not None
    allowed = re.search(r"script-src ([^;]*);", html.unescape(policy.group(1)))
    assert allowed is not None
    assert f"sha256-{named}" in allowed.group(1)
    assert not re.search(r"unsafe-inline|unsafe-eval|blob:|https?:|\*", allowed.group(1))
    assert "Permission is hereby granted, free of charge" in whole
    assert len(whole.encode()) < 500_000


def test_a_matrix_page_carries_no_library(tables: list[Table]) -> None:
    """Only long tables need it."""
    assert 'id="program"' not in page(tables[0], "zh")
