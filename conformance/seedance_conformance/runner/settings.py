"""What a run was asked to do: the options of the plugin and the keys of the environment, checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import evolve, frozen

from seedance_conformance.catalogue import Catalogue
from seedance_conformance.runner.addresses import AddressError, check_address
from seedance_conformance.runner.baseline import BaselineError, Entry, load_baseline
from seedance_conformance.runner.resume import Ended, ResumeError, compare, fill, guard, resumable
from seedance_conformance.runner.shard import Shard
from seedance_conformance.transport.proxies import ProxyError, client_for
from seedance_conformance.transport.target import is_loopback

OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("base-url", {"metavar": "URL", "help": "the target, with its prefix"}),
    (
        "profile",
        {"choices": ("quick", "full"), "help": "quick: boundary cases; full: everything (default on loopback)"},
    ),
    ("rules", {"action": "append", "default": [], "metavar": "GLOB", "help": "judge only these rules (repeatable)"}),
    ("skip", {"action": "append", "default": [], "metavar": "GLOB", "help": "leave these rules out (repeatable)"}),
    ("examples", {"type": int, "metavar": "N", "help": "random examples for each property (20)"}),
    ("seed", {"type": int, "metavar": "N", "help": "of all randomness (0)"}),
    ("budget", {"type": int, "metavar": "N", "help": "most tasks that may be billed; required off loopback"}),
    ("media-url", {"metavar": "URL", "help": "where the media are published, for a remote target"}),
    ("poll-seconds", {"type": float, "metavar": "S", "help": "between two queries of a task (0.2; off loopback 30)"}),
    ("task-timeout", {"type": float, "metavar": "S", "help": "how long a task may take (60; off loopback 1200)"}),
    ("strict", {"action": "store_true", "help": "judge SHOULD rules, and let inconclusive rows fail the run"}),
    ("baseline", {"metavar": "FILE", "help": "YAML list of {rule, reason, expires}: breaches that don't fail the run"}),
    ("shard", {"metavar": "I/N", "help": "run only the I-th of N parts; `seedance report merge` joins them"}),
    ("dry-run", {"action": "store_true", "help": "print what would be sent, and what that could cost; send nothing"}),
    ("resume", {"metavar": "DIR", "help": "go on with the run whose log is there, with its options"}),
    ("out", {"metavar": "DIR", "help": "where the reports go (conformance-report)"}),
    ("kind", {"choices": ("mock", "loopback", "remote"), "help": "what the report calls the target"}),
)
"""Name (after `--seedance-`) and argparse settings of each option of the plugin."""


_RANGES = (
    ("examples", 1, 100_000),
    ("budget", 0, 1_000_000),
    ("poll-seconds", 0.01, 3600),
    ("task-timeout", 0.1, 86_400),
)


class SettingsError(Exception):
    """An option or the environment is not usable; the message says which and what to do."""


@frozen
class Settings:
    """A checked run. Times are in seconds."""

    base_url: str
    key: str
    second_key: str | None
    kind: Literal["mock", "loopback", "remote"]
    profile: Literal["quick", "full"]
    rules: frozenset[str]
    examples: int
    seed: int
    budget: int | None
    media_url: str | None
    poll_seconds: float
    task_timeout: float
    strict: bool
    out: Path
    baseline: tuple[Entry, ...] = ()
    shard: Shard | None = None
    dry_run: bool = False
    resume: bool = False

    @property
    def remote(self) -> bool:
        """Whether each accepted create may be billed."""
        return self.kind == "remote"

    def options(self) -> dict[str, Any]:
        """What decides which requests are sent, by the name of the option: the log keeps it for `--resume`."""
        return {
            "base-url": self.base_url,
            "profile": self.profile,
            "rules": sorted(self.rules),
            "examples": self.examples,
            "seed": self.seed,
            "budget": self.budget,
            "media-url": self.media_url,
            "poll-seconds": self.poll_seconds,
            "task-timeout": self.task_timeout,
            "strict": self.strict,
            "baseline": [entry.to_json() for entry in self.baseline],
            "shard": str(self.shard) if self.shard else None,
        }


def settle(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    """Check the options and fill in the defaults, which differ between loopback and elsewhere.

    Args:
        options: by name as in `OPTIONS`.
        environment: with `SEEDANCE_API_KEY` and, optionally, `SEEDANCE_API_KEY_2`.
        catalogue: to expand rule patterns with.

    Raises:
        SettingsError: something is missing, out of range, or not what the run that is resumed was begun with.
        Ended: the run that is to be resumed has come to its end.
    """
    try:
        if options["resume"] is not None:
            return _resumed(options, environment, catalogue)
        settings = _settled(options, environment, catalogue)
        if not settings.dry_run:
            guard(settings.out, remote=settings.remote)
    except Ended:
        raise
    except ResumeError as error:
        raise SettingsError(str(error)) from None
    return settings


def _resumed(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    directory = Path(options["resume"])
    if options["dry-run"]:
        raise SettingsError("--dry-run shows what a new run would send: leave --resume out")
    if options["out"] is not None and Path(options["out"]) != directory:
        raise SettingsError(
            f"--out {options['out']} contradicts --resume {directory}, where the report goes: leave it out"
        )
    earlier = resumable(directory)
    head = earlier.head
    settings = _settled(fill(options, head), environment, catalogue)
    if settings.second_key is None and earlier.of_second_account and head["target"]["kind"] != "mock":
        raise SettingsError(
            f"SEEDANCE_API_KEY_2 is not set, and the run in {directory} has made tasks with it: export it again"
        )
    if options["baseline"] is None:
        settings = evolve(settings, baseline=tuple(Entry(**entry) for entry in head["baseline"]))
    compare(settings.options(), head, directory)
    return evolve(settings, out=directory, resume=True)


def _settled(options: Mapping[str, Any], environment: Mapping[str, str], catalogue: Catalogue) -> Settings:
    base_url = _base_url(options)
    key = _key(environment, "SEEDANCE_API_KEY")
    if not key and not options["dry-run"]:
        raise SettingsError("SEEDANCE_API_KEY is not set: export the key of the target, it is never an option")
    loopback = is_loopback(base_url)
    if not loopback and options["budget"] is None and not options["dry-run"]:
        raise SettingsError(f"{base_url} bills every create that it accepts: say with --budget N how many at most")
    _check_ranges(options)
    if not loopback and not options["dry-run"]:
        _check_proxy(base_url)
    return Settings(
        base_url=base_url,
        key=key,
        second_key=_key(environment, "SEEDANCE_API_KEY_2") or None,
        kind=(options["kind"] or "loopback") if loopback else "remote",
        profile=options["profile"] or ("full" if loopback else "quick"),
        rules=_selected(options, catalogue),
        examples=20 if options["examples"] is None else options["examples"],
        seed=options["seed"] or 0,
        budget=options["budget"],
        media_url=_media_url(options, loopback=loopback),
        poll_seconds=options["poll-seconds"] or (0.2 if loopback else 30.0),
        task_timeout=options["task-timeout"] or (60.0 if loopback else 1200.0),
        strict=options["strict"],
        out=Path(options["out"] or "conformance-report"),
        baseline=_baseline(options, catalogue),
        shard=_shard(options["shard"]),
        dry_run=bool(options["dry-run"]),
    )


def _key(environment: Mapping[str, str], name: str) -> str:
    key = environment.get(name, "")
    if not all("!" <= character <= "~" for character in key):
        raise SettingsError(
            f"{name} has a character that no header can carry, perhaps a line break or a blank at its end: "
            "export the key alone"
        )
    return key


def _base_url(options: Mapping[str, Any]) -> str:
    base_url = str(options["base-url"] or "")
    try:
        check_address(base_url)
    except AddressError as error:
        raise SettingsError(
            f"the base URL {error}: give the target with its prefix, "
            "for example http://127.0.0.1:8765/kyyReactApiServer"
        ) from None
    return base_url


def _check_proxy(base_url: str) -> None:
    try:
        client_for(base_url, verify=False).close()  # nothing is sent, and certificates take time to load
    except ProxyError as error:
        raise SettingsError(str(error)) from None


def _media_url(options: Mapping[str, Any], *, loopback: bool) -> str | None:
    if options["media-url"] is None:
        return None
    media_url = str(options["media-url"])
    try:
        check_address(media_url)
    except AddressError as error:
        raise SettingsError(
            f"--media-url {error}: give the folder that holds the files, for example https://HOST/media"
        ) from None
    if is_loopback(media_url) and not loopback:
        raise SettingsError(
            f"--media-url is {media_url}, where only this machine can fetch, and each valid case would be paid for in "
            "vain: publish the files of `seedance media export` elsewhere"
        )
    return media_url


def _baseline(options: Mapping[str, Any], catalogue: Catalogue) -> tuple[Entry, ...]:
    if options["baseline"] is None:
        return ()
    try:
        return load_baseline(Path(options["baseline"]), catalogue)
    except BaselineError as error:
        raise SettingsError(str(error)) from None


def _check_ranges(options: Mapping[str, Any]) -> None:
    for name, least, most in _RANGES:
        value = options[name]
        # Written so that nan is in no range.
        if value is not None and not least <= value <= most:
            raise SettingsError(f"--{name} is {value}: give a number from {least} to {most:,}")


def _shard(text: str | None) -> Shard | None:
    try:
        return Shard.parse(text) if text is not None else None
    except ValueError as error:
        raise SettingsError(str(error)) from None


def _selected(options: Mapping[str, Any], catalogue: Catalogue) -> frozenset[str]:
    try:
        chosen = catalogue.matching(options["rules"] or ["*"])
        left_out = catalogue.matching(options["skip"])
    except ValueError as error:
        raise SettingsError(str(error)) from None
    rules = frozenset(rule.id for rule in chosen) - frozenset(rule.id for rule in left_out)
    if not rules:
        raise SettingsError("--rules and --skip together leave no rule to judge")
    return rules
