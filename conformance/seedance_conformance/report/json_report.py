"""`report.json`: the format for other tools. Any change to it needs a new version in `FORMAT`."""

from typing import Any, Final

from seedance_conformance.report.events import Event, counts, footer, header, rows, troubles
from seedance_conformance.report.recorded import recorded
from seedance_conformance.report.spending import spending

FORMAT: Final = "seedance-conformance-report/1"


def to_report(events: list[Event]) -> dict[str, Any]:
    """The report of a run, ready for `json.dumps`."""
    head, foot, table = header(events), footer(events), rows(events)
    part = recorded(events)
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
        "counts": counts(table),
        "requests": {
            "sent": sum(1 for event in events if event["event"] == "exchange"),
            **spending(events).to_json(),
        },
        **({"troubles": found} if found else {}),
        **({"recording": part.to_json()} if part else {}),
        "rules": [row.to_json() for row in table],
    }
