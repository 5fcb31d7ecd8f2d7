"""The command `seedance`: a group whose subcommands are imported when they are used."""

import sys
from importlib import import_module

from seedance_conformance import __version__
from seedance_conformance.cli.extras import install_command
from seedance_conformance.stdout import complain, prepare, refused

VERBS = {
    "asset": ("seedance_conformance.cli.client.asset", "cli", "Upload, show and delete assets of the library."),
    "check": ("seedance_conformance.cli.client.check", "cli", "Check a JSON body against the documented rules."),
    "conform": (
        "seedance_conformance.cli.conform",
        "conformance",
        "Judge a target or the embedded mock rule by rule.",
    ),
    "media": ("seedance_conformance.cli.media", "conformance", "Write the media files for a remote run."),
    "create": ("seedance_conformance.cli.client.create", "cli", "Create a task and print its id."),
    "download": ("seedance_conformance.cli.client.download", "cli", "Download the video of a completed task."),
    "generate": (
        "seedance_conformance.cli.client.generate",
        "cli",
        "Create a task, wait for it, and download its video.",
    ),
    "get": ("seedance_conformance.cli.client.get", "cli", "Query a task once."),
    "mock": ("seedance_conformance.cli.mock", "mock", "Serve a mock of the API that checks every request."),
    "report": ("seedance_conformance.cli.report", "conformance", "Show, compare or merge the reports of runs."),
    "resume": (
        "seedance_conformance.cli.client.resume",
        "cli",
        "Finish or list the unfinished tasks of the journal.",
    ),
    "rules": ("seedance_conformance.cli.rules", "conformance", "List the rules or explain one."),
    "settle": ("seedance_conformance.cli.client.settle", "cli", "Mark a request of the journal as settled."),
    "wait": ("seedance_conformance.cli.client.wait", "cli", "Wait for a task and print the URL of its video."),
}
"""Subcommand -> module with a click command named `command`, the extra that it needs, and its short help."""


_USAGE, _UNWRITTEN, _INTERRUPTED = 2, 2, 130


def main() -> None:
    """Run the command line. A usage error prints one sentence and exits with 2; Ctrl-C exits with 130 at any time."""
    prepare()
    try:
        sys.exit(_run())
    except KeyboardInterrupt:
        complain("seedance: interrupted")
        sys.exit(_INTERRUPTED)
    except OSError as error:
        trouble = refused(error) if error.filename is None else error
        complain(f"seedance: {trouble}")
        sys.exit(_UNWRITTEN)


def _run() -> int:
    try:
        import click
    except ImportError:
        sys.exit(f"seedance: the command line needs its extra 'cli': {install_command('cli')}")

    class Verbs(click.Group):
        def list_commands(self, ctx: click.Context) -> list[str]:
            return sorted(VERBS)

        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            if cmd_name not in VERBS:
                return None
            module = VERBS[cmd_name][0]
            try:
                command: click.Command = import_module(module).command
            except ModuleNotFoundError as error:
                if (error.name or "").startswith("seedance"):
                    raise
                raise click.UsageError(missing(cmd_name, error)) from None
            return command

        def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
            with formatter.section("Commands"):
                formatter.write_dl([(name, VERBS[name][2]) for name in self.list_commands(ctx)])

    group = Verbs(
        "seedance",
        help="Client, mock server and conformance suite for the Seedance 2.0 video API.\n\n"
        "Example: `seedance conform` judges the embedded mock and writes ./conformance-report.",
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help="Show the version and exit.",
            )
        ],
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    try:
        return int(group.main(prog_name="seedance", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except ModuleNotFoundError as error:  # some subcommands import a heavy module only when they need it
        verb = next((word for word in sys.argv[1:] if word in VERBS), None)
        if verb is None or (error.name or "").startswith("seedance"):
            raise
        print(f"seedance: {missing(verb, error)}", file=sys.stderr)
        return _USAGE


def missing(verb: str, error: ModuleNotFoundError) -> str:
    """The message for a subcommand whose extra isn't installed."""
    return f"'{verb}' needs {error.name}, which isn't installed: {install_command(VERBS[verb][1])}"


def _print_version(context: object, parameter: object, wanted: bool) -> None:
    if wanted:
        print(f"seedance-kit {__version__}", flush=True)
        sys.exit(0)


if __name__ == "__main__":
    main()
