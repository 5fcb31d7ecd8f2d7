"""`seedance media`: writes the media files that the suite sends, for runs against a remote target."""

import sys
import time
from pathlib import Path

import click


@click.group("media")
def command() -> None:
    """Write the media files that the suite refers to."""


@command.command("export", epilog="Example: seedance media export ./media")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export_command(folder: Path) -> None:
    """Write all media files and a manifest of their facts into DIR.

    Publish the folder unchanged at an address that the target can reach, with content types that match the file
    extensions, and pass that address to `seedance conform --media-url`.
    """
    from rich.console import Console

    from seedance_conformance.cli.media_progress import MediaProgress
    from seedance_conformance.media import Library, Listener, export

    begun, library, shown = time.perf_counter(), Library(), MediaProgress(Console(stderr=True))
    try:
        written = export(library, folder, Listener(shown.show, shown.notice))
    except OSError as error:
        click.echo(
            f"seedance: the media can't be written to '{folder}' ({error.strerror}): choose another DIR", err=True
        )
        sys.exit(2)
    finally:
        shown.stop()
    size = sum(path.stat().st_size for path in written) / 1e6
    seconds = time.perf_counter() - begun
    click.echo(folder)
    click.echo(
        f"seedance: wrote {len(written)} files ({size:.0f} MB in all) and manifest.json in {seconds:.1f} s", err=True
    )
    if library.failures:
        click.echo(f"seedance: couldn't write {', '.join(library.failures)}: run the command again", err=True)
        sys.exit(3)
