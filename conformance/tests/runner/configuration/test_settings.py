"""Options are checked before anything is sent."""

from typing import Any

import click
import pytest
from attrs import evolve
from seedance_conformance.cli.conform import command as conform
from seedance_conformance.report.events import Row
from seedance_conformance.runner.configuration.options import OPTIONS
from seedance_conformance.runner.configuration.settings import SettingsError
from seedance_conformance.runner.outcome.ending import Ending
from seedance_conformance.runner.outcome.exit_codes import ExitCode, exit_code_for, nothing_judged
from tests.runner.settled import LIVE, LOCAL, settled


def test_defaults_differ_between_loopback_and_elsewhere() -> None:
    """Full profile and fast polling on loopback; quick profile and slow polling elsewhere."""
    here = settled(base_url=LOCAL)
    there = settled(base_url=LIVE, budget=5)
    assert (here.kind, here.profile, here.poll_seconds, here.task_timeout) == ("loopback", "full", 0.2, 60.0)
    assert (there.kind, there.profile, there.poll_seconds, there.remote) == ("remote", "quick", 30.0, True)
    assert (there.connection.timeout, there.facts) == (60.0, {})


def test_a_remote_target_is_never_called_a_mock() -> None:
    """A target that may bill is `remote`, also if the caller says `mock`."""
    assert settled(base_url=LIVE, budget=5, kind="mock").kind == "remote"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "the base URL '' isn't a valid"),
        ({"base_url": "127.0.0.1:80"}, "give the target with its prefix"),
        ({"environment": {}, "base_url": LOCAL}, "SEEDANCE_API_KEY isn't set"),
        ({"base_url": LIVE}, "with --budget N"),
        ({"base_url": LOCAL, "examples": 0}, "--examples is 0"),
        (
            {"environment": {"SEEDANCE_API_KEY": "sk-1\n"}, "base_url": LOCAL},
            "SEEDANCE_API_KEY has a character that isn't allowed",
        ),
        ({"base_url": LOCAL, "budget": -1}, "--budget is -1: give a number from 0"),
        ({"base_url": LOCAL, "poll_seconds": float("nan")}, "--poll-seconds is nan"),
        ({"base_url": LOCAL, "poll_seconds": 1e308}, "--poll-seconds is 1e\\+308"),
        ({"base_url": LOCAL, "task_timeout": float("inf")}, "--task-timeout is inf"),
        ({"base_url": "http://[::1"}, "give the target with its prefix"),
        ({"base_url": "http://a:99999/x"}, "give the target with its prefix"),
        ({"base_url": "https://:s3cr3t@a/x"}, "the base URL has a user, a query or a fragment, which the log would"),
        ({"base_url": LOCAL, "media_url": "media"}, "--media-url 'media' isn't a valid .*: give the folder"),
        ({"base_url": LOCAL, "media_url": "https://a/m?sig=s3cr3t"}, "--media-url has a user, a query"),
        ({"base_url": LIVE, "budget": 1, "media_url": "http://127.0.0.1/m"}, "only this machine can fetch"),
        ({"base_url": LOCAL, "rules": ["XX-*"]}, "'XX-\\*' matches no rule"),
        ({"base_url": LOCAL, "skip": ["*"]}, "select no rule"),
        ({"base_url": LOCAL, "fail_fast": 0}, "--fail-fast is 0"),
        ({"base_url": LOCAL, "summary": "nowhere/summary.md"}, "give a file in a folder that exists"),
        ({"base_url": LOCAL, "baseline_update": True}, "needs --baseline FILE"),
        ({"base_url": LOCAL, "baseline_update": True, "baseline": "x", "shard": "1/2"}, "leave --shard out"),
        ({"base_url": LOCAL, "last_failed": True, "out": "nowhere"}, "needs the report of an earlier run"),
        ({"base_url": LOCAL, "header": ["X-Tenant"]}, "--header needs"),
        ({"base_url": LOCAL, "auth_header": "a b"}, "--auth-header 'a b'"),
        ({"base_url": LOCAL, "timeout": 0.0}, "--timeout is 0"),
        ({"base_url": LOCAL, "connect_to": ["a:b"]}, "--connect-to 'a:b' isn't"),
        ({"base_url": LOCAL, "client_key": "k.pem"}, "--client-key needs the certificate"),
        ({"base_url": LOCAL, "client_cert": "c.pem"}, "--client-cert is for https"),
        ({"base_url": LOCAL, "http2": True}, "--http2 is for https"),
        ({"base_url": "https://127.0.0.1/", "ca_file": "none.pem"}, "--ca-file none.pem can't be read"),
        ({"base_url": LOCAL, "ca_file": "none.pem"}, r"--ca-file none\.pem can't be read"),
        ({"base_url": LOCAL, "wait": -1.0}, "--wait is -1"),
        ({"base_url": LOCAL, "media_bind": "203.0.113.9"}, "can't listen on 203.0.113.9 .*--media-bind"),
        ({"base_url": LOCAL, "media_bind": "http://a"}, "--media-bind 'http://a' isn't HOST or HOST:PORT"),
        ({"base_url": LOCAL, "media_advertise": "a:99999"}, "--media-advertise 'a:99999' isn't HOST"),
        ({"base_url": LOCAL, "media_advertise": "a", "media_url": "http://b/m"}, "--media-url says where"),
        (
            {"base_url": "http://gateway:9001/api", "budget": 1, "media_bind": "0.0.0.0"},
            "bills what it accepts: .* --media-url",
        ),
    ],
)
def test_unusable_options_are_explained(given: dict[str, Any], message: str) -> None:
    """One sentence names the value and the remedy."""
    with pytest.raises(SettingsError, match=message) as caught:
        settled(**given)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("verdicts", "state", "code"),
    [
        ({"pass", "observed", "inconclusive"}, {}, ExitCode.CONFORMS),
        ({"inconclusive"}, {"strict": True}, ExitCode.BREACH),
        ({"fail", "error"}, {"budget_spent": True}, ExitCode.BREACH),
        ({"error"}, {"budget_spent": True}, ExitCode.TROUBLE),
        ({"pass"}, {"budget_spent": True}, ExitCode.BUDGET),
        ({"fail"}, {"interrupted": True}, ExitCode.INTERRUPTED),
    ],
)
def test_the_exit_code_if_several_apply(verdicts: set[str], state: dict[str, bool], code: ExitCode) -> None:
    """130, 1, 3, 4 in this order."""
    given = {"interrupted": False, "budget_spent": False, "strict": False} | state
    assert exit_code_for(verdicts, **given) is code


@pytest.mark.parametrize(
    ("notes", "code", "said"),
    [
        ({"A": ("skipped", "needs a second key"), "B": ("skipped", "needs a second key")}, ExitCode.USAGE, "(2 rules)"),
        (
            {"A": ("skipped", "x"), "B": ("inconclusive", "HTTP 502")},
            ExitCode.TROUBLE,
            "no evidence: HTTP 502 (1 rule)",
        ),
    ],
)
def test_a_selection_that_was_not_judged_is_not_green(
    notes: dict[str, tuple[str, str]], code: ExitCode, said: str
) -> None:
    """Exit 2 if the set-up lacks something, 3 if the target gave no evidence, each with the reason."""
    table = [Row(rule, "MUST", False, "", [], verdict=verdict, note=note) for rule, (verdict, note) in notes.items()]
    found = nothing_judged(table)
    assert found is not None
    assert (found[0], said in found[1]) == (code, True)
    assert nothing_judged([*table, Row("C", "OBSERVE", False, "", [], verdict="observed")]) is None


@pytest.mark.parametrize(
    ("level", "disputed", "here", "there"),
    [("MUST", False, 1, 1), ("MUST", True, 1, 0), ("SHOULD", False, 0, 0), ("OBSERVE", False, 0, 0)],
)
def test_fail_on_inconclusive_counts_what_a_breach_would(level: str, disputed: bool, here: int, there: int) -> None:
    """A MUST rule without evidence fails the run; a disputed one only on this machine, where it is judged."""
    rule = "CR-DUR-MAX"
    table = [
        Row(rule, level, disputed, "", [], verdict="inconclusive"),
        Row("X", "MUST", False, "", [], verdict="pass"),
    ]
    for expected, options in ((here, {"base_url": LOCAL}), (there, {"base_url": LIVE, "budget": 5})):
        settings = evolve(settled(**options, fail_on="inconclusive"), rules=frozenset({rule, "X"}))
        assert Ending().conclude(table, settings)[0] == expected
        assert Ending().conclude(table, evolve(settings, fail_on=None))[0] == 0


def test_both_helps_show_each_option() -> None:
    """`seedance conform` and plain pytest show the same text, from one table."""
    ours = next(parameter for parameter in conform.params if parameter.name == "poll_seconds")
    assert isinstance(ours, click.Option)
    assert ours.help == OPTIONS["poll-seconds"].argparse()["help"]
    assert ours.help == "Seconds between two queries of a task. [default: 0.2; for a remote target: 30]"
    shown = {str(parameter.name).replace("_", "-") for parameter in conform.params}
    assert shown == {name for name, option in OPTIONS.items() if not option.hidden} | {"verbose", "watched"}
