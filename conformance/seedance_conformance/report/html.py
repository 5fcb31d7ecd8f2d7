"""`index.html`: the run on one page that needs nothing else, neither network nor scripts."""

import json
import re
from html import escape

from seedance_conformance.report.events import VERDICTS, Event, Row, counts, footer, header, rows

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #cf222e; --observed: #0969da;
  --inconclusive: #9a6700; --skipped: #6e7781; --error: #8250df; }
@media (prefers-color-scheme: dark) { :root { --pass: #3fb950; --fail: #f85149; --observed: #58a6ff;
  --inconclusive: #d29922; --skipped: #8b949e; --error: #bc8cff; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } .facts { color: var(--skipped); margin: 0 0 1rem; }
.meter { display: flex; height: 1rem; border-radius: .5rem; overflow: hidden; margin: 1rem 0; }
.legend span { margin-right: 1.2rem; white-space: nowrap; } .dot { display: inline-block; width: .7rem; height: .7rem;
  border-radius: 50%; margin-right: .35rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th { text-align: left; } td, th { border-bottom: 1px solid var(--line); padding: .35rem .6rem; vertical-align: top; }
td:first-child { white-space: nowrap; font-family: ui-monospace, monospace; font-size: 13px; }
.verdict { font-weight: 600; white-space: nowrap; } .note { overflow-wrap: anywhere; max-width: 32rem; }
code { background: #8881; padding: 0 .25em; border-radius: .25em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .6rem; border-radius: .4rem; }
.fail { color: var(--fail); } .pass { color: var(--pass); } .observed { color: var(--observed); }
.inconclusive { color: var(--inconclusive); } .skipped { color: var(--skipped); } .error { color: var(--error); }
@media print { body { max-width: none; margin: 0; } pre { border: 1px solid #888; } }
"""


_CODE = re.compile("`([^`\n]+)`")


def to_html(events: list[Event]) -> str:
    """The run as one HTML page: facts, meter, red rules with their counterexamples, then every rule."""
    head, foot, table = header(events), footer(events), rows(events)
    found = counts(table)
    target = head["target"]
    red = [row for row in table if row.verdict in ("fail", "error")]
    facts = (
        f"{target['kind']} target {target['base_url']}, profile {head['profile']}, seed {head['seed']}, started "
        f"{head['started']}, {foot['seconds']:.1f} s, {foot['creates_accepted']} tasks accepted, "
        f"exit code {foot['exit_code']}" + (f", stopped: {foot['stopped']}" if foot["stopped"] else "")
    )
    title = "conforms" if not red else f"{len(red)} of {len(table)} rules red"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<link rel="icon" href="data:,">',
            f"<title>Seedance conformance: {escape(title)}</title><style>{_STYLE}</style></head><body>",
            f"<h1>Seedance conformance: {escape(title)}</h1>",
            f'<p class="facts">{_text(facts)}</p>',
            _meter(found),
            *(_red(row) for row in red),
            '<div class="wide"><table><thead><tr><th>Rule</th><th>Level</th><th>Verdict</th><th>Statement</th>'
            "<th>Cases</th><th>Note</th></tr></thead><tbody>",
            *(_line(row) for row in table),
            "</tbody></table></div></body></html>",
        ]
    )


def _meter(found: dict[str, int]) -> str:
    shown = [(verdict, found[verdict]) for verdict in VERDICTS if found[verdict]]
    bars = "".join(f'<div style="flex:{number};background:var(--{verdict})"></div>' for verdict, number in shown)
    words = "".join(
        f'<span><i class="dot" style="background:var(--{verdict})"></i>{number} {verdict}</span>'
        for verdict, number in shown
    )
    return f'<div class="meter" role="img" aria-label="verdicts">{bars}</div><p class="legend">{words}</p>'


def _red(row: Row) -> str:
    shown = row.counterexample or {}
    parts = [f'<h2 id="red-{row.id}"><span class="{row.verdict}">{row.id}</span> {_text(row.statement)}</h2>']
    for name in ("expected", "observed"):
        if shown.get(name):
            parts.append(f"<p><b>{name}:</b> {_text(shown[name])}</p>")
    if not shown:
        parts.append(f"<p>{_text(row.note)}</p>")
    if shown.get("curl"):
        parts.append(f"<pre>{_plain(shown['curl'])}</pre>")
        answer = json.dumps(shown["response"], indent=1, ensure_ascii=False)
        parts.append(f"<details><summary>answer</summary><pre>{_plain(answer)}</pre></details>")
    return "\n".join(parts)


def _line(row: Row) -> str:
    name = f'<a href="#red-{row.id}">{row.id}</a>' if row.verdict in ("fail", "error") else row.id
    late = " (late)" if row.late else ""
    return (
        f'<tr><td>{name}</td><td>{row.level}</td><td class="verdict {row.verdict}">{row.verdict}{late}</td>'
        f'<td>{_text(row.statement)}</td><td>{row.cases}</td><td class="note">{_text(row.note)}</td></tr>'
    )


def _plain(text: str) -> str:
    """Quoted for HTML; lone surrogates can't be written."""
    return escape(text.encode("utf-8", "replace").decode())


def _text(text: str) -> str:
    """Quoted for HTML, with `code` as code."""
    return _CODE.sub(r"<code>\1</code>", _plain(text))
