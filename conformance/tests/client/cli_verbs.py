"""Runs the client's verbs in this process."""

from importlib import import_module

from click.testing import CliRunner, Result
from tests.client.library.answers import KEY


def seedance(
    verb: str, *arguments: str, base_url: str = "", stdin: str | bytes | None = None, **environment: str
) -> Result:
    """Run a verb in this process."""
    command = import_module(f"seedance_conformance.cli.client.{verb}").command
    variables = {"SEEDANCE_API_KEY": KEY, "SEEDANCE_BASE_URL": base_url, **environment}
    return CliRunner(env=variables).invoke(command, list(arguments), input=stdin, prog_name=f"seedance {verb}")
