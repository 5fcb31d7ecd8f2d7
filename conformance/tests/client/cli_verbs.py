"""Runs commands in a shell, and the client's verbs in this process."""

import os
import subprocess
import sys
from importlib import import_module

from click.testing import CliRunner, Result
from tests.client.library.answers import KEY


def in_a_shell(command: str, base_url: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a shell, with what follows it; its stderr is kept."""
    environment = {**os.environ, "SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": base_url}
    environment.pop("PYTHONUNBUFFERED", None)  # with its buffer, Python tries once more at its end
    line = f"set -o pipefail; {sys.executable} -m seedance_conformance.cli.main {command}"
    return subprocess.run(["bash", "-c", line], env=environment, stderr=subprocess.PIPE, text=True, timeout=60)


def seedance(
    verb: str, *arguments: str, base_url: str = "", stdin: str | bytes | None = None, **environment: str
) -> Result:
    """Run a verb in this process."""
    command = import_module(f"seedance_conformance.cli.client.{verb}").command
    variables = {"SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": base_url, **environment}
    return CliRunner(env=variables).invoke(command, list(arguments), input=stdin, prog_name=f"seedance {verb}")
