"""The entry point of `seedance`: runs the group, and turns errors into one sentence and an exit code."""

import sys

from seedance_conformance.cli.extras import install_command
from seedance_conformance.stdout import drop_refused_stderr, output_error, prepare_streams, print_error

_USAGE, _UNWRITTEN, _INTERRUPTED = 2, 2, 130


def main() -> None:
    """Run the command line. A usage error prints one sentence and exits with 2; Ctrl-C exits with 130 at any time."""
    prepare_streams()
    try:
        sys.exit(_run())
    except KeyboardInterrupt:
        print_error("seedance: interrupted")
        sys.exit(_INTERRUPTED)
    except OSError as error:
        print_error(f"seedance: {output_error(error) if error.filename is None else error}")
        sys.exit(_UNWRITTEN)
    finally:
        drop_refused_stderr()


def _run() -> int:
    try:
        import click

        from seedance_conformance.cli.group import COMMANDS, GROUP, missing
    except ImportError:
        sys.exit(f"seedance: the command line needs its extra 'cli': {install_command('cli')}")
    try:
        return int(GROUP.main(prog_name="seedance", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except ModuleNotFoundError as error:  # some subcommands import a heavy module only when they need it
        command = next((word for word in sys.argv[1:] if word in COMMANDS), None)
        if command is None or (error.name or "").startswith("seedance"):
            raise
        print(f"seedance: {missing(command, error)}", file=sys.stderr)
        return _USAGE


if __name__ == "__main__":
    main()
