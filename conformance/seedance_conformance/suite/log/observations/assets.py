"""Observations of answers about assets."""

from seedance_conformance.suite.log.history import History, succeeded
from seedance_conformance.suite.log.registry import observation
from seedance_conformance.suite.log.values import id_forms, show, tally
from seedance_conformance.transport.answers.answer import Outcome, asset_id, call_outcome


@observation("AS-ID-FORMAT")
def id_format(history: History) -> str | None:
    """Whether asset ids look like `asset-`, 14 digits and a random part."""
    ids = (asset_id(answer.exchange) for answer in history.uploads)
    return id_forms(ids, r"asset-\d{14}-\w+", "asset-, 14 digits and a random part")


@observation("AS-CODE-TYPE")
def code_type(history: History) -> str | None:
    """The success `code` of each asset call, as JSON."""
    answers = [answer.exchange for answer in history.uploads]
    answers += [answer.exchange for asset in history.assets for answer in asset.details[:1]]
    answers += [exchange for asset in history.assets for exchange in asset.deletions[:1]]
    found = [exchange for exchange in answers if succeeded(exchange, exchange.method)]
    return tally(f"{exchange.operation} {show((exchange.document or {}).get('code'))}" for exchange in found)


@observation("AS-DEL-MSG")
def deletion_message(history: History) -> str | None:
    """The text of `msg` when an asset is deleted."""
    deletions = [exchange for asset in history.assets for exchange in asset.deletions[:1]]
    accepted = [exchange for exchange in deletions if call_outcome(exchange) is Outcome.ACCEPTED]
    return tally(f"msg {show((exchange.document or {}).get('msg'))}" for exchange in accepted)
