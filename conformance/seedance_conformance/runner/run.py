"""One run: fixtures for the tests, their order, and from each outcome an event in the log."""

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.media import MediaServer
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import rows
from seedance_conformance.runner.diagnosis import Diagnosis, diagnose
from seedance_conformance.runner.exit_codes import ExitCode, conclude
from seedance_conformance.runner.infrastructure_errors import MediaDied, ask_anything, fault_behind, is_bug, vanished
from seedance_conformance.runner.journal import InUse, Journal
from seedance_conformance.runner.media import listener_of, media_of, write_files
from seedance_conformance.runner.plan import Plan, rule_of
from seedance_conformance.runner.previous_run import Earlier
from seedance_conformance.runner.restore import exchanges, reopen_cases
from seedance_conformance.runner.settings import Settings
from seedance_conformance.runner.verdicts import Recorder
from seedance_conformance.suite.context import Context, Notes
from seedance_conformance.suite.unjudged import reason
from seedance_conformance.suite.verdicts import Skipped
from seedance_conformance.transport.answer import describe, is_login_failure
from seedance_conformance.transport.budget import Budget
from seedance_conformance.transport.current_case import CURRENT_CASE
from seedance_conformance.transport.errors import BudgetSpent, Unreachable, WireError
from seedance_conformance.transport.polling import Follower
from seedance_conformance.transport.rate_limit import REMOTE_PER_SECOND, Pace
from seedance_conformance.transport.redaction import redact_text
from seedance_conformance.transport.replay import Replay
from seedance_conformance.transport.target import Target

REMOTE_TIMEOUT = 60.0
"""Seconds to wait for an answer off loopback."""


class Run:
    """The plugin object of one run.

    Args:
        settings: what was asked for.
        catalogue: of all rules.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.plan = Plan(settings, catalogue)
        self.interrupted = False
        self.wrong_key = False
        self.budget_spent = False
        self.drained = False
        self.stopped = False
        self.done: frozenset[str] = frozenset()
        self.troubles: list[str] = []
        self.finished = False

    # -- start and end ---------------------------------------------------------------------------------------------

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open the log, look whether the target is there, and start what runs beside the tests."""
        settings, earlier = self.settings, Earlier.read(self.settings.out) if self.settings.resume else Earlier()
        try:
            kept, durable = earlier.kept, settings.remote
            self.journal = Journal(settings.out / "run.jsonl", kept=kept, seconds=earlier.seconds, durable=durable)
        except InUse as error:
            raise pytest.UsageError(str(error)) from None
        except OSError as error:
            raise pytest.UsageError(
                f"{settings.out} can't be written ({error.strerror}): choose another --out"
            ) from None
        if not earlier.events:
            self.journal.header(settings, self.catalogue)
        self.recorder = Recorder(self.journal, self.catalogue, settings)
        self.target = Target(
            settings.base_url,
            settings.key,
            settings.second_key,
            budget=Budget(settings.budget, self.journal.ledger, spent=earlier.spent, sent=earlier.last_send),
            pace=Pace(REMOTE_PER_SECOND) if settings.remote else None,
            timeout=REMOTE_TIMEOUT if settings.remote else 10.0,
            patience=300.0 if settings.remote else 30.0,
            on_exchange=self.journal.exchange,
        )
        self.follower = Follower(self.target, interval=settings.poll_seconds, timeout=settings.task_timeout)
        self.media = media_of(settings, earlier.media_ports, self.journal.write)
        self.context = Context(
            target=self.target,
            follower=self.follower,
            media=self.media,
            profile=settings.profile,
            examples=settings.examples,
            seed=settings.seed,
            strict=settings.strict,
            task_timeout=settings.task_timeout,
            on_open=self.journal.open_case,
        )
        if earlier.events:
            self._take_up(earlier)

    def _take_up(self, earlier: Earlier) -> None:
        """Go on where the earlier part of the run was stopped."""
        same_target = self.settings.kind != "mock"
        self.done = earlier.done
        self.recorder.touched |= {event["rule"] for event in earlier.kept if event["event"] == "case"}
        self.target.log.extend(exchanges(earlier.kept))
        self.follower.recall(self.target.log, earlier.orphans, poll=same_target)
        if same_target:
            here = self.media.port if isinstance(self.media, MediaServer) else None
            self.target.replay = Replay(earlier.sent, here, earlier.media_ports)
        for send in earlier.refused_and_not_released:
            self.journal.ledger({"event": "released", "send": send, "why": "refused"})
        reopen_cases(earlier.kept, self.context, ended=not same_target)
        self.journal.write({"event": "resumed", "time": datetime.now(UTC).isoformat(timespec="seconds")})

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember that the user stopped the run; what was learnt so far is reported all the same."""
        # Pytest's own ways of stopping, such as a test file that can't be collected, come by here too.
        if excinfo.type is KeyboardInterrupt:
            self.interrupted = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Give every rule without a verdict its reason, and write the reports."""
        if self.finished or not hasattr(self, "recorder"):
            return
        self.finished = True
        for rule_id in self.catalogue.rules:
            if rule_id not in self.recorder.touched:
                self.recorder.skip(rule_id, self._why_untouched(rule_id))
        self.follower.close()
        self.target.close()
        if isinstance(self.media, MediaServer):
            self.media.__exit__(None, None, None)
        outcomes = {row.outcome for row in rows(self.journal.events)}
        code = conclude(
            outcomes,
            interrupted=self.interrupted,
            budget_spent=self.budget_spent,
            strict=self.settings.strict,
        )
        if self.wrong_key:
            code = ExitCode.USAGE
        elif self.troubles and code in (ExitCode.CONFORMS, ExitCode.BUDGET):
            code = ExitCode.TROUBLE
        stopped = "interrupted" if self.interrupted else ("trouble" if self.stopped else None)
        stopped = stopped or ("budget" if self.budget_spent else None)
        self.journal.footer(int(code), stopped)
        write_reports(self.journal.events, self.settings.out)
        session.exitstatus = int(code)

    def _why_untouched(self, rule_id: str) -> str:
        if rule_id not in self.settings.rules:
            return "not selected"
        if self.interrupted:
            return "interrupted before it was judged"
        known = self.catalogue.rules[rule_id].unjudged or reason(rule_id) or self.plan.left_out.get(rule_id)
        if known:
            return known
        if self.budget_spent:
            return "budget"
        if self.troubles:
            return "the run was stopped: " + self.troubles[0]
        return "no test was run for it"

    # -- plan ------------------------------------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make the tests that depend on the plan."""
        self.plan.parametrise(metafunc)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out what is not asked for, and put the rest in order."""
        kept, dropped = self.plan.arrange(items)
        if self.settings.shard:
            kept, elsewhere = self.plan.share(kept, self.settings.shard)
            dropped += elsewhere
        items[:] = [item for item in kept if item.name not in self.done]
        if dropped:
            config.hook.pytest_deselected(items=dropped)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Before the first test: is the target there, and does it know the key?"""
        try:
            answers = [ask_anything(self.target), self.target.detail("asset-20260101000000-aaaaa")]
            if all(is_login_failure(answer) for answer in answers):
                # Some answer unknown ids with 403; what they say to an upload of nothing tells, and it costs nothing.
                answers.append(self.target.upload({}))
        except WireError as error:
            self._stop(str(error))
        if all(is_login_failure(answer) for answer in answers):
            self.wrong_key = True
            self._stop(f"the target refuses SEEDANCE_API_KEY ({describe(answers[0])}): export a key that it knows")
        write_files(self.media, session.items, self.settings, listener_of(session.config), self.journal.write)

    def pytest_exception_interact(
        self, call: pytest.CallInfo[Any], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        """A test file that can't be read is trouble of the suite."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            report.longrepr = self._fault("", f"{report.nodeid} can't be collected", call.excinfo.value).traceback

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> bool | None:
        """An error outside of any test is trouble of the suite; true if the reports will tell of it."""
        text = self._fault("", "internal error", excinfo.value).traceback
        # Pytest prints this object, with everything that the exception says: it must say no more than we do.
        excrepr.toterminal = lambda writer: writer.write(text)
        return hasattr(self, "recorder") or None

    # -- one test --------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
        """Give the test fresh notes, name it in the log, and before the last tests wait for all tasks."""
        self.context.notes = Notes()
        CURRENT_CASE.set(item.name)
        if item.get_closest_marker("last") and not self.drained:
            self.drained = True
            self._drain()
        outcome = yield
        if not item.get_closest_marker("last"):
            # What judges the whole log does so again in a run that is resumed.
            self.journal.write({"event": "done", "case": item.name})
        return outcome

    def _drain(self) -> None:
        """Wait for all tasks; who vanished meanwhile is not judged by them."""
        self.follower.drain()
        gone = vanished(self.target)
        if gone is not None:
            self._stop(str(gone))
        if isinstance(self.media, MediaServer) and not self.media.alive:
            self._stop(str(MediaDied()))
        if self.follower.trouble is not None:
            self._fault("", "a task could not be followed", self.follower.trouble)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip what this run can't or may no longer do."""
        if self.budget_spent and not item.get_closest_marker("last"):
            raise BudgetSpent("budget")
        if item.get_closest_marker("second_key") and not self.target.has_second_key:
            raise Skipped("needs a second account: export SEEDANCE_API_KEY_2")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record the verdict, and keep pytest's own outcome in step with it."""
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if call.when != "call" and error is None:
            return report
        fault = fault_behind(error, self.context.notes, self.target, self.media)
        if fault is not None:
            error, self.context.notes = fault, Notes()
        if isinstance(error, BudgetSpent):
            self.budget_spent = True
        rule_id = rule_of(item)
        if rule_id is None and error is not None and is_bug(error):
            report.longrepr = self._fault(item.name, item.name, error).traceback
        verdict = self.recorder.outcome(rule_id, item.name, error, self.context.notes)
        self.context.notes = Notes()
        if verdict == "error" and error is not None:
            report.longrepr = self.recorder.diagnose(error).traceback
        if report.failed and verdict in ("skipped", "inconclusive", "observed"):
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"{verdict}: {error}")
        if isinstance(error, Unreachable | MediaDied):
            self._stop(str(error))
        return report

    def _fault(self, case: str, what: str, error: BaseException) -> Diagnosis:
        """Note a fault of the suite that is in no row."""
        fault = diagnose(error, filter(None, (self.settings.key, self.settings.second_key)))
        self.troubles.append(f"{what}: {fault.words}")
        if hasattr(self, "journal") and not self.finished:
            told = {"note": f"{what}: {fault.note}", "where": fault.where, "traceback": fault.traceback}
            self.journal.write({"event": "trouble", "case": case, **told})
        return fault

    def _stop(self, trouble: str) -> NoReturn:
        trouble = redact_text(trouble)
        self.troubles.insert(0, trouble)
        self.stopped = True
        pytest.exit(trouble, returncode=int(ExitCode.TROUBLE))
