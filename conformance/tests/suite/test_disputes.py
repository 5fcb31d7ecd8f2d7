"""A disputed red says so, with both readings; with `--disputed record` it isn't red."""

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from seedance_conformance.cases.case import Case, Placeholders
from seedance_conformance.cases.explicit import all_cases, media_cases
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.mock.choices import CHOICES
from seedance_conformance.report.events import rows
from seedance_conformance.report.views.html import to_html
from seedance_conformance.report.views.json_report import to_report
from seedance_conformance.report.views.summary import to_summary
from seedance_conformance.runner.earlier_reports.replay import outcome
from seedance_conformance.runner.outcome.exit_codes import ExitCode
from seedance_conformance.suite.context import Notes
from seedance_conformance.suite.create.case_groups import judge_cases
from seedance_conformance.suite.create.expectations import expect
from seedance_conformance.suite.disputes import DISPUTES, dispute_of
from seedance_conformance.suite.log.test_late import test_late_refusals as judge_late
from seedance_conformance.suite.verdicts import Breach
from tests.report.conftest import Events, footer, header, printed, write_log
from tests.suite.small_server import recorder, running

PLAIN = {"model": "seedance_2_0_pro", "prompt": "A boat"}
TEXT = Case("CR-DUR-TYPE", '"5"', PLAIN | {"duration": "5"}, "refused", disputed=True)


def log_of(events: Events, **rules: dict[str, Any]) -> Events:
    """A whole log; each rule has what makes it another than an ordinary one."""
    head = header(name.replace("_", "-") for name in rules)
    head["rules"] = [row | more for row, more in zip(head["rules"], rules.values(), strict=True)]
    return [head, *events, footer()]


def test_every_dispute_has_both_readings() -> None:
    """Of each disputed rule, and of each rule with a disputed case; and no others."""
    rules = {rule.id for rule in load_catalogue().rules.values() if rule.disputed}
    cases = [*all_cases(Placeholders())]
    cases += [case for named in media_cases(Placeholders()).values() for case in named.values()]
    partly = {case.rule for case in cases if case.disputed} - rules
    # A monitor judges the clock, and the results of tasks the ratio: neither has a case.
    named = {rule.id for rule in load_catalogue().rules.values() if rule.disputed_cases}
    assert named == partly | {"CS-CREATED", "QR-FRAME-RATIO"}
    rules |= named
    assert {rule for rule in rules if dispute_of(rule) is None} == set()
    used = {dispute_of(rule) for rule in rules}
    assert {name for name, dispute in DISPUTES.items() if dispute not in used} == set()


@pytest.mark.parametrize(
    ("base_url", "option", "verdict"),
    [
        ("http://127.0.0.1:1/p", None, "fail"),
        ("http://127.0.0.1:1/p", "record", "observed"),
        ("https://gateway.example/p", None, "observed"),
        ("https://gateway.example/p", "judge", "fail"),
    ],
)
@pytest.mark.parametrize("rule", ["CR-DUR-TYPE", "AS-USE-ACTIVE"])
def test_the_option_decides(base_url: str, option: str | None, verdict: str, rule: str) -> None:
    """For a disputed case of a rule that isn't disputed, and for a disputed rule."""
    record, events = recorder(base_url, disputed=option)
    assert record.record(rule, "c", Breach("refused", "accepted", disputed=True), Notes()) == verdict
    if verdict == "fail":
        assert events[0]["note"].startswith("disputed: ")
        assert events[0]["note"].endswith("; the target: accepted")
        assert "page" in events[0]["note"] or "Active" in events[0]["note"]


def test_an_undisputed_case_of_the_same_rule_is_red_either_way() -> None:
    """5.5 isn't a number in a text."""
    record, events = recorder(disputed="record")
    assert record.record("CR-DUR-TYPE", "c", Breach("refused", "accepted"), Notes()) == "fail"
    assert events[0]["note"] == "accepted"


@pytest.mark.parametrize("records", [True, False])
def test_a_case_follows_the_option(records: bool) -> None:
    """At once, and at the end of an accepted task; the small server accepts any duration."""
    with running() as context:
        context.record_disputed = records
        if records:
            expect(context, TEXT)
        else:
            with pytest.raises(Breach) as found:
                expect(context, TEXT)
            assert found.value.disputed
        expect(context, evolve(TEXT, late=True))
        judge_late(context)
        assert len(context.notes.reports) == 1 + records
        assert {(rule, breach.disputed) for rule, breach in context.notes.reports} == {("CR-DUR-TYPE", True)}
        assert all(breach.is_forbidden for _, breach in context.notes.reports)


def test_a_recorded_case_lets_the_test_go_on() -> None:
    """The other cases of its group are still evidence, and the rule is observed, with a note that says why."""
    record, events = recorder(disputed="record")
    with running() as context:
        context.record_disputed = True
        judge_cases(context, [TEXT, evolve(TEXT, name="5.5", body=PLAIN | {"prompt": 5}, disputed=False)])
        record.record("CR-DUR-TYPE", "c", None, context.notes)
    assert [(one["verdict"], one["count"], one.get("recorded")) for one in events] == [
        ("pass", 1, None),
        ("observed", 1, "disputed"),
    ]
    assert events[1]["note"].startswith("recorded, not judged: expected: refused; ")


def test_all_texts_say_that_a_breach_is_recorded(tmp_path: Path) -> None:
    """The console lists the row, and a replay says that the breach still shows: a disputed case, a disputed rule."""
    record, events = recorder(disputed="record")
    for name in ("CR-DUR-TYPE", "AS-USE-ACTIVE"):
        record.record(name, "c", None, Notes(reports=[(name, Breach("refused", "accepted", disputed=True))]))
    run = log_of(events, CR_DUR_TYPE={}, AS_USE_ACTIVE={"disputed": True})
    table = rows(run)
    assert [(row.verdict, row.recorded) for row in table] == [("observed", "disputed")] * 2
    shown = printed(run, every_row=False)
    assert all(f"{row.id:<25} MUST" in shown for row in table)
    folder = write_log(tmp_path, run)
    assert [outcome(row.id, folder).code for row in table] == [ExitCode.BREACH] * 2


def test_reports_say_that_some_cases_are_disputed() -> None:
    """`report.json` and the page, for a rule that isn't disputed as a whole."""
    record, events = recorder()
    record.record("CR-DUR-MIN", "c", Breach("refused", "accepted", disputed=True), Notes())
    run = log_of(events, CR_DUR_MIN={"disputed_cases": "-1", "sources": ["G"]})
    (row,) = to_report(run)["rules"]
    assert (row["disputed"], row["disputed_cases"], row["sources"]) == (False, "-1", ["G"])
    page = to_html(run)
    assert "MUST, disputed in some cases</span>" in page
    assert "Disputed in some cases (-1): judged on loopback" in page
    assert "### CR-DUR-MIN (disputed in some cases)" in to_summary(run)


def test_a_red_rule_says_once_that_it_is_disputed() -> None:
    """The note says it, with both readings."""
    record, events = recorder()
    record.record("AS-USE-ACTIVE", "c", Breach("refused", "accepted"), Notes())
    said = printed(log_of(events, AS_USE_ACTIVE={"disputed": True}), 300)
    (line,) = [line for line in said.splitlines() if line.startswith("AS-USE-ACTIVE  ")]
    assert line.count("disputed") == 1


def test_every_disputed_choice_of_the_mock_names_disputed_rules() -> None:
    """So that no MUST is red under any choice when disputes are recorded."""
    from fnmatch import filter as matching

    catalogue = load_catalogue().rules
    for choice in CHOICES.values():
        for pattern in choice.disputed:
            assert all(dispute_of(rule) for rule in matching(catalogue, pattern))
