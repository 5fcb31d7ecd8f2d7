"""`seedance asset`: the asset library."""

import click

from seedance_conformance.cli.client.options import client_options, hosting_option, id_argument, timeout_option
from seedance_conformance.cli.client.session import Session, asset_document, open_client


@click.group(epilog="Example: seedance asset upload Image https://media.example.com/face.png")
def command() -> None:
    """Upload, query and delete assets of the library."""


@command.command()
@click.argument("kind", type=click.Choice(("Image", "Video", "Audio", "Document")))
@click.argument("url", metavar="URL|FILE")
@hosting_option
@click.option("--name", help="A name of your choice.")
@click.option("--no-wait", is_flag=True, help="Don't wait until the asset can be used.")
@timeout_option(300.0)
@client_options
def upload(
    session: Session, kind: str, url: str, name: str | None, no_wait: bool, timeout: float, hosting: str | None
) -> None:
    """Have the service copy a file, wait until the asset can be used, and print its asset:// address."""
    with open_client(session, hosting) as client:
        asset = client.assets.upload(url, kind, name=name, wait=False)  # type: ignore[arg-type] # click.Choice checked it
        session.say(f"asset {session.shown_id(asset.id)}")
        if not no_wait:
            asset = client.assets.wait(asset, timeout=timeout)
        session.print_id(asset.reference, asset_document(asset))


@command.command()
@id_argument("asset_id")
@client_options
def get(session: Session, asset_id: str) -> None:
    """Print the status of an asset."""
    with open_client(session) as client:
        asset = client.assets.get(asset_id)
        session.print_result(asset.status, asset_document(asset))


@command.command()
@id_argument("asset_id")
@client_options
def delete(session: Session, asset_id: str) -> None:
    """Delete an asset. A task that still uses it may fail."""
    with open_client(session) as client:
        client.assets.delete(asset_id)
        session.print_result(f"deleted {asset_id}", {"id": asset_id, "deleted": True})
