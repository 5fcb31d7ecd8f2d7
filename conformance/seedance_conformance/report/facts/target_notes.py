"""What every report says about a run: unchecked certificates, no billing, shards, restarts."""

from collections.abc import Iterable, Mapping
from typing import Any

from seedance_conformance.report.events import Event, header


def target_notes(head: Mapping[str, Any]) -> list[str]:
    """A sentence for each unusual fact in the header of a log."""
    target, notes = head["target"], []
    if target.get("insecure"):
        notes.append("--insecure: the certificate of the target isn't checked, so others on the network can read keys")
    if target.get("no_billing"):
        notes.append(
            "--no-billing: the user says that the target bills nothing, so it is treated like one on this machine"
        )
    if head.get("shard") and head.get("share") == 0 and head["options"]["budget"]:
        budget, shards = head["options"]["budget"], head["shard"].partition("/")[2]
        notes.append(
            f"the share of shard {head['shard']} in --budget {budget} is 0, so it sends no create: "
            f"give --budget {shards} or more, or use fewer shards"
        )
    if head.get("merged"):
        notes.append(f"merged from {head['merged']} shards: the duration is the sum of theirs")
    return notes


def restarts(events: Iterable[Event]) -> list[str]:
    """A sentence about restarts of the target, if there were any."""
    seconds = [f"{event['seconds']:.1f} s" for event in events if event["event"] == "outage"]
    if not seconds:
        return []
    count = "once" if len(seconds) == 1 else f"{len(seconds)} times"
    return [
        f"the target was away {count} ({', '.join(seconds)}) and came back: what it lost isn't evidence, "
        "and creates that were on their way count as maybe billed"
    ]


def connection_notes(events: list[Event]) -> list[str]:
    """All of these for the log of a run."""
    return target_notes(header(events)) + restarts(events)
