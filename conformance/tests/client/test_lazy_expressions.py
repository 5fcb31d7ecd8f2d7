"""The regular expressions that the client compiles when it first needs them."""

import re
import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import pytest
from seedance_client._sdk import create
from seedance_client._sdk.create import explained
from seedance_client._sdk.create.explained.lazy import _Lazy, lazily


def test_all_are_valid() -> None:
    """A wrong one would only be noticed when the answer to a paid request has to be understood."""
    modules = [
        import_module(f"{package.__name__}.{module.name}")
        for package in (create, explained)
        for module in iter_modules(package.__path__)
        if not module.ispkg
    ]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, _Lazy)]
    assert len(found) > 50
    for value in found:
        re.compile(*value._given)


def test_it_is_compiled_once() -> None:
    """The method is that of the compiled expression, and is kept."""
    lazy = lazily("a+", re.IGNORECASE)
    first = lazy.fullmatch
    assert first("AA") is not None
    assert lazy.fullmatch is first


def test_a_wrong_one_fails() -> None:
    """It isn't taken for an expression that matches nothing."""
    with pytest.raises(re.error):
        lazily("(").search("x")


def test_a_first_client_needs_no_asyncio() -> None:
    """`Seedance` and a task don't import what only `AsyncSeedance` needs."""
    program = (
        "import sys; from seedance_client import Seedance, problems;"
        "Seedance('k', base_url='http://127.0.0.1:9'); problems({}); sys.exit('asyncio' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
