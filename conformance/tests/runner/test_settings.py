"""Options are checked before anything is sent."""

from typing import Any

import click
import pytest
from seedance_conformance.catalogue import load_catalogue
from seedance_conformance.cli.conform import command as conform
from seedance_conformance.runner.exit_codes import ExitCode, exit_code_for
from seedance_conformance.runner.options import OPTIONS, unset
from seedance_conformance.runner.settings import Settings, SettingsError, build_settings

LOCAL = "http://127.0.0.1:8765/kyyReactApiServer"
LIVE = "https://zcbservice.aizfw.cn/kyyReactApiServer"
KEYS = {"SEEDANCE_API_KEY": "k"}


def settled(environment: dict[str, str] = KEYS, **given: Any) -> Settings:
    """Settings from these options, the others at their defaults."""
    options = unset()
    options |= {name.replace("_", "-"): value for name, value in given.items()}
    return build_settings(options, environment, load_catalogue())


def test_defaults_differ_between_loopback_and_elsewhere() -> None:
    """Full profile and fast polling on loopback; quick profile and slow polling elsewhere."""
    here = settled(base_url=LOCAL)
    there = settled(base_url=LIVE, budget=5)
    assert (here.kind, here.profile, here.poll_seconds, here.task_timeout) == ("loopback", "full", 0.2, 60.0)
    assert (there.kind, there.profile, there.poll_seconds, there.remote) == ("remote", "quick", 30.0, True)


def test_a_remote_target_is_never_called_a_mock() -> None:
    """A target that may bill is `remote`, also if the caller says `mock`."""
    assert settled(base_url=LIVE, budget=5, kind="mock").kind == "remote"


@pytest.mark.parametrize(
    ("environment", "given", "message"),
    [
        (KEYS, {}, "the base URL '' isn't a valid"),
        (KEYS, {"base_url": "127.0.0.1:80"}, "give the target with its prefix"),
        ({}, {"base_url": LOCAL}, "SEEDANCE_API_KEY isn't set"),
        (KEYS, {"base_url": LIVE}, "with --budget N"),
        (KEYS, {"base_url": LOCAL, "examples": 0}, "--examples is 0"),
        ({"SEEDANCE_API_KEY": "sk-1\n"}, {"base_url": LOCAL}, "SEEDANCE_API_KEY has a character that isn't allowed"),
        (KEYS, {"base_url": LOCAL, "budget": -1}, "--budget is -1"),
        (KEYS, {"base_url": LOCAL, "poll_seconds": float("nan")}, "--poll-seconds is nan"),
        (KEYS, {"base_url": LOCAL, "poll_seconds": 1e308}, "--poll-seconds is 1e\\+308"),
        (KEYS, {"base_url": LOCAL, "task_timeout": float("inf")}, "--task-timeout is inf"),
        (KEYS, {"base_url": "http://[::1"}, "give the target with its prefix"),
        (KEYS, {"base_url": "http://a:99999/x"}, "give the target with its prefix"),
        (
            KEYS,
            {"base_url": "https://:secret@a/x"},
            "the base URL has a user, a query or a fragment, which the log would",
        ),
        (KEYS, {"base_url": LOCAL, "media_url": "media"}, "--media-url 'media' isn't a valid .*: give the folder"),
        (KEYS, {"base_url": LOCAL, "media_url": "https://a/m?sig=secret"}, "--media-url has a user, a query"),
        (KEYS, {"base_url": LIVE, "budget": 1, "media_url": "http://127.0.0.1/m"}, "only this machine can fetch"),
        (KEYS, {"base_url": LOCAL, "rules": ["XX-*"]}, "'XX-\\*' matches no rule"),
        (KEYS, {"base_url": LOCAL, "skip": ["*"]}, "select no rule"),
    ],
)
def test_unusable_options_are_explained(environment: dict[str, str], given: dict[str, Any], message: str) -> None:
    """One sentence names the value and the remedy."""
    with pytest.raises(SettingsError, match=message) as caught:
        settled(environment, **given)
    assert "secret" not in str(caught.value)


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


def test_both_helps_show_each_option() -> None:
    """`seedance conform` and plain pytest show the same text, from one table."""
    ours = next(parameter for parameter in conform.params if parameter.name == "poll_seconds")
    assert isinstance(ours, click.Option)
    assert ours.help == OPTIONS["poll-seconds"].argparse()["help"]
    assert ours.help == "Seconds between two queries of a task. [default: 0.2; for a remote target: 30]"
    shown = {str(parameter.name).replace("_", "-") for parameter in conform.params}
    assert shown == {name for name, option in OPTIONS.items() if not option.hidden}
