"""`seedance judge`: judge recordings of real traffic, and write the reports of a run."""

import asyncio
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from seedance_conformance.cli.output import code_of, print_safely, read_catalogue, stop
from seedance_conformance.recording.judge import Judgement, judge
from seedance_conformance.recording.judging.media import Seen
from seedance_conformance.recording.reading.entry import RecordingError
from seedance_conformance.recording.reading.read import read_recordings, recordings_in
from seedance_conformance.report.views.console import print_report
from seedance_conformance.report.write import unwritten
from seedance_conformance.runner.configuration.options import SettingsError
from seedance_conformance.runner.configuration.settings import selected_rules, summary_file
from seedance_conformance.runner.earlier_reports.baseline import read_baseline
from seedance_conformance.runner.event_log import LogInUse

_EPILOG = """\b
Examples:
  seedance judge session.har                        a session saved by a browser, Playwright, Charles or mitmproxy
  seedance judge monday.har tuesday.har --strict    several days together
  seedance judge conformance-report                 the log of a run, or all recordings of the proxy in a folder
  seedance judge flows                              a flow file of mitmproxy (extra: mitmproxy)
\b
Exit codes: 0 no judged rule is broken, 1 a judged rule failed, 2 usage error or no call shows a selected rule,
3 the calls have no evidence, or the disk is full."""

_PATH = click.Path(path_type=Path)


@click.command("judge", epilog=_EPILOG)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_PATH)
@click.option("--base-url", metavar="URL", help="Judge the calls below this base URL; needed if there are several.")
@click.option("--rules", multiple=True, metavar="GLOB", help="Judge only these rules, e.g. 'QR-*' (repeatable).")
@click.option("--skip", multiple=True, metavar="GLOB", help="Leave these rules out (repeatable).")
@click.option("--strict", is_flag=True, help="Judge SHOULD rules; an inconclusive row fails.")
@click.option("--baseline", type=_PATH, metavar="FILE", help="YAML list of {rule, reason, expires}.")
@click.option(
    "--disputed",
    type=click.Choice(["judge", "record"]),
    help="Whether breaches of disputed rules fail, or are only recorded; by default they fail on loopback.",
)
@click.option("--fetch-media", is_flag=True, help="Fetch the media that a body names, and check them, too.")
@click.option(
    "--fail-on",
    type=click.Choice(["inconclusive"]),
    help="inconclusive: a MUST rule without evidence fails, too, if there are calls that could show it.",
)
@click.option("--evidence", type=_PATH, metavar="FILE", help="Write what was seen about each rule, safe to share.")
@click.option("--summary", metavar="FILE", help="Append a summary in Markdown to FILE.")
@click.option(
    "--out", default="recording-report", show_default=True, metavar="DIR", type=_PATH, help="For the reports."
)
def command(
    files: tuple[Path, ...],
    base_url: str | None,
    rules: tuple[str, ...],
    skip: tuple[str, ...],
    baseline: Path | None,
    fetch_media: bool,
    summary: str | None,
    out: Path,
    **given: Any,
) -> None:
    """Judge recorded traffic with the API, at no cost: nothing is sent to it.

    FILE is a HAR file (1.2), a flow file of mitmproxy, or a log of `seedance conform` or `seedance proxy`; a folder
    stands for its recording-*.jsonl and run.jsonl. The suite's monitors judge the answers, the contract the requests.
    Tasks that began before the recording or end after it aren't a breach. Keys are never stored.
    """
    catalogue = read_catalogue()
    try:
        known = read_baseline(baseline, catalogue) if baseline is not None else ()
        _check_out(out, files)
        recording = read_recordings(files, base_url)
        judgement = Judgement(
            rules=selected_rules(catalogue, rules, skip),
            out=out,
            baseline=known,
            look=partial(look_at_media, kind=recording.kind) if fetch_media else None,
            summary=summary_file(summary),
            **given,  # strict, disputed, fail_on and evidence as they are
        )
        events, code = judge(recording, judgement, catalogue)
    except (RecordingError, SettingsError, LogInUse) as error:
        stop(error)
    except OSError as error:
        stop(f"{unwritten(error, out)}; what was there is unchanged", code_of(error))
    print_safely(lambda console: print_report(events, console, folder=str(out)))
    sys.exit(int(code))


def look_at_media(body: Mapping[str, Any], kind: Literal["loopback", "remote"] = "remote") -> Seen:
    """Fetch the media of a create, and name the rules that they break.

    A service on this machine may have media here, too. For another one only public hosts are asked: the addresses come
    from a file that somebody sent. Assets, and addresses whose signature isn't recorded, count as unreachable.
    """
    from seedance_conformance.mock.media.inspection import inspect, urls_in
    from seedance_conformance.mock.media.references import addresses_in

    urls = urls_in(body)
    found = asyncio.run(inspect(urls, "any" if kind == "loopback" else "public"))
    others = sum(1 for _ in addresses_in(body)) - len(urls)
    return Seen(frozenset(problem.rule for problem in found.problems), others + len(found.unusable))


def _check_out(out: Path, files: tuple[Path, ...]) -> None:
    """Refuse a folder whose log is one of the recordings: it would be overwritten."""
    log = (out / "run.jsonl").resolve()
    for path in files:
        if log in [file.resolve() for file in recordings_in(path)]:
            raise SettingsError(f"--out {out} holds '{path}', which the report would overwrite: choose another --out")
