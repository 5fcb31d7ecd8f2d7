"""One run as a pytest plugin: starts target, poller and media, records verdicts, and writes the reports."""

import time
from collections.abc import Generator
from functools import partial
from typing import Any, NoReturn

import pytest
from attrs import asdict

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.media import MediaServer
from seedance_conformance.report import write_reports
from seedance_conformance.report.events import rows
from seedance_conformance.runner.configuration.settings import Settings
from seedance_conformance.runner.execution.connecting import excused, make_ready
from seedance_conformance.runner.execution.first_answers import first_trouble
from seedance_conformance.runner.execution.heap import give_back
from seedance_conformance.runner.execution.media import open_media, write_files
from seedance_conformance.runner.execution.parallel_tests import ParallelTests, has_keys
from seedance_conformance.runner.outcome.diagnosis import Diagnosis, diagnose
from seedance_conformance.runner.outcome.ending import Ending
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.runner.outcome.extras import write_extras
from seedance_conformance.runner.outcome.infrastructure_errors import (
    MediaServerDied,
    infrastructure_error,
    is_suite_bug,
    unreachable_error,
)
from seedance_conformance.runner.outcome.verdicts import Reds, VerdictRecorder
from seedance_conformance.runner.planning.plan import Plan, rule_of
from seedance_conformance.runner.resuming.previous_run import PreviousRun
from seedance_conformance.runner.startup import connect, open_log, prefer_planned_body, restore, start_poller
from seedance_conformance.suite.context import QUERIED_AGAIN, QUERIES, Context, Notes
from seedance_conformance.suite.verdicts import Skipped
from seedance_conformance.transport.connection.rate_limit import is_limited
from seedance_conformance.transport.current_case import case_of
from seedance_conformance.transport.errors import BudgetSpent, NoEvidence, TransportError, Unreachable
from seedance_conformance.transport.exchange import Exchange
from seedance_conformance.transport.redaction import redact_text

# Seconds to wait for the answers that are under way when a run ends early.
_LAST_ANSWERS = 5.0
# Requests after which free memory is returned to the system, which takes a millisecond.
_GIVE_BACK_AFTER = 250


class Run:
    """The pytest plugin of one run."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.plan = Plan(settings, catalogue)
        self.ending = Ending()
        self.drained = False
        self.done: frozenset[str] = frozenset()
        self.finished = False
        self.unpaid: set[str] = set()  # tests that the budget ended; a resumed run with a larger one repeats them

    # -- start and end ---------------------------------------------------------------------------------------------

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Open the log, and start the target, the poller and the media server."""
        settings = self.settings
        previous = PreviousRun.read(settings.out) if settings.resume else PreviousRun()
        self.log = open_log(settings, self.catalogue, previous)
        hook = session.config.hook.pytest_seedance_red
        self.reds = Reds(settings, partial(hook, config=session.config))
        self.target = connect(settings, self.log, previous)
        self.verdicts = VerdictRecorder(self.log, self.catalogue, settings, self.target.log, self.reds.add)
        self.target.on_exchange = self._exchange
        self.poller = start_poller(settings, self.target)
        self.media = open_media(settings, previous.media_ports, self.log.write)
        self.context = self.make_context(
            concurrency=settings.concurrency,
            whole=self.plan.is_whole,
            selected=frozenset(settings.rules),
            task_timeout=settings.task_timeout,
            on_open=self.log.open_case,
        )
        # A budget on loopback is for trying budgets out: there the order of the plan decides who gets the last unit.
        workers = 1 if settings.budget is not None and not settings.remote else settings.concurrency
        self.parallel = ParallelTests(self.context, workers, self.plan.cost)
        if previous.events:
            self.done = previous.done
            self.verdicts.touched |= {event["rule"] for event in previous.kept if event["event"] == "case"}
            restore(previous, self.context, self.log, same_target=settings.kind != "mock")

    def make_context(self, **more: Any) -> Context:
        """What the tests share, as the settings describe it; `more` are further arguments of `Context`."""
        settings = self.settings
        return Context(
            target=self.target,
            poller=self.poller,
            media=self.media,
            profile=settings.profile,
            examples=settings.examples,
            seed=settings.seed,
            strict=settings.strict,
            record_disputed=settings.records_disputed,
            **more,
        )

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember that the user stopped the run; the verdicts so far are still reported."""
        # Pytest also calls this when it stops by itself, for example on a collection error.
        if excinfo.type is KeyboardInterrupt:
            self.ending.interrupted = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Record why rules have no verdict, and write the reports."""
        if self.finished or not hasattr(self, "verdicts"):
            return
        self.finished = True
        self.target.stop()
        self.poller.close()
        self.parallel.pool.close(_LAST_ANSWERS)
        if self.ending.early:
            self._record_early_results()
        for rule_id in self.catalogue.rules:
            if rule_id not in self.verdicts.touched:
                self.verdicts.skip(rule_id, self._skip_reason(rule_id))
        self.target.close()
        if isinstance(self.media, MediaServer):
            self.media.__exit__(None, None, None)
        code, reason = self.ending.conclude(rows(self.log.events), self.settings)
        self.log.footer(int(code), self.ending.stopped_by, reason)
        write_reports(self.log.events, self.settings.out)
        session.exitstatus = int(code)
        write_extras(self.log.events, self.settings, partial(self._notice, session))

    def _skip_reason(self, rule_id: str) -> str:
        if rule_id not in self.settings.rules:
            return "not selected"
        return self.ending.skip_reason(self.catalogue.rules[rule_id].unjudged or self.plan.left_out.get(rule_id))

    # -- plan ------------------------------------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make the tests of the combined bodies."""
        self.plan.parametrise(metafunc)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Select and order the tests."""
        kept, dropped = self.plan.select(items)
        if self.settings.shard:
            kept, elsewhere = self.plan.select_shard(kept, self.settings.shard)
            dropped += elsewhere
        items[:] = [item for item in kept if item.name not in self.done]
        if dropped:
            config.hook.pytest_deselected(items=dropped)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Check, before the first test, that the target answers and accepts the key; then write the media files."""
        try:
            make_ready(self.settings, self.target, self.media, self.log.write, session.config)
            trouble = first_trouble(self.target, free=not self.settings.remote and self.settings.budget is None)
        except TransportError as error:
            self._stop(str(error))
        if trouble is not None:
            self.ending.wrong_key = trouble.setup
            self._notice(session, f"to see it: {trouble.curl}")
            self._stop(trouble.text)
        self.parallel.plan(session.items)
        prefer_planned_body(self.context, session.items)
        write_files(self.media, session, self.settings, self.log.write)

    def pytest_exception_interact(
        self, call: pytest.CallInfo[Any], report: pytest.CollectReport | pytest.TestReport
    ) -> None:
        """Report a test file that can't be collected as an error of the suite."""
        if isinstance(report, pytest.CollectReport) and call.excinfo is not None:
            report.longrepr = self._suite_error("", f"{report.nodeid} can't be collected", call.excinfo.value).traceback

    @pytest.hookimpl(tryfirst=True)
    def pytest_internalerror(self, excrepr: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> bool | None:
        """Report an error outside of any test as one of the suite; return true if the reports will show it."""
        text = self._suite_error("", "internal error", excinfo.value).traceback
        # Pytest prints this object with the whole exception, so it must print our redacted text instead.
        excrepr.toterminal = lambda writer: writer.write(text)
        return hasattr(self, "verdicts") or None

    # -- one test --------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
        """Give the test new notes, name it in the log, and wait for all tasks before the first test marked `last`."""
        with case_of(item.name):
            if item.get_closest_marker("last") and not self.drained:
                self.drained = True
                self._drain()
            self.context.notes = self.parallel.begin(item)
            outcome = yield
            self.parallel.end(item)
            if not item.get_closest_marker("last") and item.name not in self.unpaid:
                # A resumed run repeats the tests that judge the whole log.
                self.log.write({"event": "done", "case": item.name})
            return outcome

    def _record_early_results(self) -> None:
        """Record the tests that ended before the run was interrupted and whose turn hadn't come yet."""
        for item, error, notes in self.parallel.results():
            if not isinstance(error, TransportError):
                error = excused(error, notes, item.name, self.target)
                self.verdicts.record(rule_of(item), item.name, error, notes)
                self.log.write({"event": "done", "case": item.name})

    def _drain(self) -> None:
        """Wait for all tasks; stop if the target or the media server died meanwhile."""
        again = QUERIED_AGAIN if self.context.asks_about(*QUERIES) else 0
        self.poller.drain(again=again // 10 if self.context.few else again)
        if self.settings.linger:
            time.sleep(self.settings.linger)
            self.poller.drain(again=again)
        gone = unreachable_error(self.target)
        if gone is not None:
            self._stop(str(gone))
        if isinstance(self.media, MediaServer) and not self.media.alive:
            self._stop(str(MediaServerDied()))
        if self.poller.trouble is not None:
            self._suite_error("", "polling a task failed", self.poller.trouble)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip tests that the budget or a missing second key forbids."""
        if self.ending.budget_spent and not item.get_closest_marker("last") and not self.parallel.pool.started(item):
            raise BudgetSpent("budget")
        if not has_keys(item, self.target):
            raise Skipped("needs a second account: export SEEDANCE_API_KEY_2")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Take the outcome of a test that was started before its turn."""
        return self.parallel.outcome(pyfuncitem) or None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Record the verdict, and set pytest's outcome accordingly."""
        report = yield
        error = call.excinfo.value if call.excinfo else None
        if call.when != "call" and error is None:
            return report
        error = excused(error, self.context.notes, item.name, self.target)
        fault = infrastructure_error(error, self.context.notes, self.target, self.media)
        if fault is not None:
            error, self.context.notes = fault, Notes()
        if isinstance(error, BudgetSpent):
            self.ending.budget_spent = True
            self.unpaid.add(item.name)
        rule_id = rule_of(item)
        if rule_id is None and error is not None and is_suite_bug(error):
            report.longrepr = self._suite_error(item.name, item.name, error).traceback
        verdict = self.verdicts.record(rule_id, item.name, error, self.context.notes)
        self.context.notes = Notes()
        if verdict == "error" and error is not None:
            report.longrepr = self.verdicts.diagnose(error).traceback
        if report.failed and verdict in ("skipped", "inconclusive", "observed"):
            report.outcome = "skipped"
            report.longrepr = (str(item.path), 0, f"{verdict}: {error}")
        if isinstance(error, Unreachable | MediaServerDied | NoEvidence):
            self._stop(str(error))
        if self.reds.enough and not self.ending.enough_red:
            self.ending.enough_red = True
            item.session.shouldfail = self.reds.summary
        return report

    def _notice(self, session: pytest.Session, text: str) -> None:
        session.config.hook.pytest_seedance_notice(config=session.config, text=text)

    def _exchange(self, exchange: Exchange) -> None:
        self.log.exchange(exchange)
        if exchange.number % _GIVE_BACK_AFTER == 0:
            give_back()
        if is_limited(exchange):
            self.parallel.pool.slow_down()

    def _suite_error(self, case: str, what: str, error: BaseException) -> Diagnosis:
        """Record an error of the suite that belongs to no rule."""
        fault = diagnose(error, self.settings.secrets)
        self.ending.troubles.append(f"{what}: {fault.summary}")
        if hasattr(self, "log") and not self.finished:
            self.log.write({"event": "trouble", "case": case, **asdict(fault), "note": f"{what}: {fault.note}"})
        return fault

    def _stop(self, trouble: str) -> NoReturn:
        trouble = redact_text(trouble)
        self.ending.troubles.insert(0, trouble)
        self.ending.stopped = True
        pytest.exit(trouble, returncode=int(ExitCode.TROUBLE))
