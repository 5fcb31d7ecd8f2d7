"""Fill the page templates: all values escaped, style and script inline and allowed by their hashes."""

import base64
import hashlib
import re
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from seedance_conformance.report.facts.recorded import moment, span
from seedance_conformance.report.views.text import case_title, visible

_CODE: Final = re.compile("`([^`\n]+)`")


def fill(name: str, **values: Any) -> str:
    """A page from `templates/`, with the shared style and script."""
    style, script = (
        (files(__package__) / "templates" / part).read_text(encoding="utf-8") for part in ("page.css", "page.js")
    )
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    shared = {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - our own files
    return _environment().get_template(name).render(values | shared)


class _Kept(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write compiled code; if the disk is full, the next run compiles it again."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def keep_compiled(folder: Path) -> None:
    """Keep compiled templates in a folder, so that later runs needn't compile them; it may not be writable."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _environment().bytecode_cache = _Kept(str(folder))


def compile_templates() -> None:
    """Compile all templates now: for a process whose forks write pages."""
    for name in _environment().list_templates(extensions=["html"]):
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or "", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for shown in (case_title, moment, span):
        environment.filters[shown.__name__] = shown
    environment.filters["code"] = _code
    environment.filters["short_address"] = _short_address
    environment.filters["percent"] = lambda share: f"{100 * share:.3f}%"
    return environment


def _shown(value: Any) -> Any:
    """Text with invisible characters as escapes; other values unchanged."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)


def _code(text: str) -> Markup:
    """Escaped text, with `backquoted` parts as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(visible(text)))))  # noqa: S704 - escaped just now


def _short_address(address: str) -> str:
    """Host and last path segment of a URL, as the text of a link."""
    host, _, path = address.partition("://")[2].rstrip("/").partition("/")
    return f"{host}/.../{path.rpartition('/')[2]}" if "/" in path else f"{host}/{path}".rstrip("/")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
