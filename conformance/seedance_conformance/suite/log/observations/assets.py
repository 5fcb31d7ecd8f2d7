"""Observations of answers about assets."""

import re

from seedance_conformance.suite.log.history import History
from seedance_conformance.suite.log.registry import observation
from seedance_conformance.suite.log.values import show, tally
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome


@observation("AS-ID-FORMAT")
def id_format(history: History) -> str | None:
    """Whether asset ids look like `asset-`, 14 digits and a random part."""
    ids = [name for answer in history.uploads if (name := asset_id(answer.exchange)) is not None]
    if not ids:
        return None
    others = [name for name in ids if not re.fullmatch(r"asset-\d{14}-\w+", name)]
    example = f"; another is {others[0][:60]}" if others else ""
    return f"{len(ids) - len(others)} of {len(ids)} ids are asset-, 14 digits and a random part{example}"


@observation("AS-CODE-TYPE")
def code_type(history: History) -> str | None:
    """The success `code` of each asset call, as JSON."""
    answers = [answer.exchange for answer in history.uploads]
    answers += [answer.exchange for asset in history.assets for answer in asset.details[:1]]
    answers += [exchange for asset in history.assets for exchange in asset.deletions[:1]]
    found = [(exchange.operation, exchange.document or {}) for exchange in answers if _succeeded(exchange.status)]
    return tally(f"{operation} {show(document.get('code'))}" for operation, document in found)


@observation("AS-DEL-MSG")
def deletion_message(history: History) -> str | None:
    """The text of `msg` when an asset is deleted."""
    deletions = [exchange for asset in history.assets for exchange in asset.deletions[:1]]
    accepted = [exchange for exchange in deletions if call_outcome(exchange) is Outcome.ACCEPTED]
    return tally(f"msg {show((exchange.document or {}).get('msg'))}" for exchange in accepted)


def _succeeded(status: int | None) -> bool:
    return status is not None and 200 <= status < 300
