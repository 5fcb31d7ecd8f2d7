"""`seedance compact`: remove old closed requests from the journal."""

import time

import click

from seedance_conformance.cli.client.options import check_seconds, journal_options
from seedance_conformance.cli.client.session import Session, journal_of


@click.command(epilog="Example: seedance compact --older-than 30")
@click.option(
    "--older-than",
    "days",
    type=float,
    default=7.0,
    show_default=True,
    callback=check_seconds,
    metavar="DAYS",
    help="Keep requests that were closed in the last DAYS days, or sent today (UTC) or in the last 10 minutes.",
)
@journal_options
def command(session: Session, days: float) -> None:
    """Remove requests from the journal that were refused, failed, downloaded or settled long ago.

    Open requests, and requests whose outcome is unknown, stay as they are. Nothing is sent.
    """
    with journal_of(session, "compact") as journal:
        removed = journal.compact(time.time(), days * 86400)
        what = "1 request" if removed == 1 else f"{removed} requests"
        session.print_result(f"removed {what} from {journal.name}", {"removed": removed, "journal": journal.name})
