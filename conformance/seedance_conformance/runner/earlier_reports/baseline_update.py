"""`--baseline-update`: add the new breaches of a run to its baseline, and delete the stale entries."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from seedance_conformance.report.events import Event, header, rows
from seedance_conformance.report.facts.baseline import STALE
from seedance_conformance.report.write import write_whole

_DAYS: Final = 30  # until a new entry expires

Entry = dict[str, Any]


def update_baseline(path: Path, events: list[Event]) -> str:
    """Write the baseline of the next run, and say what has changed; other entries and comments stay as they are.

    Raises:
        OSError: the file can't be written.
    """
    table, today = rows(events), date.fromisoformat(header(events)["started"][:10])
    stale = {row.id for row in table if row.outcome == STALE}
    new = [row.id for row in table if row.verdict == "fail" and row.baseline is None]
    if not new and not stale:
        return f"{path} is up to date"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    write_whole(path, _edited(before, stale, [_entry(rule, today) for rule in new]))
    deleted = f", {len(stale)} stale deleted: {', '.join(sorted(stale))}" if stale else ""
    entries = "1 new entry" if len(new) == 1 else f"{len(new)} new entries"
    added = entries + (f" ({', '.join(new)}): give each a reason" if new else "")
    return f"updated {path}: {added}{deleted}"


def _entry(rule: str, today: date) -> Entry:
    reason = f"found on {today.isoformat()}; say why it is accepted"
    return {"rule": rule, "reason": reason, "expires": today + timedelta(days=_DAYS)}


def _edited(before: str, stale: set[str], new: list[Entry]) -> str:
    """The text with the lines of stale entries deleted and new entries at its end, or a new list if that fails."""
    kept = [entry for entry in yaml.safe_load(before) or [] if entry["rule"] not in stale]
    text = _without(before, stale)
    text += "" if text.endswith("\n") or not text else "\n"
    text += "".join(_line(entry) for entry in new)
    try:
        same = (yaml.safe_load(text) or []) == kept + new
    except yaml.YAMLError:
        same = False
    return text if same else "".join(_line(entry) for entry in kept + new)


def _without(text: str, stale: set[str]) -> str:
    """The text without the lines that hold stale entries."""
    document, lines = yaml.compose(text), text.splitlines(keepends=True)
    for node in reversed(document.value if document is not None else []):
        names = {key.value: value.value for key, value in node.value}
        if names.get("rule") in stale:
            # A block mapping ends where the next entry begins, after comments; its last value ends before them.
            last = node if node.flow_style else node.value[-1][1]
            del lines[node.start_mark.line : last.end_mark.line + 1]
    return "".join(lines)


def _line(entry: Entry) -> str:
    return f"- {yaml.safe_dump(entry, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True)}"
