"""Servers of others that tests need: what happens where one is missing, and the user who runs it.

Where its server is missing, a test is skipped with the reason. With `SEEDANCE_SERVICES=required`, as in CI, it fails.
"""

import os
import pwd
import socket
from pathlib import Path
from typing import NoReturn

import pytest

_UNPRIVILEGED = ("postgres", "nobody")


def service_missing(reason: str) -> NoReturn:
    """Skip the test with the reason, or let it fail where services are required.

    Args:
        reason: what is missing, and how to install it.
    """
    if os.environ.get("SEEDANCE_SERVICES") == "required":
        pytest.fail(f"{reason} (SEEDANCE_SERVICES=required)", pytrace=False)
    pytest.skip(reason)


def unprivileged(*command: str) -> list[str]:
    """The command, as a user other than root: some servers refuse to run as root."""
    if os.geteuid() != 0:
        return [*command]
    account = _account()
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *command]


def give_away(folder: Path) -> None:
    """Let `unprivileged` commands write into a folder."""
    if os.geteuid() == 0:
        os.chown(folder, _account().pw_uid, _account().pw_gid)


def free_port() -> int:
    """A port of the loopback network that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _account() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _UNPRIVILEGED if name in known)
