"""The settings of a run: its options and the environment, checked."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from attrs import Factory, asdict, evolve, frozen

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.configuration.connection import SAME_ON_RESUME, Connection, read_connection, read_route
from seedance_conformance.runner.configuration.options import OPTIONS, SettingsError
from seedance_conformance.runner.configuration.urls import check_not_billing, check_proxy, read_base_url, read_media_url
from seedance_conformance.runner.earlier_reports.baseline import BaselineEntry, read_baseline
from seedance_conformance.runner.earlier_reports.last_failed import LastFailed, read_last_failed
from seedance_conformance.runner.resuming.resume import (
    check_same_options,
    check_unsettled,
    read_resumable,
    with_stored_options,
)
from seedance_conformance.runner.shards.shard import Shard
from seedance_conformance.transport.connection.loopback import is_loopback

__all__ = ["Settings", "SettingsError", "build_settings"]

_AS_GIVEN: Final = (
    *("profile", "examples", "seed", "concurrency", "budget", "poll-seconds", "task-timeout"),
    *("disputed", "fail-fast", "fail-on", "linger"),
)
"""Options that are settings of the same name, as they are given or by default."""

_STORED: Final = (
    *("base-url", "profile", "rules", "examples", "seed", "budget", "media-url", "poll-seconds", "task-timeout"),
    *("strict", "fail-on", "disputed"),
)
"""Options that the log keeps as they are, or in the form of `Settings.options`."""


@frozen
class Settings:
    """The checked settings of a run. Times are in seconds."""

    base_url: str
    kind: Literal["mock", "loopback", "remote"]
    out: Path
    # The defaults are for logs of which no test was made here: of recorded traffic, or merged shards.
    key: str = ""
    second_key: str | None = None
    profile: Literal["quick", "full"] = "quick"
    rules: frozenset[str] = frozenset()
    examples: int = 0
    seed: int = 0
    concurrency: int = 1
    budget: int | None = None  # of the whole run, in tasks; a shard may spend `own_budget`
    media_url: str | None = None
    poll_seconds: float = 1.0
    task_timeout: float = 1.0
    strict: bool = False
    baseline: tuple[BaselineEntry, ...] = ()
    shard: Shard | None = None
    dry_run: bool = False
    resume: bool = False
    no_billing: bool = False
    connection: Connection = Factory(Connection)
    fail_fast: int | None = None
    fail_on: str | None = None
    again: frozenset[str] = frozenset()  # names of tests that run whichever rules are selected (`--last-failed`)
    baseline_update: Path | None = None  # the baseline to update when the run has ended
    summary: Path | None = None
    cases: frozenset[str] = frozenset()
    linger: float = 0.0  # a replay queries ended tasks again after this time: the target may forget them
    disputed: Literal["judge", "record"] | None = None

    @property
    def remote(self) -> bool:
        """Whether each accepted create may be billed."""
        return self.kind == "remote"

    @property
    def own_budget(self) -> int | None:
        """The most tasks that this run may be billed for: the budget, or the shard's share of it."""
        return self.budget if self.budget is None or self.shard is None else self.shard.share(self.budget)

    @property
    def facts(self) -> dict[str, bool]:
        """What every report has to say about the target."""
        found = {"no_billing": self.no_billing, "insecure": self.connection.route.tls.insecure}
        return {name: True for name, holds in found.items() if holds}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no report may show: the keys, and header values from the environment."""
        return tuple(filter(None, (self.key, self.second_key, *self.connection.headers.secrets)))

    @property
    def records_disputed(self) -> bool:
        """Whether a breach of what is disputed is only recorded."""
        return (self.disputed or ("record" if self.remote else "judge")) == "record"

    def options(self) -> dict[str, Any]:
        """The options that decide which requests are sent, by name; the log keeps them for `--resume`."""
        return {
            **{name: getattr(self, name.replace("-", "_")) for name in _STORED},
            "rules": sorted(self.rules),
            "baseline": [asdict(entry) for entry in self.baseline],
            "shard": str(self.shard) if self.shard else None,
            **{name: value for name, value in self.connection.given.items() if name in SAME_ON_RESUME},
        }


def build_settings(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    """Check the options and fill in the defaults, which differ between loopback and remote targets.

    The environment has `SEEDANCE_API_KEY` and perhaps `SEEDANCE_API_KEY_2`; the catalogue expands rule patterns.

    Raises:
        SettingsError: an option is missing, out of range, or differs from that of the run to resume.
        RunFinished: the run to resume has ended.
    """
    if options["resume"] is not None:
        return _resumed(options, environment, catalogue)
    settings = _new(options, environment, catalogue)
    if not settings.dry_run:
        check_unsettled(settings.out, remote=settings.remote)
    return settings


def _resumed(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    directory = Path(options["resume"])
    for name in ("dry-run", "last-failed"):
        if options[name]:
            raise SettingsError(f"--{name} can't be combined with --resume: leave one of them out")
    if options["out"] is not None and Path(options["out"]) != directory:
        raise SettingsError(
            f"--out {options['out']} differs from --resume {directory}, where the report goes: omit --out"
        )
    previous = read_resumable(directory, options["budget"])
    header = previous.header
    settings = _new(with_stored_options(options, header), environment, catalogue)
    if settings.second_key is None and previous.used_second_key and header["target"]["kind"] != "mock":
        raise SettingsError(
            f"SEEDANCE_API_KEY_2 isn't set, but the run in {directory} created tasks with it: export it again"
        )
    if options["baseline"] is None:
        settings = evolve(settings, baseline=tuple(BaselineEntry(**entry) for entry in header["baseline"]))
    check_same_options(settings.options(), header, directory)
    return evolve(settings, out=directory, resume=True)


def _new(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    base_url, dry_run = read_base_url(options), bool(options["dry-run"])
    key, second_key = read_keys(environment, dry_run=dry_run)
    address = str(read_route(options).address(base_url))
    loopback = is_loopback(base_url) and is_loopback(address)
    no_billing = bool(options["no-billing"]) and not loopback
    if no_billing:
        check_not_billing([urlsplit(url).hostname or "" for url in (base_url, address)], catalogue)
    free = loopback or no_billing
    if not free and not dry_run and options["budget"] is None:
        raise SettingsError(
            f"{base_url} may bill each create that it accepts: set the most it may bill with --budget N"
        )
    value = {name: option.value(options[name], loopback=free) for name, option in OPTIONS.items()}
    value["auth-scheme"] = options["auth-scheme"]  # '' is a value
    if dry_run:
        value["header"] = []  # a plan needs no secrets
    if not loopback and not dry_run:
        check_proxy(base_url)
    again = read_last_failed(Path(value["out"])) if options["last-failed"] else LastFailed()
    rules = selected_rules(catalogue, options["rules"], options["skip"])
    return Settings(
        **{name.replace("-", "_"): value[name] for name in _AS_GIVEN},
        base_url=base_url,
        key=key,
        second_key=second_key or None,
        kind=(value["kind"] or "loopback") if free else "remote",
        rules=rules if again.rules is None else again.within(rules),
        media_url=read_media_url(options, loopback=loopback),
        strict=bool(value["strict"]),
        out=Path(value["out"]),
        baseline=_baseline(options, catalogue),
        shard=Shard.parse(options["shard"]) if options["shard"] is not None else None,
        dry_run=dry_run,
        no_billing=no_billing,
        connection=read_connection(value, environment, base_url, free=free, here=loopback),
        again=again.cases,
        baseline_update=Path(options["baseline"]) if options["baseline-update"] else None,
        summary=summary_file(options["summary"]),
        cases=frozenset(options.get("case") or ()),
    )


def read_keys(environment: Mapping[str, str], *, dry_run: bool = False) -> tuple[str, str]:
    """Both keys, empty where one isn't set; raises SettingsError if they can't be used."""
    key, second_key = (environment.get(name, "") for name in ("SEEDANCE_API_KEY", "SEEDANCE_API_KEY_2"))
    for name, value in (("SEEDANCE_API_KEY", key), ("SEEDANCE_API_KEY_2", second_key)):
        if not all("!" <= character <= "~" for character in value):
            raise SettingsError(
                f"{name} has a character that isn't allowed in an HTTP header, perhaps a space or line break at its "
                "end: export the key alone"
            )
    if not key and not dry_run:
        raise SettingsError("SEEDANCE_API_KEY isn't set: export the key of the target (there isn't an option for it)")
    if key and key == second_key:
        raise SettingsError(
            "SEEDANCE_API_KEY and SEEDANCE_API_KEY_2 hold the same key, but the second has to be of another account: "
            "export another one, or unset SEEDANCE_API_KEY_2"
        )
    return key, second_key


def summary_file(given: str | None) -> Path | None:
    """The file of `--summary`, if one is given.

    Raises:
        SettingsError: it can't be written.
    """
    if given is None:
        return None
    path = Path(given)
    if path.is_dir() or not path.parent.is_dir():
        raise SettingsError(f"--summary '{path}' can't be written: give a file in a folder that exists")
    return path


def _baseline(options: Mapping[str, Any], catalogue: Catalogue) -> tuple[BaselineEntry, ...]:
    update = bool(options["baseline-update"])
    if update and (options["baseline"] is None or options["shard"] is not None):
        what = "--baseline FILE" if options["baseline"] is None else "the whole run: leave --shard out"
        raise SettingsError(f"--baseline-update needs {what}")
    if options["baseline"] is None or (update and not Path(options["baseline"]).exists()):
        return ()
    return read_baseline(Path(options["baseline"]), catalogue)


def selected_rules(catalogue: Catalogue, rules: Sequence[str], skip: Sequence[str]) -> frozenset[str]:
    """The ids of the rules that `--rules` and `--skip` select.

    Raises:
        SettingsError: a pattern matches no rule, or no rule is left.
    """
    try:
        chosen, left_out = catalogue.matching(rules or ["*"]), catalogue.matching(skip)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    found = frozenset(rule.id for rule in chosen) - frozenset(rule.id for rule in left_out)
    if not found:
        raise SettingsError("--rules and --skip together select no rule: widen --rules or leave a --skip out")
    return found
