"""The click group of `seedance`: its subcommands are imported when they are used."""

import sys
from importlib import import_module
from typing import Final

import click

from seedance_conformance import __version__
from seedance_conformance.cli.extras import install_command

COMMANDS: Final = {
    "asset": (".client.asset", "cli", "Upload, show and delete assets of the library."),
    "check": (".client.check", "cli", "Check a JSON body against the documented rules."),
    "compact": (".client.compact", "cli", "Remove old closed requests from the journal."),
    "conform": (".conform", "conformance", "Judge a target or the embedded mock rule by rule."),
    "create": (".client.create", "cli", "Create a task and print its id."),
    "download": (".client.download", "cli", "Download the video of a completed task."),
    "generate": (".client.generate", "cli", "Create a task, wait for it, and download its video."),
    "get": (".client.get", "cli", "Query a task once."),
    "judge": (".judge", "conformance", "Judge recordings of real traffic, at no cost."),
    "load": (".load", "load", "Put load on a target with Locust, and judge its answers."),
    "media": (".media", "conformance", "Write or serve the media files of the suite."),
    "mock": ("..mock.command", "mock", "Serve a mock of the API that checks every request."),
    "proxy": (".proxy", "conformance", "Forward, record and judge the traffic of an application."),
    "report": (".report", "conformance", "Show, compare or merge the reports of runs."),
    "resume": (".client.resume", "cli", "Finish or list the unfinished tasks of the journal."),
    "rules": (".rules", "conformance", "List the rules or explain one."),
    "settle": (".client.settle", "cli", "Close a request in the journal whose outcome you know."),
    "wait": (".client.wait", "cli", "Wait for a task and print the URL of its video."),
}
"""Subcommand -> relative module with a click command named `command`, the extra that it needs, and its short help."""


class Seedance(click.Group):
    """The command `seedance`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a subcommand."""
        if cmd_name not in COMMANDS:
            return None
        try:
            command: click.Command = import_module(COMMANDS[cmd_name][0], __package__).command
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("seedance"):
                raise
            raise click.UsageError(missing(cmd_name, error)) from None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])


def missing(command: str, error: ModuleNotFoundError) -> str:
    """The message for a subcommand whose extra isn't installed."""
    return f"'{command}' needs {error.name}, which isn't installed: {install_command(COMMANDS[command][1])}"


def _print_version(context: object, parameter: object, wanted: bool) -> None:
    if wanted:
        print(f"seedance-kit {__version__}", flush=True)
        sys.exit(0)


_VERSION = click.Option(
    ["--version"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)

GROUP: Final = Seedance(
    "seedance",
    help="Client, mock server and conformance suite for the Seedance 2.0 video API.\n\n"
    "Example: `seedance conform` judges the embedded mock and writes ./conformance-report.",
    params=[_VERSION],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
