"""The outcome of a run in one sentence."""

from collections import Counter
from typing import Final

from seedance_conformance.report.events import Event, Row, footer, is_recorded, sent_requests

NOTHING_JUDGED: Final = "nothing was judged"
"""The beginning of the reason in the footer of a log without verdicts."""
_MOST_NAMED: Final = 8


def headline(events: list[Event], table: list[Row]) -> str:
    """The outcome of a run in one sentence; that of recorded traffic says how much was judged."""
    foot = footer(events)
    outcome = _outcome(table, foot)
    if not is_recorded(events):
        return outcome
    if str(foot.get("reason", "")).startswith(NOTHING_JUDGED):
        return "Nothing was judged"
    if outcome.startswith("Conforms:"):
        outcome = "No recorded call breaks a judged rule"
    musts = [row for row in table if row.level == "MUST"]
    judged = sum(row.verdict in ("pass", "fail") for row in musts)
    calls = sent_requests(events)
    return f"{outcome}; {calls:,} call{'' if calls == 1 else 's'} judged {judged} of {len(musts)} MUST rules"


def _outcome(table: list[Row], foot: Event) -> str:
    found = Counter(row.outcome for row in table)
    if found["fail"]:
        return f"{found['fail']} of {len(table)} rules {'is' if found['fail'] == 1 else 'are'} broken"
    if foot.get("reason") and not any(found[name] for name in ("pass", "observed", "excused", "stale")):
        return "Nothing was judged"
    if foot["exit_code"] == 2:
        return "Nothing was judged: the run was set up wrongly"
    if found["error"] or foot["exit_code"] == 3:
        return "Some rules have no verdict: the suite had an error"
    if foot["stopped"]:
        return f"Nothing broken so far, but the run was stopped ({foot['stopped']})"
    if found["stale"]:
        return f"Nothing broken, but the baseline is stale ({found['stale']})"
    if foot["exit_code"]:
        return f"Nothing broken, but {found['inconclusive']} rules without evidence are too many for this run"
    if found["excused"]:
        return "Conforms, apart from what the baseline excuses"
    return "Conforms: no judged rule is broken"


def last_line(events: list[Event], table: list[Row]) -> str:
    """The outcome with the exit code and the MUST rules that have no evidence; the last line of a console."""
    unproven = [row.id for row in table if row.verdict == "inconclusive" and row.level == "MUST"]
    names = ", ".join(unproven[:_MOST_NAMED]) + (" ..." if len(unproven) > _MOST_NAMED else "")
    rules = "1 MUST rule is" if len(unproven) == 1 else f"{len(unproven)} MUST rules are"
    doubt = f"; {rules} inconclusive: {names}" if unproven else ""
    return f"Exit code {footer(events)['exit_code']}: {headline(events, table)}{doubt}"
