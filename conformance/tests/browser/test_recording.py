"""A session in Chromium, with the HAR that Playwright writes, and the page of its report."""

from pathlib import Path

from playwright.sync_api import Browser
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.mock.server import MockServer
from seedance_conformance.recording.judge import Judgement, judge
from seedance_conformance.recording.reading.read import read_recordings
from seedance_conformance.report.events import rows
from tests.browser.conftest import Open

SESSION = """async (base) => {
  const headers = {'Authorization': 'Bearer sk-canary-0123456789abcdef', 'Content-Type': 'application/json'};
  const body = JSON.stringify({model: 'seedance_2_0_pro', prompt: 'A kite over the dunes', duration: 16});
  await (await fetch(base + '/v1/kyyvideo2/videos', {method: 'POST', headers, body})).text();
  const good = body.replace('16', '15');
  const task = await (await fetch(base + '/v1/kyyvideo2/videos', {method: 'POST', headers, body: good})).json();
  for (let turn = 0; turn < 3; turn++) await (await fetch(base + '/v1/result/' + task.id, {headers})).json();
}"""


def test_a_session_in_a_browser(browser: Browser, open_page: Open, served: tuple[Path, str], tmp_path: Path) -> None:
    """The target's rules and the client's are judged; the page shows both sides without errors."""
    har, fault = tmp_path / "session.har", "duration-16-accepted"
    with MockServer(queue_seconds=0.0, process_seconds=0.0, faults=(fault,)) as mock:
        context = browser.new_context(record_har_path=har)
        page = context.new_page()
        page.goto(mock.base_url + "/docs")
        page.evaluate(SESSION, mock.base_url)
        context.close()
    catalogue, out = load_catalogue(), served[0] / "recording"
    events, code = judge(read_recordings([har]), Judgement(frozenset(catalogue.rules), out), catalogue)
    assert code == 1
    assert {row.id for row in rows(events) if row.verdict in ("fail", "error")} == {"CR-DUR-MAX"}
    assert {row.id for row in rows(events) if row.verdict == "pass"} >= {"CS-OBJECT", "QR-TERMINAL-STABLE"}
    assert "canary" not in (out / "run.jsonl").read_text()
    report = open_page(f"{served[1]}/recording/index.html")
    assert report.locator("#recording svg rect").count() > 0
    assert report.locator("#client tbody tr").count() == 5
