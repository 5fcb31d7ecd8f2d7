"""`seedance media`: writes the media files that the suite sends, for a remote target, or serves them."""

import threading
import time
from pathlib import Path

import click

from seedance_conformance.cli.output import say, stop


@click.group("media")
def command() -> None:
    """Write or serve the media files that the suite refers to."""


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
        stop(f"the media can't be written to '{folder}' ({error.strerror}): choose another DIR")
    finally:
        shown.stop()
    size = sum(path.stat().st_size for path in written) / 1e6
    seconds = time.perf_counter() - begun
    click.echo(folder)
    say(f"wrote {len(written)} files ({size:.0f} MB in all) and manifest.json in {seconds:.1f} s")
    if library.failures:
        stop(f"couldn't write {', '.join(library.failures)}: run the command again", 3)


@command.command("serve", epilog="Example: seedance media serve --port 18790")
@click.option("--port", type=click.IntRange(0, 65535), metavar="P", help="0: a free one. [default: 18790]")
@click.option("--bind", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="0.0.0.0: all addresses.")
def serve_command(port: int | None, bind: str) -> None:
    """Serve all media files until Ctrl-C, as a run does; counterexamples name these addresses.

    Prints one line, the address, when it is ready. The port is the one that counterexamples name, unless you choose
    another. Exit code 2: the address or the port can't be used.
    """
    from rich.console import Console

    from seedance_conformance.cli.media_progress import MediaProgress
    from seedance_conformance.media import Library, Listener, MediaServer
    from seedance_conformance.media.server import SERVE_PORT

    library, shown = Library(), MediaProgress(Console(stderr=True))
    port = SERVE_PORT if port is None else port
    try:
        server = MediaServer(library, port=port, bind=bind)
    except OSError as error:
        remedy = "choose another --port" if bind == "127.0.0.1" else "choose another --port or --bind"
        stop(f"{bind}:{port} can't be used ({error.strerror}): {remedy}")
    try:
        library.prepare(listener=Listener(shown.show, shown.notice))
    finally:
        shown.stop()
    with server:
        click.echo(server.base_url)
        threading.Event().wait()
