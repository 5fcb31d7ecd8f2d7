"""`report.json`: the format for other tools. Only new fields may come without a new version in `FORMAT`."""

from typing import Any, Final

from seedance_conformance.report.events import Event, counts, footer, header, load_of, rows, sent_requests, troubles
from seedance_conformance.report.facts.causes import findings, followed
from seedance_conformance.report.facts.recorded import recorded
from seedance_conformance.report.facts.spending import spending
from seedance_conformance.report.facts.target_notes import connection_notes

FORMAT: Final = "seedance-conformance-report/1"


def to_report(events: list[Event]) -> dict[str, Any]:
    """The report of a run, ready for `json.dumps`."""
    head, foot, table = header(events), footer(events), rows(events)
    notes = connection_notes(events)
    grouped = findings(events, table)
    follows = followed(grouped)
    part, load, spent = recorded(events), load_of(events), spending(events)
    found = [{name: event[name] for name in ("case", "note", "where", "traceback")} for event in troubles(events)]
    return {
        "format": FORMAT,
        "exit_code": foot["exit_code"],
        "target": head["target"],
        "started": head["started"],
        "seconds": foot["seconds"],
        "seed": head["seed"],
        "profile": head["profile"],
        "version": head["version"],
        "stopped": foot["stopped"],
        **({"reason": foot["reason"]} if foot.get("reason") else {}),
        "counts": counts(table),
        "requests": {
            "sent": sent_requests(events),
            **spent.to_json(),
            **({} if spent.limit is None else {"budget": spent.limit}),
        },
        **({"load": {name: load[name] for name in ("mix", "operations")}} if load else {}),
        **({"troubles": found} if found else {}),
        **({"notes": notes} if notes else {}),
        **({"recording": part.to_json()} if part else {}),
        "findings": [finding.to_json() for finding in grouped],
        "rules": [
            row.to_json() | ({"follows_from": follows[row.id].head.id} if row.id in follows else {}) for row in table
        ],
    }
