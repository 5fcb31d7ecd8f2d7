"""The command that installs a missing extra, in the way in which the kit was installed."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any
from urllib.parse import unquote, urlsplit

NAME = "seedance-kit"


def install_command(extra: str) -> str:
    """The command that installs an extra such as `mock`, ready to paste.

    Installers record the origin of a package, a checkout, a file or a repository, in `direct_url.json` (PEP 610). A
    package without that file came from an index.
    """
    try:
        record = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return f"install {NAME} with its extra '{extra}' (see its README)"
    return command(extra, json.loads(record) if record else None)


def command(extra: str, origin: dict[str, Any] | None) -> str:
    """The command for an origin: the content of `direct_url.json`, or None without it."""
    wanted = f"{NAME}[{extra}]"
    if origin is None:
        return f"pip install '{wanted}'"
    url = urlsplit(str(origin["url"]))
    if "dir_info" in origin:
        editable = "-e " if origin["dir_info"].get("editable") else ""
        return f"pip install {editable}'{unquote(url.path)}[{extra}]'"
    address = url._replace(netloc=url.netloc.rpartition("@")[2]).geturl()  # without a user's token
    vcs = origin.get("vcs_info")
    if vcs:
        revision = f"@{vcs['requested_revision']}" if vcs.get("requested_revision") else ""
        address = f"{vcs['vcs']}+{address}{revision}"
    return f"pip install '{wanted} @ {address}'"
