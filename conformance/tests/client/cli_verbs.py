"""Runs the client's verbs in this process, and what a scripted service answers them."""

from importlib import import_module

from click.testing import CliRunner, Result
from tests.client.library.answers import TASK

KEY = "sk-of-the-command-line"
DONE = {**TASK, "status": "completed", "video_url": "https://cdn.example.com/o.mp4"}


def seedance(verb: str, *arguments: str, base_url: str = "", stdin: str | None = None, key: str = KEY) -> Result:
    """Run a verb in this process."""
    command = import_module(f"seedance_conformance.cli.client.{verb}").command
    environment = {"SEEDANCE_API_KEY": key, "SEEDANCE_BASE_URL": base_url, "SEEDANCE_JOURNAL": None}
    return CliRunner(env=environment).invoke(command, list(arguments), input=stdin, prog_name=f"seedance {verb}")
